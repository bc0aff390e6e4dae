"""Every address that takes something, with fields nobody meant: an answer, and never a failure."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from django.db.transaction import atomic, set_rollback
from django.test import Client, override_settings

from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from tests.site.conftest import begin, bundle, configuration_in, publish_in
from tests.site.page_list import FORMS, file_paths, guarded_paths, page_paths, write_paths
from tests.site.test_page_rules import enter_member, open_now

SITE = Path(str(files("comity.site")))
NAMED = re.compile(r"""name="([a-z][a-z0-9_-]*)["{]""")
READ = re.compile(r"""(?:GET|POST)(?:\.get\(|\[)"([a-z][a-z0-9_-]*)\"""")
VALUES = (
    "",
    "\x00",
    "\ud7ff\uffff\u202e\u0085\u2028",
    "-1",
    "٣",
    "9" * 5_000,
    "1e400",
    "../../../etc/passwd",
    "//evil.example/",
    "<script>{{7*7}}{% now %}",
    "' OR 1=1 --",
    "a" * 20_000,
    "1",
)
FAILED = 500


def fields() -> list[str]:
    """Return the name of every field that a template has or a page reads."""
    names = {"vote-1", "vote-x", "nobody-asked"}
    for path in SITE.rglob("*.html"):
        names |= set(NAMED.findall(path.read_text(encoding="utf-8")))
    for path in SITE.rglob("*.py"):
        names |= set(READ.findall(path.read_text(encoding="utf-8")))
    return sorted(names)


@pytest.fixture(scope="module")
def visitors(django_db_setup, django_db_blocker, tmp_path_factory):
    """A visitor and somebody with an office, on a site that has everything."""
    configuration = configuration_in(tmp_path_factory.mktemp("site"))
    with django_db_blocker.unblock(), override_settings(COMITY=configuration), atomic():
        begin()
        publish_in(configuration, bundle())
        open_now(configuration)
        visitor, member = Client(), Client()
        enter_member(configuration, member)
        yield {"visitor": visitor, "member": member, "site": configuration}
        set_rollback(True)


@pytest.fixture(autouse=True)
def one_site(instance, visitors, settings):
    """Every test here is about the one site."""
    settings.COMITY = visitors["site"]


def found_wrong(client, method, path, value) -> str:
    """Return what is wrong with the answer to a form filled with ``value``, or nothing."""
    filled = dict.fromkeys(fields(), value)
    try:
        response = getattr(client, method)(path, filled)
    except Exception as error:  # noqa: BLE001 - each is a find
        return f"{method} {path} with {value[:20]!r}: {error!r}"[:300]
    if response.status_code >= FAILED:
        return f"{method} {path} with {value[:20]!r}: {response.status_code}"
    if response.headers["Content-Security-Policy"] != CONTENT_SECURITY_POLICY:
        return f"{path}: without its headers"
    if "evil.example" in response.headers.get("Location", ""):
        return f"{path}: leads to another host"
    return ""


@pytest.mark.django_db  # and so there is a database to be set up for the others
def test_there_are_fields_to_fill():
    assert {"statement", "vote", "q", "page", "code", "password"} <= set(fields())


def test_control_a_page_that_fails_is_named(visitors, monkeypatch):
    def fails(_sought):
        raise ZeroDivisionError

    assert found_wrong(visitors["visitor"], "get", "/en/record/find/", "1") == ""
    monkeypatch.setattr("comity.site.record.queries.find", fails)
    assert "ZeroDivisionError" in found_wrong(visitors["visitor"], "get", "/en/record/find/", "1")


@pytest.mark.slow
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_whatever_is_sent_to_a_form_it_is_answered(visitors, who):
    forms = [*write_paths(), *sorted(FORMS)]
    wrong = [
        found_wrong(visitors[who], "post", f"/en/{path}", value)
        for path in forms
        for value in (VALUES if who == "member" else VALUES[::3])
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.slow
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_whatever_is_asked_of_a_page_it_is_answered(visitors, who):
    paths = [f"/en/{path}" for path in (*page_paths(), *guarded_paths())]
    paths += [f"/{path}" for path in file_paths()]
    wrong = [
        found_wrong(visitors[who], "get", path, value)
        for path in paths
        for value in (VALUES[1::2] if who == "visitor" else VALUES[1:6:4])
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))
