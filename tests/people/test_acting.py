"""The predicate: nobody acts without a mandate that covers the act now, in a role that may."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import shipped
from comity.fault import RefusedError
from comity.people import objection, permit, read_role_table
from tests.people.mandates import NOW, YEAR, mandate, person

TABLE = read_role_table(shipped("people", "roles", 1))
CLOSE = "dialogue.close_conversation"
DAY = timedelta(days=1)


def refusal(acting, act=CLOSE, at=NOW):
    """The fault that speaks against it; acting on it is refused with the same."""
    fault = objection(acting, act=act, at=at, table=TABLE)
    if fault is not None:
        with pytest.raises(RefusedError) as raised:
            permit(acting, act=act, at=at, table=TABLE)
        assert raised.value.faults == (fault,)
    return fault


def test_control_a_valid_mandate_in_a_role_that_may_is_enough():
    own = mandate(CLOSE)
    assert refusal(person(own)) is None
    assert permit(person(own), act=CLOSE, at=NOW, table=TABLE) == own


def test_a_visitor_is_told_to_sign_in():
    assert refusal(None).code == "people.not_signed_in"


def test_what_everybody_may_needs_no_mandate():
    assert refusal(None, "dialogue.cast_vote") is None
    assert refusal(person(), "dialogue.cast_vote") is None


@pytest.mark.parametrize(
    ("own", "words", "when"),
    [
        (mandate(CLOSE, end=NOW), "ended at {moment}", NOW),
        (mandate(CLOSE, revoked=NOW), "was revoked at {moment}", NOW),
        (mandate(CLOSE, start=NOW + DAY), "begins only at {moment}", NOW + DAY),
        (mandate(CLOSE, revoked=NOW + DAY, end=NOW), "ended at {moment}", NOW),
    ],
    ids=["expired", "revoked", "not begun", "ended before it was revoked"],
)
def test_a_mandate_that_does_not_hold_is_named_with_the_time_that_says_so(own, words, when):
    fault = refusal(person(own))
    assert fault.code == "people.no_mandate"
    assert words in fault.found
    assert fault.values["mandate"] == "m-1"
    assert fault.values["act"] == CLOSE
    assert fault.values["moment"] == when.isoformat(timespec="seconds")
    assert "secretariat" in fault.remedy


def test_of_several_that_do_not_hold_the_last_is_named():
    early = mandate(CLOSE, id="m-0", end=NOW - YEAR / 2)
    assert refusal(person(early, mandate(CLOSE, end=NOW))).values["mandate"] == "m-1"


def test_no_mandate_at_all_names_the_act_and_who_gives_one():
    fault = refusal(person(mandate("dialogue.open_conversation")))
    assert (fault.code, fault.values["act"]) == ("people.no_mandate", CLOSE)
    assert fault.remedy == "Ask the secretariat for a mandate that covers it."


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("members.give_mandate", "head of your delegation"),
        ("dialogue.moderate_statement", "Ask the secretariat"),
        ("record.begin", "runs the server"),
        ("dialogue.abolish", "runs the server"),
    ],
)
def test_who_is_to_be_asked_comes_from_the_table(act, asked):
    wanted = "Ask the secretariat" if act == "members.give_mandate" else asked
    assert wanted in refusal(person(), act).remedy


def test_somebody_elses_mandate_serves_nobody():
    fault = refusal(person(mandate(CLOSE, holder="p-2")))
    assert fault.found == "no mandate of yours covers {act}"


def test_a_mandate_beyond_what_its_role_may_is_refused():
    fault = refusal(person(mandate(CLOSE, role="delegate")))
    assert fault.code == "people.role_may_not"
    assert fault.values["role"] == "delegate"


def test_a_machine_is_refused_whatever_its_mandate_says():
    for rule in TABLE.acts:
        if not TABLE.is_open(rule.act):
            fault = refusal(person(mandate(rule.act, role="machine")), rule.act)
            assert fault.code == "people.role_may_not"


def test_a_fitting_mandate_is_found_beside_one_whose_role_may_not():
    wrong = mandate(CLOSE, role="delegate", id="m-9", end=NOW + 2 * YEAR)
    right = mandate(CLOSE)
    assert permit(person(wrong, right), act=CLOSE, at=NOW, table=TABLE) == right


def test_of_several_that_hold_the_one_that_ends_last_is_used():
    long = mandate(CLOSE, id="m-2", end=NOW + 2 * YEAR)
    assert person(mandate(CLOSE), long).mandate_for(CLOSE, NOW) == long
    assert person().mandate_for(CLOSE, NOW) is None


HOURS = st.integers(-5000, 5000).map(lambda hours: NOW + timedelta(hours=hours))


@given(HOURS, st.integers(1, 5000), st.none() | HOURS, HOURS)
def test_people_a_mandate_acts_only_in_its_time_and_never_after_revocation(
    start, length, revoked, at
):
    own = mandate(CLOSE, start=start, end=start + timedelta(hours=length), revoked=revoked)
    may = objection(person(own), act=CLOSE, at=at, table=TABLE) is None
    in_time = own.start <= at < own.end
    assert may == (in_time and (revoked is None or at < revoked))


@given(HOURS, st.sampled_from([rule.act for rule in TABLE.acts]), st.text(max_size=8))
def test_people_nobody_acts_with_what_is_given_to_another(at, act, holder):
    own = mandate(act, holder=holder or "p-2")
    if not TABLE.is_open(act) and holder != "p-1":
        assert objection(person(own), act=act, at=at, table=TABLE) is not None


def test_taking_a_mandate_away_never_lets_more_through():
    both = person(mandate(CLOSE), mandate("dialogue.open_conversation", id="m-2"))
    for kept in both.mandates:
        less = replace(both, mandates=(kept,))
        for rule in TABLE.acts:
            if objection(less, act=rule.act, at=NOW, table=TABLE) is None:
                assert objection(both, act=rule.act, at=NOW, table=TABLE) is None
