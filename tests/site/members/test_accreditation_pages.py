"""Entering a party and adding to its status on pages, by those who may."""

import pytest

from comity.site.members.models import PartyRow, StatusRow
from comity.site.members.queries import party_with
from comity.site.record.models import Entry
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
PATH = "/en/members/accredit/"
STATUS = "/en/members/parties/p-a/status/"


@pytest.fixture
def secretary(client):
    """The secretary, signed in."""
    somebody("secretary")
    sign_in(client, "p-1")


def fields(**changed):
    return {
        "party": "p-0011aabb",
        "name-fr": "Cimaire",
        "name-ar": "سيمير",
        "original": "fr",
        "kind": "state",
        "cap": "4",
        "status": "signed",
        "since": "2026-03-01",
        "source": "A/1",
        **changed,
    }


def test_a_party_is_entered_with_its_names_status_and_cap(client, secretary):
    answer = client.post(PATH, fields())
    assert answer.headers["Location"] == "/en/members/parties/p-0011aabb/"
    view = party_with("p-0011aabb", NOW)
    assert view.party.names == {"fr": "Cimaire", "ar": "سيمير"}
    assert (view.party.kind, view.party.original, view.cap) == ("state", "fr", 4)
    assert [(one.status, one.source) for one in view.history] == [("signed", "A/1")]


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"name-fr": ""}, "name"),
        ({"original": "ru"}, "name"),
        ({"name-ar": "x" * 201}, "name"),
        ({"kind": "empire"}, "kind"),
        ({"status": "ruling"}, "status"),
        ({"since": "1 March"}, "since"),
        ({"source": ""}, "source"),
        ({"cap": "-1"}, "cap"),
        ({"cap": "٤"}, "cap"),
        ({"cap": "501"}, "cap"),
    ],
)
def test_what_is_missing_is_named_and_the_rest_is_kept(client, secretary, changed, member):
    before = Entry.objects.count()
    answer = client.post(PATH, fields(**changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"“{member}” is missing or cannot be understood" in page
    assert 'value="سيمير"' in page or "name-ar" in changed
    assert Entry.objects.count() == before


def test_the_same_form_sent_twice_enters_one(client, secretary):
    client.post(PATH, fields())
    assert client.post(PATH, fields()).status_code == 422
    assert PartyRow.objects.filter(pk="p-0011aabb").count() == 1


def test_a_status_is_added_and_the_earlier_one_stays(client, secretary):
    add_party("p-a", "state")
    given = {"status": "withdrawn", "since": "2026-11-01", "source": "A/2"}
    assert client.post(STATUS, given).headers["Location"] == "/en/members/parties/p-a/"
    assert StatusRow.objects.filter(party="p-a").count() == 2
    assert party_with("p-a", NOW).status.status == "withdrawn"
    assert client.post(STATUS, {**given, "since": ""}).status_code == 422
    assert client.get("/en/members/parties/nobody/status/").status_code == 404


def test_only_those_who_may_are_shown_the_way(client, secretary):
    add_party("p-a", "state")
    assert f'href="{PATH}"' in client.get("/en/members/").content.decode()
    assert f'href="{STATUS}"' in client.get("/en/members/parties/p-a/").content.decode()
    client.post("/en/account/", {"do": "sign-out"})
    assert f'href="{PATH}"' not in client.get("/en/members/").content.decode()
    assert f'href="{STATUS}"' not in client.get("/en/members/parties/p-a/").content.decode()


@pytest.mark.parametrize("path", [PATH, STATUS])
def test_threat_T5_who_may_not_does_not_get_there(client, path):
    somebody("head_of_delegation", person="p-head", party="p-a")
    sign_in(client, "p-head")
    before = Entry.objects.count()
    assert client.get(path).status_code == 404
    assert client.post(path, fields()).status_code == 404
    assert Entry.objects.count() == before


@pytest.mark.parametrize("path", [PATH, STATUS])
def test_password_and_code_are_asked_again(client, secretary, settings, path):
    add_party("p-a", "state")
    settings.FRESH_MINUTES = 0
    assert client.get(path).headers["Location"].startswith("/en/confirm/")
    assert client.post(path, fields()).headers["Location"].startswith("/en/confirm/")


@pytest.mark.parametrize("path", [PATH, STATUS])
def test_a_visitor_is_led_to_sign_in(client, path):
    assert client.get(path).headers["Location"].startswith("/en/sign-in/")
