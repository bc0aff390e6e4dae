"""The page about the interface: every address is there, every example does what it says."""

import re
import shlex
from http import HTTPStatus

import pytest

from comity.site.api.answered import DAY, HOUR
from comity.site.api.cursors import LARGEST_PAGE, PAGE
from comity.site.api.document import description
from comity.site.api.limits import LARGEST, PER_CALLER
from comity.site.api.problems import KIND_OF
from comity.site.api.tokens import DAYS, FRESH_HOURS, OFFERED
from tests.site.api.conftest import ID, MODERATOR, SECRETARY, Program, live, token_of, voter
from tests.site.conftest import instance, log, quick_sign_in
from tests.site.dialogue.world import submit
from tests.site.members.factories import somebody
from tools.tree import ROOT

__all__ = ["instance", "live", "log", "quick_sign_in"]

TEXT = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
EXAMPLES = [line for line in TEXT.splitlines() if line.startswith("curl ")]


def test_the_page_names_every_address_and_no_other():
    named = set(re.findall(r"^\| `([A-Z]+ /api/v1/\S+)` \|", TEXT, re.MULTILINE))
    assert named == {
        f"{method.upper()} {path}"
        for path, methods in description()["paths"].items()
        for method in methods
    }


def test_the_page_names_every_status():
    named = {int(one) for one in re.findall(r"^\| (\d{3}) \|", TEXT, re.MULTILINE)}
    assert named == {*KIND_OF, int(HTTPStatus.CONFLICT)}


def test_the_figures_of_the_page_are_those_in_use():
    for shown in (
        f"in parts of {PAGE}, or of `limit`, from 1 to {LARGEST_PAGE}",
        f"more than {LARGEST:,} bytes",
        f"more than {PER_CALLER._limit} requests",  # noqa: SLF001 - it has no face for this
        f"after {FRESH_HOURS} hour",
        *(f"`{act}`" for act in OFFERED),
    ):
        assert shown in TEXT, shown
    assert re.search(rf"after {DAYS}\s+days", TEXT)
    assert (DAY.days, HOUR.seconds) == (1, 3600)


def request_of(line):
    """Return method, path, headers and body of a line with curl."""
    words = iter(shlex.split(line)[1:])
    method, path, headers, body = "GET", "", {}, None
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(words)
        else:
            path = word.removeprefix("http://localhost:8000")
    return method, path, headers, body


def _bearer(line):
    if "members/lists" in line:
        return somebody("secretary", person="p-lists")
    return SECRETARY if "seeds" in line else MODERATOR


@pytest.mark.django_db
@pytest.mark.parametrize("line", EXAMPLES)
def test_each_example_does_what_it_says(line, live, instance, client):
    program = Program(client)
    submit(instance, 1, "Buses on Sundays.")
    code = program.get(f"conversations/{ID}").json()["code"]
    own, office = (
        voter(program)["Voter-Token"],
        token_of(_bearer(line)),
    )
    for name, value in (("CODE", code), ("VOTER", own), ("Bearer TOKEN", office["Authorization"])):
        line = line.replace(name, value)
    method, path, headers, body = request_of(line)
    kind = {"content_type": headers.pop("Content-Type")} if body else {}
    answer = client.generic(method, path, body or "", headers=headers, **kind)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"].startswith("application/json")
