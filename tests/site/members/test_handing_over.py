"""A leaver's access goes to the successor in one step, and nothing of it stays behind."""

import re

import pytest

from comity.fault import RefusedError
from comity.site.home.health import reconcile
from comity.site.members.handing_over import hand_over
from comity.site.members.models import (
    AccountSession,
    ClosingRow,
    InvitationRow,
    MandateRow,
    PersonRow,
)
from comity.site.members.newcomer import Newcomer
from comity.site.members.queries import acting_as, mandates_of
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, YEAR, sequence
from tests.site.members.factories import add_party, give, mandate_of, sign_in, somebody

pytestmark = pytest.mark.django_db
NEW = Newcomer("person-0123456789abcdef", "Amara Quill", "assembly", "NEWXY")


@pytest.fixture
def office(log):
    somebody("reviewer", person="p-2")
    give(mandate_of("p-2", role="moderator", end=NOW + YEAR / 2))
    return somebody("secretary", person="p-1")


def go(who, leaver="p-2", new=NEW):
    return hand_over(log=Log.objects.get(), acting=who, leaver=leaver, successor=new, now=NOW)


def test_mandates_go_to_the_successor_as_they_are_and_none_stays(office, instance):
    code = go(office)
    assert code
    assert acting_as("p-2") is None
    assert {one.state for one in mandates_of("p-2", NOW)} == {"revoked"}
    successor = acting_as(NEW.id)
    before = {
        (one.mandate.role, one.mandate.scope, one.mandate.end) for one in mandates_of("p-2", NOW)
    }
    assert {(one.role, one.scope, one.end) for one in successor.mandates} == before
    assert len(before) == 2
    assert InvitationRow.objects.get().person_id == NEW.id
    # No orphan: no mandate that still runs is held by somebody whose account is closed.
    running = MandateRow.objects.filter(revocationrow=None, holder__closingrow__isnull=False)
    assert not running.exists()
    sequence(instance.log_folder)
    assert [str(one) for one in reconcile(instance, NOW).differences] == []


def test_sessions_of_the_leaver_end_at_once(office, client):
    sign_in(client, "p-2")
    go(office)
    assert not AccountSession.objects.exists()
    assert "sign-in" in client.get("/en/account/").headers["Location"]


def test_threat_T3_who_may_not_give_one_of_the_mandates_hands_nothing_over(office):
    give(mandate_of("p-2", role="administrator"))
    before = Entry.objects.count()
    with pytest.raises(RefusedError):
        go(office)
    assert (Entry.objects.count(), ClosingRow.objects.count()) == (before, 0)
    assert not PersonRow.objects.filter(pk=NEW.id).exists()
    # The control: whoever may give them all can.
    assert len(acting_as("p-2").mandates) == 3


def test_nobody_hands_over_what_is_their_own_office(office):
    with pytest.raises(RefusedError):
        go(office, "p-1")
    assert acting_as("p-1") is not None


def test_access_is_handed_over_within_a_party_and_from_somebody_who_is_there(office):
    add_party("p-a", "state")
    for leaver, new in (("nobody", NEW), ("p-2", Newcomer("n", "N", "p-a", "H"))):
        with pytest.raises(RefusedError) as raised:
            go(office, leaver, new)
        assert raised.value.faults[0].code == "people.hand_over_party"


def test_it_is_done_on_the_page_of_the_person_in_two_steps(office, client):
    sign_in(client, "p-1")
    path = "/en/members/parties/assembly/people/p-2/"
    page = client.get(path).content.decode()
    successor = re.search(r'name="successor" value="([^"]+)"', page)[1]
    sent = {"do": "hand-over", "successor": successor, "name": "Amara Quill"}
    sheet = client.post(path, sent).content.decode()
    assert "Amara Quill" in sheet
    assert "Code of the invitation" in sheet
    assert len(acting_as(successor).mandates) == 2
    # Sent twice it is done once.
    again = client.post(path, sent)
    assert again.status_code == 422
    assert PersonRow.objects.filter(name="Amara Quill").count() == 1


def test_who_holds_two_offices_hands_over_what_comes_from_either(office):
    give(mandate_of("p-1", role="administrator", end=NOW + 9 * YEAR))
    assert go(acting_as("p-1"))
    assert {one.role.title for one in acting_as(NEW.id).mandates} == {"reviewer", "moderator"}
