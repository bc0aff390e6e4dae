from dataclasses import replace

import pytest

from comity.dialogue.publication import VOTES
from comity.dialogue.restated_counts import (
    COUNTED,
    COUNTING,
    PUBLISHED,
    UNCHANGED,
    restated_counts,
    restated_inputs,
    were_left,
)
from comity.dialogue.restatement_document import INPUTS, LEFT, restatement
from comity.dialogue.sealing import PEOPLE
from comity.fault import RefusedError
from tests.dialogue.restated_worlds import left, one_vote_changed, published, sealed_left


def drawn() -> dict[str, bytes]:
    sealed = sealed_left()
    return restated_inputs(sealed, restated_counts(sealed))


def test_the_figures_are_counted_from_the_votes_that_are_left():
    assert restated_counts(sealed_left())[COUNTED].decode().splitlines() == [
        "statement,state,agree,disagree,pass",
        "1,restated,20,5,0",
        "2,hidden,,,",
        "3,hidden,,,",
        "4,erased,,,",
    ]


def test_what_it_gives_is_what_a_restatement_is_made_from():
    assert set(drawn()) == set(INPUTS)
    assert restatement(drawn())
    assert set(sealed_left()) == set(PUBLISHED.inputs) == {VOTES, PEOPLE, COUNTING, *UNCHANGED}


def test_one_vote_more_or_less_gives_other_figures():
    assert restated_counts(one_vote_changed()) != restated_counts(sealed_left())


def test_the_rows_are_nobodys():
    assert b"p1" not in sealed_left()[VOTES]


def test_votes_of_other_many_people_are_refused():
    with pytest.raises(RefusedError, match="restated_people") as raised:
        restated_counts(sealed_left(left(24)))
    (fault,) = raised.value.faults
    assert fault.values == {"found": "24", "said": "25"}


def test_a_vote_on_a_statement_of_no_report_is_refused():
    sealed = sealed_left()
    with pytest.raises(RefusedError):
        restated_counts({**sealed, VOTES: sealed[VOTES] + b"1,99,1\n"})


def test_what_is_drawn_up_is_of_the_votes_to_the_last_one():
    assert were_left(drawn(), left(), 0)
    altered = drawn()[LEFT].replace(b"20,5,0", b"19,5,0")
    assert not were_left({**drawn(), LEFT: altered}, left(), 0)
    more = drawn()[LEFT].replace(b"20,5,0", b"20,5,1")
    assert not were_left({**drawn(), LEFT: more}, left(), 0)
    stands = drawn()[LEFT].replace(b"restated,20,5,0", b"stands,,,")
    assert not were_left({**drawn(), LEFT: stands}, left(), 0)


def test_who_left_since_may_have_been_in_it_and_nobody_else():
    gone = left(23)  # two who disagree took out their votes
    assert were_left(drawn(), gone, 2)
    assert not were_left(drawn(), gone, 1)
    assert not were_left({**drawn(), LEFT: drawn()[LEFT].replace(b"20,5", b"17,5")}, gone, 2)
    assert not were_left({**drawn(), LEFT: drawn()[LEFT].replace(b"20,5", b"20,6")}, gone, 2)


def test_more_people_than_it_says_are_refused():
    assert not were_left(drawn(), left(26), 5)


def test_a_statement_is_erased_in_it_only_if_its_words_are_gone():
    assert not were_left(drawn(), replace(left(), erased=frozenset()), 0)
    # Words that went since do not make it another.
    assert were_left(drawn(), replace(left(), erased=frozenset({"1", "4"})), 0)


def test_inputs_that_cannot_be_read_are_refused():
    with pytest.raises(RefusedError):
        were_left({**drawn(), **published(participants=31)}, left(), 0)


def test_one_tier_is_counted_and_no_other():
    sealed = sealed_left()
    assert sealed[PEOPLE].count(b"delegations") == 2
    told = sealed[COUNTING].replace(b"anonymous", b"delegations")
    with pytest.raises(RefusedError, match="restated_people") as raised:
        restated_counts({**sealed, COUNTING: told})
    assert raised.value.faults[0].values["found"] == "2"


@pytest.mark.parametrize("said", [b"x", b"{}", b'{"erased":"4","tier":"anonymous","v":1}'])
def test_what_does_not_say_what_is_counted_is_refused(said):
    with pytest.raises(RefusedError, match="restated_counting"):
        restated_counts({**sealed_left(), COUNTING: said})
