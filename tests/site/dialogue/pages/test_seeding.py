import re
from datetime import timedelta
from importlib import import_module

import pytest

from comity.site.dialogue.models import Statement
from comity.site.record.models import Entry
from tests.site.dialogue.world import ID, NOW, opened
from tests.site.members.factories import sign_in, somebody

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
SEEDS = f"{PAGE}seeds/"
DO = f"{PAGE}do/seeds"
FILLED = {"statements": "Every net needs a mark.\n\nMarks should be free.", "language": "en"}


@pytest.fixture
def clock(monkeypatch):
    """Have these pages seen at another time."""

    def at(time):
        for page in ("running", "seeding", "live"):
            # By import: the face of the package has a page of the same name.
            module = import_module(f"comity.site.dialogue.pages.{page}")
            monkeypatch.setattr(module, "now", lambda: time)

    at(NOW)
    return at


@pytest.fixture
def secretary(log, instance, client, clock):
    """A conversation that is open, and the secretary signed in."""
    opened(instance)
    somebody("secretary", person="p-1")
    sign_in(client, "p-1")


def checked(client) -> dict[str, str]:
    page = client.post(DO, {**FILLED, "step": "check"}).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)[1]
    assert '<li lang="en" dir="auto">Marks should be free.</li>' in page
    return {**FILLED, "once": once, "step": "add"}


def texts():
    return list(Statement.objects.filter(number__gt=3).values_list("text", "state", "author"))


def test_statements_are_checked_and_then_added_and_voted_on(secretary, client):
    assert SEEDS in client.get(f"{PAGE}office/").content.decode()
    assert client.get(SEEDS).status_code == 200
    fields = checked(client)
    assert texts() == []
    answer = client.post(DO, fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}office/")
    assert texts() == [
        ("Every net needs a mark.", "accepted", ""),
        ("Marks should be free.", "accepted", ""),
    ]
    assert client.post(f"{PAGE}do/vote", {"statement": "5", "vote": "1"}).status_code == 303


def test_a_double_click_adds_them_once(secretary, client):
    fields = checked(client)
    before = Entry.objects.count()
    for _ in range(3):
        assert client.post(DO, fields).status_code == 303
    assert len(texts()) == 2
    assert Entry.objects.count() == before + 2


def test_what_stands_there_already_is_not_added_again(secretary, client):
    client.post(DO, checked(client))
    again = client.post(DO, checked(client))
    assert again.status_code == 422
    assert "Statement 4 says the same" in again.content.decode()
    assert ">Every net needs a mark." in again.content.decode()
    assert len(texts()) == 2


@pytest.mark.parametrize(
    "changes", [{"statements": " "}, {"statements": "x" * 301}, {"language": "?"}]
)
@pytest.mark.parametrize("step", ["check", "add"])
def test_what_cannot_be_taken_comes_back(secretary, client, changes, step):
    answer = client.post(DO, {**FILLED, **changes, "step": step})
    assert answer.status_code == 422
    assert texts() == []


def test_what_was_typed_is_changed_first(secretary, client):
    page = client.post(DO, {**FILLED, "step": "change"}).content.decode()
    assert "Marks should be free.</textarea>" in page


@pytest.mark.parametrize("days", [7, 30])
def test_nothing_is_added_once_its_time_is_over(secretary, client, clock, days):
    clock(NOW + timedelta(days=days))
    assert SEEDS not in client.get(f"{PAGE}office/").content.decode()
    assert client.get(SEEDS).status_code == 403
    assert client.post(DO, {**FILLED, "step": "add"}).status_code == 422
    assert texts() == []


@pytest.mark.parametrize("role", [None, "delegate", "auditor"])
def test_who_has_no_mandate_adds_nothing(log, instance, client, clock, role):
    opened(instance)
    if role:
        somebody(role, person="p-3", party="p-01")
        sign_in(client, "p-3")
    assert client.get(SEEDS).status_code == 403
    client.post(DO, {**FILLED, "step": "add"})
    assert texts() == []
