"""New access for who holds a mandate needs two named persons, and the record tells of both."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.transaction import atomic

from comity.canonical import decode
from comity.fault import RefusedError
from comity.site.home.health import reconcile
from comity.site.members import actions
from comity.site.members.models import Account, InvitationRow
from comity.site.members.recovery import asked_in, needs_two, second_of
from comity.site.record.models import Log
from tests.site.conftest import NOW, sequence
from tests.site.members.factories import add_person, close_account, invite, revoke, somebody
from tests.site.tampering import run, tampered

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def office(log):
    """A delegate who has signed in before, and two persons who may print sheets."""
    somebody("delegate", person="p-2")
    Account.objects.filter(person="p-2").update(settled=True)
    return somebody("secretary", person="p-1"), somebody("administrator", person="p-3")


def ask(who, person="p-2", now=NOW):
    actions.ask_recovery(log=Log.objects.get(), acting=who, person=person, now=now)


def print_sheet(who, person="p-2", now=NOW):
    return actions.issue_invitation(log=Log.objects.get(), acting=who, person=person, now=now)


def refused(who, person="p-2", now=NOW):
    with pytest.raises(RefusedError) as raised:
        print_sheet(who, person, now)
    return {fault.code for fault in raised.value.faults}


def test_threat_T3_one_person_alone_prints_no_new_sheet_for_who_holds_a_mandate(office):
    first, second = office
    assert refused(first) == {"people.recovery_alone"}
    ask(first)
    assert refused(first) == {"people.recovery_alone"}
    assert not InvitationRow.objects.exists()
    # The control: a second person does.
    assert print_sheet(second)
    content = decode(bytes(InvitationRow.objects.get().entry.payload))
    assert content["asked_by"] == "p-1"


def test_threat_T3_one_request_serves_one_sheet_and_a_day(office):
    first, second = office
    ask(first)
    assert refused(second, now=NOW + 24 * HOUR) == {"people.recovery_alone"}
    assert print_sheet(second, now=NOW + HOUR)
    assert refused(second, now=NOW + 2 * HOUR) == {"people.recovery_alone"}


@pytest.mark.parametrize("how", ["revoked", "closed"])
def test_threat_T3_who_may_ask_no_more_is_none_of_the_two(office, how):
    first, second = office
    ask(first)
    # The control: the request serves as long as who asked holds the mandate.
    assert second_of(second.mandates[0], "p-2", NOW) == "p-1"
    revoke("m-p-1-secretary") if how == "revoked" else close_account("p-1")
    assert refused(second) == {"people.recovery_alone"}


def test_threat_T3_one_alone_prints_none_before_who_redeemed_the_last_has_signed_in(office):
    first, second = office
    ask(first)
    print_sheet(second)
    Account.objects.filter(person="p-2").update(settled=False)  # as redeeming does
    assert refused(second) == {"people.recovery_alone"}
    ask(first)
    assert print_sheet(second)


def test_threat_T3_nobody_is_one_of_the_two_for_themselves(office):
    _, second = office
    Account.objects.filter(person="p-3").update(settled=True)
    ask(second, "p-3")
    assert refused(second, "p-3") == {"people.recovery_own"}


def test_who_may_not_administer_somebody_asks_for_nothing(office):
    with pytest.raises(RefusedError):
        ask(office[0], "p-3")  # a secretary does not reach an administrator


def test_one_is_enough_for_who_has_never_signed_in_or_holds_no_mandate(office):
    first, _ = office
    add_person("p-9", handle="NQBCDY")
    Account.objects.filter(person="p-9").update(settled=True)
    assert print_sheet(first, "p-9")
    Account.objects.filter(person="p-2").update(settled=False)
    assert not needs_two("p-2", NOW)
    assert print_sheet(first)


def test_with_the_mandate_ended_one_is_enough_again(office):
    assert needs_two("p-2", NOW)
    revoke("m-p-2-delegate")
    assert not needs_two("p-2", NOW)


def test_the_server_itself_prints_alone_and_the_record_says_so(office):
    assert invite("p-2")
    assert InvitationRow.objects.get().entry.actor == "server/operator"


def test_what_waits_is_listed_with_who_asked(office):
    first, second = office
    ask(first)
    (line,) = asked_in("assembly", NOW)
    assert (line.person, line.asker, line.by) == ("p-2", "p-1", "Name of p-1")
    assert second_of(second.mandates[0], "p-2", NOW) == "p-1"
    print_sheet(second)
    assert asked_in("assembly", NOW) == []


def test_threat_T3_a_request_beside_the_record_is_found(office, instance):
    ask(office[0])
    sequence(instance.log_folder)
    assert [str(one) for one in reconcile(instance, NOW).differences] == []
    with tampered("UPDATE members_recovery SET by = 'p-3'"):
        differences = reconcile(instance, NOW).differences
        assert {(one.kind, one.column) for one in differences} == {("recovery", "by")}


@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET person_id = 'p-3'"])
def test_threat_T3_a_request_is_never_changed_or_removed(office, statement):
    ask(office[0])
    with pytest.raises(DatabaseError, match=r"never|permission denied"), atomic():
        run(statement.format("members_recovery"))
