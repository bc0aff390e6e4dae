from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.people import Acting
from comity.site.members.models import Account
from comity.site.members.queries import (
    acting,
    acting_as,
    own_account,
    parties,
    party_with,
    people_of,
)
from comity.site.members.sessions import SessionStore
from comity.site.members.signing_in import start_session
from tests.site.conftest import NOW
from tests.site.members.factories import add_party, add_person, mandate_of, revoke, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def of(rf, person=None):
    """A request of somebody who is signed in, or of a visitor."""
    request = rf.get("/")
    request.session = SessionStore()
    if person:
        start_session(request, Account.objects.get(person=person), NOW)
    return request


def test_a_visitor_acts_as_nobody(rf):
    assert acting(of(rf)) is None
    assert own_account(of(rf), NOW) is None


def test_asking_for_a_visitor_asks_no_database(rf):
    request = of(rf)
    with CaptureQueriesContext(connection) as asked:
        acting(request)
    assert len(asked) == 0


def test_who_is_signed_in_acts_with_all_their_mandates(rf):
    somebody("secretary")
    somebody("moderator")
    who = acting(of(rf, "p-1"))
    assert isinstance(who, Acting)
    assert (who.person, who.name) == ("p-1", "Name of p-1")
    assert {one.role.title for one in who.mandates} == {"secretary", "moderator"}


def test_one_request_asks_once(rf):
    somebody("secretary")
    request = of(rf, "p-1")
    first = acting(request)
    with CaptureQueriesContext(connection) as asked:
        assert acting(request) is first
    assert len(asked) == 0


def test_a_revoked_mandate_comes_with_the_time_of_its_end():
    somebody("moderator")
    revoke("m-p-1-moderator")
    (mandate,) = acting_as("p-1").mandates
    assert mandate.revoked < NOW
    assert acting_as("p-1").mandate_for("dialogue.moderate_statement", NOW) is None


def test_the_mandate_is_the_one_that_was_given():
    somebody("moderator", through="", start=NOW - timedelta(days=9), end=NOW + timedelta(days=9))
    given = mandate_of(
        "p-1", role="moderator", start=NOW - timedelta(days=9), end=NOW + timedelta(days=9)
    )
    (kept,) = acting_as("p-1").mandates
    assert abs(kept.start - given.start) < timedelta(milliseconds=1)
    assert (kept.scope, kept.role, kept.holder) == (given.scope, given.role, given.holder)


def test_nobody_acts_under_an_unknown_name_or_as_a_machine():
    add_party()
    add_person("p-9", handle="RQBQT", human=False)
    assert acting_as("p-none") is None
    assert acting_as("p-9") is None


def test_a_session_bound_to_another_password_is_nobodys(rf):
    somebody("secretary")
    request = of(rf, "p-1")
    assert acting(request) is not None
    Account.objects.filter(person="p-1").update(password="x")
    del request.acting
    assert acting(request) is None


def test_a_session_of_an_account_that_is_gone_is_nobodys(rf):
    request = of(rf)
    request.session[SESSION_KEY] = "999"
    assert acting(request) is None


def test_parties_show_what_held_on_a_day():
    add_party("p-a", "state")
    (line,) = parties(NOW.date())
    assert line.status.status == "in_force"
    (line,) = parties(NOW.date() - timedelta(days=900))
    assert line.status is None


def test_an_unknown_party_has_no_view():
    assert party_with("p-none", NOW) is None


def test_machines_do_not_count_against_the_cap():
    add_party("p-a", "state")
    add_person("p-2", "p-a", handle="ABC")
    add_person("p-9", "p-a", handle="RQBQT", human=False)
    assert party_with("p-a", NOW).opened == 1
    assert [one.human for one in people_of("p-a")] == [True, False]
