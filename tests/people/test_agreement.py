from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.people import Approval, Role, Several, agreement_lacks
from tests.people.mandates import NOW, mandate

ACT = "record.admit_late"
RULE = Several(ACT)


def approval(holder, party="assembly", **changes):
    role = Role(party, "secretary")
    return Approval(mandate(ACT, holder=holder, **{"role": role, **changes}), NOW)


def test_two_persons_are_enough_for_two():
    assert agreement_lacks(RULE, [approval("p-1"), approval("p-2")]) is None


def test_one_person_with_two_mandates_is_one():
    fault = agreement_lacks(RULE, [approval("p-1"), approval("p-1", id="m-2")])
    assert (fault.code, fault.values["found"]) == ("people.too_few_agree", "1")


@pytest.mark.parametrize(
    "changes",
    [{"end": NOW}, {"revoked": NOW}, {"scope": frozenset({"record.begin"})}],
    ids=["expired", "revoked", "other act"],
)
def test_who_had_no_valid_mandate_then_does_not_count(changes):
    assert agreement_lacks(RULE, [approval("p-1"), approval("p-2", **changes)]) is not None


def test_two_of_one_party_are_not_two_parties():
    rule = Several(ACT, persons=2, parties=2)
    fault = agreement_lacks(rule, [approval("p-1", "a"), approval("p-2", "a")])
    assert fault.code == "people.one_party_agrees"
    assert agreement_lacks(rule, [approval("p-1", "a"), approval("p-2", "b")]) is None


@pytest.mark.parametrize("numbers", [(0, 0), (1, 2), (2, 0)])
def test_a_rule_nobody_can_keep_is_refused(numbers):
    with pytest.raises(ValueError, match="parties"):
        Several(ACT, *numbers)


@given(st.lists(st.sampled_from(["p-1", "p-2", "p-3"]), max_size=6), st.integers(1, 3))
def test_people_as_many_have_agreed_as_there_are_different_persons(holders, needed):
    lacks = agreement_lacks(Several(ACT, persons=needed), [approval(each) for each in holders])
    assert (lacks is None) == (len(set(holders)) >= needed)


def test_time_counts_when_they_agreed_and_not_now():
    early = Approval(mandate(ACT, holder="p-2", end=NOW), NOW - timedelta(days=1))
    assert agreement_lacks(RULE, [approval("p-1"), early]) is None
