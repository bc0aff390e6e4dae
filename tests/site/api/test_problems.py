import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import KINDS, Fault, Place
from comity.render import LANGUAGES, fault_parts
from comity.site.api.problems import (
    KIND_OF,
    MOST_SHOWN,
    STATUS,
    problem,
    problem_body,
    status_of,
    wrong,
)

ENGLISH = LANGUAGES["en"]


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=20))
def test_every_kind_of_fault_can_be_told_and_tells_what_a_page_does(kind, place):
    fault = KINDS[kind].at(Place(place))
    told = problem_body([fault], status_of([fault]), ENGLISH)
    (one,) = told["faults"]
    assert tuple(one.values()) == (kind, *fault_parts(fault, ENGLISH))
    assert 400 <= told["status"] < 600


def test_a_status_is_given_to_no_kind_that_is_not_there():
    assert set(STATUS) <= set(KINDS)


@pytest.mark.parametrize("status", KIND_OF)
def test_the_kinds_of_the_interface_have_the_status_they_are_for(status):
    assert status_of([wrong(status)]) == status


def test_only_the_first_faults_are_shown_and_the_rest_counted():
    faults: list[Fault] = [wrong(422)] * (MOST_SHOWN + 3)
    told = problem_body(faults, 422, ENGLISH)
    assert (len(told["faults"]), told["more"]) == (MOST_SHOWN, 3)


def test_who_has_no_token_is_told_how_to_send_one():
    answer = problem([wrong(401)])
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="comity"'
    assert b"Authorization: Bearer" in answer.content
