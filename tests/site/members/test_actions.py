"""Each act about people: one entry, its rows, and nothing at all where it is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.people import Party, Role, StatusChange
from comity.record import parse_entry
from comity.site.members import actions
from comity.site.members.newcomer import Newcomer
from comity.site.members.permissions import operator
from comity.site.members.queries import acting_as, party_with
from comity.site.record.models import Entry, Log
from comity.subject import Subject
from tests.site.conftest import NOW, YEAR
from tests.site.members import factories
from tests.site.members.factories import HOME, add_party, add_person, give, mandate_of, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
DAY = timedelta(days=1)


def last():
    """The entry written last: its bytes read, and its row."""
    row = Entry.objects.order_by("-id").first()
    return parse_entry(bytes(row.leaf)), row


def refused(act, **given):
    """The codes with which an act is refused; it leaves no entry."""
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        act(log=Log.objects.get(), now=given.pop("now", NOW), **given)
    assert Entry.objects.count() == before
    return [fault.code for fault in raised.value.faults]


def test_a_party_is_entered_openly_with_its_first_status():
    add_party("p-a", "state")
    said, row = last()
    assert (said.act, said.actor, said.subject) == (
        "members.change_status",
        "server/operator",
        "members:party:p-a",
    )
    assert decode(bytes(row.payload))["source"] == "letter of 3 March"
    first = Entry.objects.get(act="members.accredit_party")
    assert decode(bytes(first.payload))["names"]["fr"] == "Partie p-a"
    assert first.title == "Party p-a"
    assert first.payload_key is None


def test_a_party_is_entered_once():
    add_party()
    party = Party(HOME, "organisation", {"en": "Another"})
    status = StatusChange("observer", NOW.date(), "letter")
    given = {"acting": operator(NOW), "party": party, "status": status, "cap": 1}
    assert refused(actions.accredit_party, **given) == ["people.exists"]


def test_status_is_added_and_never_replaced():
    secretary = somebody("secretary")
    add_party("p-a", "state")
    change = StatusChange("withdrawn", NOW.date(), "letter of today")
    actions.change_status(
        log=Log.objects.get(), acting=secretary, party="p-a", status=change, now=NOW
    )
    view = party_with("p-a", NOW)
    assert [one.status for one in view.history] == ["in_force", "withdrawn"]
    assert view.status.source == "letter of today"
    assert party_with("p-a", NOW - DAY).status.status == "in_force"


def test_a_persons_name_is_sealed_and_not_published():
    add_party()
    add_person(name="Amara Quill")
    said, row = last()
    assert said.payload.payload_class == "person"
    assert b"Amara" not in bytes(row.leaf)
    assert not row.opened
    assert decode(bytes(row.payload))["name"] == "Amara Quill"


def test_a_mandates_entry_is_open_and_names_a_pseudonym_only():
    somebody("secretary", person="p-1")
    said, row = last()
    assert (said.act, said.subject) == ("members.give_mandate", "members:mandate:m-p-1-secretary")
    content = decode(bytes(row.payload))
    assert row.opened
    assert content["holder"] == "p-1"
    assert b"Name of" not in bytes(row.payload)


def test_a_delegation_opens_accounts_up_to_its_cap():
    add_party("p-a", "state", cap=2)
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    new = Newcomer("p-2", "Second", "p-a", "SECQND")
    actions.open_account(log=Log.objects.get(), acting=head, newcomer=new, now=NOW)
    third = replace(new, id="p-3", handle="THJRD")
    assert refused(actions.open_account, acting=head, newcomer=third) == ["people.cap_reached"]
    actions.close_account(log=Log.objects.get(), acting=head, person="p-2", now=NOW)
    actions.open_account(log=Log.objects.get(), acting=head, newcomer=third, now=NOW)


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_person_needs_a_name(name):
    add_party()
    new = Newcomer("p-2", name, HOME, "ABC")
    assert refused(actions.open_account, acting=operator(NOW), newcomer=new) == ["people.no_name"]


def test_nobody_is_entered_twice():
    add_party()
    add_person("p-2", handle="ABC")
    new = Newcomer("p-2", "Again", HOME, "DEF")
    assert refused(actions.open_account, acting=operator(NOW), newcomer=new) == ["people.exists"]


def test_a_head_of_delegation_reaches_only_their_own_people():
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    somebody("delegate", person="p-2", party="p-b")
    other = Newcomer("p-3", "Third", "p-b", "THJRD")
    found = ["people.other_party"]
    assert refused(actions.open_account, acting=head, newcomer=other) == found
    assert refused(actions.close_account, acting=head, person="p-2") == found
    assert refused(actions.issue_invitation, acting=head, person="p-2") == found
    assert refused(actions.revoke_mandate, acting=head, mandate="m-p-2-delegate") == found


def test_a_closed_account_acts_no_more_and_gets_nothing_more():
    secretary = somebody("secretary")
    add_person("p-2", handle="ABC")
    actions.close_account(log=Log.objects.get(), acting=secretary, person="p-2", now=NOW)
    assert acting_as("p-2") is None
    assert refused(actions.close_account, acting=secretary, person="p-2") == [
        "people.account_closed"
    ]
    mandate = mandate_of("p-2", role="moderator")
    assert refused(actions.give_mandate, acting=secretary, mandate=mandate) == [
        "people.account_closed"
    ]


def test_a_mandate_is_revoked_once_and_only_if_it_can_be():
    secretary = somebody("secretary")
    somebody("moderator", person="p-2")
    somebody("reviewer", person="p-3", revocable=False)
    somebody("expert", person="p-4", end=NOW)
    revoke = actions.revoke_mandate
    revoke(log=Log.objects.get(), acting=secretary, mandate="m-p-2-moderator", now=NOW)
    (mandate,) = acting_as("p-2").mandates
    assert mandate.revoked == NOW.replace(microsecond=123_000)
    for mandate_id in ("m-p-2-moderator", "m-p-3-reviewer", "m-p-4-expert"):
        assert refused(revoke, acting=secretary, mandate=mandate_id) == ["people.mandate_over"]
    assert refused(revoke, acting=secretary, mandate="m-none") == ["people.unknown"]


def test_a_mandate_is_given_once():
    somebody("secretary")
    mandate = mandate_of("p-1")
    administrator = factories.giver_of(mandate)
    assert refused(actions.give_mandate, acting=administrator, mandate=mandate) == ["people.exists"]


def test_people_DS5_a_voice_is_lent_to_a_named_neighbour_only():
    add_party("p-a", "state")
    add_party("p-b", "state")
    add_person("p-2", "p-b", handle="ABC")
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    lent = mandate_of("p-2", role="delegate", party="p-a", end=NOW + DAY, scope=frozenset())
    assert refused(actions.give_mandate, acting=head, mandate=lent) == ["people.lent_voice"]
    give(replace(lent, through="p-b"), by=head)
    (mandate,) = acting_as("p-2").mandates
    assert (mandate.role, mandate.through) == (Role("p-a", "delegate"), "p-b")


def test_a_head_gives_no_mandate_that_outlasts_their_own():
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    add_person("p-2", "p-a", handle="ABC")
    long = mandate_of("p-2", role="delegate", party="p-a", scope=frozenset(), end=NOW + 2 * YEAR)
    assert refused(actions.give_mandate, acting=head, mandate=long) == ["people.outlasts_giver"]


def test_a_machine_gets_neither_mandate_nor_invitation():
    add_party()
    machine = add_person("p-9", handle="RQBQT", human=False)
    secretary = somebody("secretary")
    assert acting_as(machine) is None
    mandate = mandate_of(machine, role="moderator")
    assert refused(actions.give_mandate, acting=secretary, mandate=mandate) == ["people.machine"]
    assert refused(actions.issue_invitation, acting=secretary, person=machine) == ["people.machine"]
    as_machine = replace(mandate, role=Role(HOME, "machine"))
    assert "people.role_not_given" in refused(
        actions.give_mandate, acting=secretary, mandate=as_machine
    )


def test_who_is_recused_is_so_once_and_the_record_says_it():
    moderator = somebody("moderator")
    subject = Subject("dialogue", "conversation", "c-1")
    given = {"acting": moderator, "subject": subject}
    actions.recuse_person(log=Log.objects.get(), now=NOW, **given)
    said, row = last()
    assert (said.act, said.subject, row.opened) == (
        "members.recuse_person",
        "dialogue:conversation:c-1",
        True,
    )
    assert refused(actions.recuse_person, **given) == ["people.recused_twice"]


def test_an_invitation_is_entered_without_its_code():
    add_party()
    add_person("p-2", handle="ABC")
    code = factories.invite("p-2")
    said, row = last()
    assert said.act == "members.issue_invitation"
    assert code.encode() not in bytes(row.payload)
    assert code.replace("-", "").encode() not in bytes(row.payload)


@pytest.mark.parametrize("state", ["expired", "revoked", "future", "another's"])
def test_an_act_under_a_mandate_that_does_not_hold_is_refused(state):
    add_party()
    add_person("p-7", handle="SEVEN")
    who = factories.acting_with("members.close_account", state=state)
    assert refused(actions.close_account, acting=who, person="p-7") == ["people.no_mandate"]


def test_control_under_a_valid_mandate_the_same_act_goes_through():
    add_party()
    add_person("p-7", handle="SEVEN")
    who = factories.acting_with("members.close_account")
    actions.close_account(log=Log.objects.get(), acting=who, person="p-7", now=NOW)
    assert acting_as("p-7") is None


def test_unknown_parties_and_people_are_named():
    secretary = somebody("secretary")
    status = StatusChange("observer", NOW.date(), "letter")
    given = {"acting": secretary, "party": "p-none", "status": status}
    assert refused(actions.change_status, **given) == ["people.unknown"]
    assert refused(actions.issue_invitation, acting=secretary, person="none") == ["people.unknown"]


def test_threat_T5_a_secretary_takes_no_administrators_access_or_mandate():
    """Who prints a sheet for somebody above could redeem it and become them."""
    administrator = somebody("administrator", person="p-boss")
    secretary = somebody("secretary")
    found = ["people.higher_office"]
    assert refused(actions.issue_invitation, acting=secretary, person="p-boss") == found
    assert refused(actions.close_account, acting=secretary, person="p-boss") == found
    given = {"acting": secretary, "mandate": "m-p-boss-administrator"}
    assert refused(actions.revoke_mandate, **given) == found
    # Control: the administrator does all of it to the secretary.
    given = {"log": Log.objects.get(), "acting": administrator, "now": NOW}
    actions.issue_invitation(person="p-1", **given)
    actions.revoke_mandate(mandate="m-p-1-secretary", **given)
    actions.close_account(person="p-1", **given)


def test_threat_T5_a_head_takes_no_access_of_another_head():
    head = somebody("head_of_delegation", person="p-head", party="p-a")
    somebody("head_of_delegation", person="p-other", party="p-a")
    found = ["people.higher_office"]
    assert refused(actions.issue_invitation, acting=head, person="p-other") == found
