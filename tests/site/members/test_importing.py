from datetime import timedelta

import pytest

from comity.fault import RefusedError
from comity.site.home.health import reconcile
from comity.site.members.importing import import_members, take_back_members
from comity.site.members.member_list import read_member_list
from comity.site.members.models import (
    Account,
    ClosingRow,
    InvitationRow,
    MandateRow,
    PartyRow,
    PersonRow,
    RevocationRow,
)
from comity.site.record.models import Entry, Log
from tests.site.conftest import NOW, sequence
from tests.site.members.factories import HOME, somebody

HEADER = "party,name,role,until\n"


def lines(text):
    return read_member_list(f"{HEADER}{text}".encode(), "l.csv", mapping={}, given={}, now=NOW)


@pytest.fixture
def secretary(log):
    """Somebody who is both administrator and secretary, as in a small office."""
    somebody("administrator")
    return somebody("secretary")


def take(secretary, text, **options):
    return import_members(
        log=Log.objects.get(),
        acting=secretary,
        lines=lines(text),
        language="en",
        now=NOW,
        **options,
    )


def counts():
    rows = (PartyRow, PersonRow, MandateRow, InvitationRow, Entry)
    return [table.objects.count() for table in rows]


def test_each_is_entered_by_its_act(secretary, instance):
    before = Entry.objects.count()
    done = take(
        secretary,
        "Vale,Ilsa Verrane,head_of_delegation,2027-06-30\nVale,Oren Tal,delegate,2027-06-30\n"
        "Sund,,,\nParty assembly,Mina Rao,,\n",
    )
    assert (done.parties, done.mandates) == (2, 2)
    assert [one.name for one in done.invited] == ["Ilsa Verrane", "Oren Tal", "Mina Rao"]
    assert len({one.code for one in done.invited}) == 3
    acts = list(Entry.objects.order_by("id").values_list("act", flat=True))[before:]
    assert acts.count("members.accredit_party") == 2
    assert acts.count("members.open_account") == acts.count("members.issue_invitation") == 3
    assert acts.count("members.give_mandate") == 2
    assert PersonRow.objects.get(name="Mina Rao").party_id == HOME
    mandate = MandateRow.objects.get(role="delegate")
    assert mandate.end - NOW > timedelta(days=100)


def test_a_check_tells_what_would_come_and_leaves_nothing(secretary):
    before = counts()
    done = take(secretary, "Vale,Ilsa,delegate,2027-06-30\n", only_check=True)
    assert (done.parties, len(done.invited), done.mandates) == (1, 1, 1)
    assert counts() == before


def test_one_wrong_row_leaves_nothing_of_any(secretary):
    before = counts()
    with pytest.raises(RefusedError) as raised:
        take(
            secretary,
            "Vale,Ilsa,delegate,2027-06-30\nVale,Oren,administrator,2027-06-30\n"
            "Vale,Mina,machine,2027-06-30\n",
        )
    told = [(one.code, one.place.line) for one in raised.value.faults]
    assert told[-1][1] == 4
    assert "people.role_not_given" in {code for code, _ in told}
    assert counts() == before


def test_who_has_no_mandate_enters_nobody_and_is_told_once(log):
    delegate = somebody("delegate", person="p-9")
    before = counts()
    with pytest.raises(RefusedError) as raised:
        take(delegate, "Vale,Ilsa,delegate,2027-06-30\nSund,Mina,delegate,2027-06-30\n")
    assert [(one.code, one.place.line) for one in raised.value.faults] == [
        ("people.no_mandate", None)
    ]
    assert counts() == before


def test_a_cap_holds_for_a_list_as_well(secretary):
    rows = "".join(f"Vale,Person {number},,\n" for number in range(11))
    with pytest.raises(RefusedError) as raised:
        take(secretary, rows)
    assert [(one.code, one.place.line) for one in raised.value.faults] == [
        ("people.cap_reached", 12)
    ]


def test_a_hundred_and_ninety_members_are_what_the_record_says(secretary, instance):
    rows = "".join(
        f"Member {number},Person {number},head_of_delegation,2027-06-30\n" for number in range(190)
    )
    assert take(secretary, rows).parties == 190
    sequence(instance.log_folder)
    found = [one for one in reconcile(instance, NOW).differences if one.kind != "log"]
    assert [one for one in found if one.kind in {"party", "person", "mandate"}] == []


TWO = "Vale,Ilsa,head_of_delegation,2027-06-30\nVale,Oren,delegate,2027-06-30\n"


def take_back(acting, batch, **options):
    return take_back_members(log=Log.objects.get(), acting=acting, batch=batch, now=NOW, **options)


def test_a_list_is_taken_back_whole(secretary, instance):
    take(secretary, "Sund,Mina,,\n")
    batch = take(secretary, TWO).batch
    assert take_back(secretary, batch, only_check=True) == 2
    assert ClosingRow.objects.count() == 0
    assert take_back(secretary, batch) == 2
    assert set(ClosingRow.objects.values_list("person__name", flat=True)) == {"Ilsa", "Oren"}
    assert RevocationRow.objects.count() == 2
    with pytest.raises(RefusedError) as raised:
        take_back(secretary, batch)
    assert raised.value.faults[0].code == "people.no_batch"
    sequence(instance.log_folder)
    found = [one for one in reconcile(instance, NOW).differences if one.kind != "log"]
    assert [one for one in found if one.kind in {"party", "person", "mandate"}] == []


def test_a_list_stays_once_one_has_access(secretary):
    batch = take(secretary, TWO).batch
    one = InvitationRow.objects.get(person__name="Oren")
    Account.objects.filter(person=one.person).update(redeemed=one)
    with pytest.raises(RefusedError) as raised:
        take_back(secretary, batch)
    assert [fault.code for fault in raised.value.faults] == ["people.batch_in_use"]
    assert (ClosingRow.objects.count(), RevocationRow.objects.count()) == (0, 0)


def test_who_may_not_enter_may_not_take_back(secretary):
    batch = take(secretary, TWO).batch
    with pytest.raises(RefusedError):
        take_back(somebody("delegate", person="p-9"), batch)
    assert ClosingRow.objects.count() == 0


@pytest.mark.parametrize("batch", ["", "1", "x-y", "9-1", "0-0", "1-²", "-".join(["9" * 40] * 2)])
def test_what_is_no_batch_is_refused(secretary, batch):
    with pytest.raises(RefusedError) as raised:
        take_back(secretary, batch)
    assert raised.value.faults[0].code == "people.no_batch"
