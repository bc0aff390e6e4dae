"""A delegation within its cap; a mandate lent to another party within what it was given (DS5)."""

from datetime import timedelta

import pytest

from comity.edge import shipped
from comity.people import (
    Role,
    administering_lacks,
    giving_lacks,
    objection,
    opening_lacks,
    read_role_table,
)
from tests.people.mandates import NOW, YEAR, mandate, person

TABLE = read_role_table(shipped("people", "roles", 1))
OPEN, GIVE = "members.open_account", "members.give_mandate"


def head(party="p-a", **changes):
    return mandate(OPEN, GIVE, **{"role": Role(party, "head_of_delegation"), **changes})


def secretary():
    return mandate(OPEN, GIVE)


def delegate(party="p-a", *, acts=(), **changes):
    role = Role(party, "delegate")
    return mandate(*acts, id="m-2", holder="p-2", **{"role": role, **changes})


def codes(faults):
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("giver", "opened", "found"),
    [
        (head(), 2, []),
        (head(), 3, ["people.cap_reached"]),
        (head("p-b"), 0, ["people.other_party"]),
        (secretary(), 0, []),
        (secretary(), 3, ["people.cap_reached"]),
    ],
)
def test_accounts_are_opened_within_the_cap_and_for_the_own_party(giver, opened, found):
    assert codes(opening_lacks(giver, party="p-a", opened=opened, cap=3)) == found


def test_a_head_gives_mandates_to_delegates_of_the_own_party():
    assert giving_lacks(head(), delegate(), TABLE) == ()


@pytest.mark.parametrize(
    ("giver", "given", "found"),
    [
        (head("p-b"), delegate(), ["people.other_party"]),
        (head(), delegate(role=Role("p-a", "secretary")), ["people.role_not_given"]),
        (head(), delegate(role=Role("p-a", "president")), ["people.role_not_given"]),
        (head(), delegate(acts=("dialogue.close_conversation",)), ["people.scope_too_wide"]),
        (head(), delegate(end=NOW + 2 * YEAR), ["people.outlasts_giver"]),
        (secretary(), delegate(end=NOW + 2 * YEAR), []),
    ],
)
def test_what_is_given_stays_within_what_the_giver_has(giver, given, found):
    assert codes(giving_lacks(giver, given, TABLE)) == found


def test_people_DS5_a_voice_lent_to_a_neighbour_is_limited_in_acts_and_time():
    """p-a lends its voice to a person of p-b: for these acts, until that day, and revocably."""
    act = "dialogue.moderate_statement"
    secretariat = secretary()
    lent = mandate(
        act,
        id="m-3",
        holder="p-2",
        role=Role("p-a", "moderator"),
        through="p-b",
        end=NOW + timedelta(days=2),
    )
    assert giving_lacks(secretariat, lent, TABLE) == ()
    neighbour = person(lent, pseudonym="p-2")
    assert objection(neighbour, act=act, at=NOW, table=TABLE) is None
    out_of_scope = objection(neighbour, act="dialogue.close_conversation", at=NOW, table=TABLE)
    assert out_of_scope.code == "people.no_mandate"
    later = NOW + timedelta(days=2)
    assert objection(neighbour, act=act, at=later, table=TABLE).code == "people.no_mandate"


@pytest.mark.parametrize(
    ("giver", "roles", "found"),
    [
        (head(), ["delegate"], []),
        (head(), ["head_of_delegation"], ["people.higher_office"]),
        (head("p-b"), [], ["people.other_party"]),
        (secretary(), ["head_of_delegation", "delegate", "auditor"], []),
        (secretary(), ["secretary"], ["people.higher_office"]),
        (secretary(), ["administrator", "delegate"], ["people.higher_office"]),
        (mandate(OPEN, role="administrator"), ["administrator", "secretary", "delegate"], []),
        (mandate(OPEN, role="operator"), ["administrator"], []),
        (secretary(), ["president"], ["people.higher_office"]),
    ],
)
def test_threat_T5_nobody_administers_an_office_that_does_not_come_from_their_own(
    giver, roles, found
):
    faults = administering_lacks(giver, person="p-2", party="p-a", roles=roles, table=TABLE)
    assert codes(faults) == found
