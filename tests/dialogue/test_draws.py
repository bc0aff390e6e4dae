import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.draws import ANSWERS, OTHER, draw_lines, drawn_answers, read_draws
from comity.dialogue.votes import VoteLog
from comity.dialogue.weighting import effective_n, hajek_mean
from comity.fault import RefusedError
from comity.statistics import Draw

HEAD = b"statement,answer,drawn,weight,squares\n"
VALUES = {"agree": 1, "disagree": -1, "pass": 0}


def answers_of(cast, minimum=1):
    """The sums of (who, what, vote, π in millionths) in the order in which they were cast."""
    who, what, votes, chance = zip(*cast, strict=True) if cast else ((), (), (), ())
    log = VoteLog.of(who, what, votes, range(len(who)))
    return drawn_answers(log, np.array(chance, dtype=np.int64), minimum)


def some(seed, people=60, statements=3):
    draw = Draw(seed)
    votes = (draw.integers(3, people * statements) - 1).tolist()
    chance = (draw.integers(900_000, people * statements) + 100_000).tolist()
    return [
        (f"p{number % people}", str(number // people), vote, share)
        for number, (vote, share) in enumerate(zip(votes, chance, strict=True))
    ]


def test_the_sums_give_the_mean_and_the_effective_n_of_the_single_draws():
    cast = some(1)
    for what in ("0", "1", "2"):
        here = [(vote, share / 1e6) for _, statement, vote, share in cast if statement == what]
        told = [one for one in answers_of(cast) if one.statement == what]
        weight = sum(one.weight for one in told)
        agree = sum(one.weight for one in told if one.answer == "agree")
        votes, chance = zip(*here, strict=True)
        assert agree / weight == pytest.approx(hajek_mean([vote == 1 for vote in votes], chance))
        squares = sum(one.squares for one in told)
        assert weight**2 / squares == pytest.approx(effective_n(chance))


def test_a_changed_vote_counts_as_it_is_with_its_first_draw():
    (told,) = answers_of([("a", "1", 1, 0), ("a", "1", 0, 500_000), ("a", "1", -1, 250_000)])
    assert (told.answer, told.drawn, told.weight, told.squares) == ("disagree", 1, 2, 4)
    (told,) = answers_of([("a", "1", 1, 500_000), ("a", "1", -1, 0)])
    assert (told.answer, told.weight) == ("disagree", 2)


def test_a_vote_without_a_draw_is_left_out():
    assert answers_of([("a", "1", 1, 0)]) == ()
    assert answers_of([]) == ()


def counted(*counts, minimum=10):
    cast = [
        (f"{answer}{number}", "1", VALUES[answer], 500_000)
        for answer, count in zip(ANSWERS, counts, strict=True)
        for number in range(count)
    ]
    return [(one.answer, one.drawn) for one in answers_of(cast, minimum)]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((30, 20, 10), [("agree", 30), ("disagree", 20), ("pass", 10)]),
        ((30, 0, 0), [("agree", 30)]),
        ((30, 6, 5), [("agree", 30), (OTHER, 11)]),
        ((30, 20, 5), [("agree", 30), (OTHER, 25)]),
        ((30, 3, 2), []),
        ((9, 0, 0), []),
    ],
)
def test_small_answers_go_together_and_are_never_told_by_subtraction(counts, told):
    assert counted(*counts) == told


@given(st.lists(st.integers(0, 25), min_size=3, max_size=3), st.integers(1, 15))
def test_no_line_speaks_of_too_few_and_nothing_is_lost(counts, minimum):
    told = counted(*counts, minimum=minimum)
    assert all(drawn >= minimum for _, drawn in told)
    assert sum(drawn for _, drawn in told) in (0, sum(counts))


@given(st.permutations(range(60)))
def test_dialogue_the_lines_do_not_tell_who_came_when(order):
    cast = some(2, people=20)
    other = [cast[place] for place in order]
    assert draw_lines(answers_of(cast, 3)) == draw_lines(answers_of(other, 3))


def test_lines_read_back():
    told = answers_of(some(3), 10)
    back = read_draws(draw_lines(told), "d.csv", ["0", "1", "2"], 10)
    assert [one for each in back.values() for one in each] == [
        type(one)(one.statement, one.answer, one.drawn, round(one.weight, 6), round(one.squares, 6))
        for one in told
    ]


@pytest.mark.parametrize(
    "lines",
    [
        b"9,agree,20,40,80\n",
        b"1,agree,9,20,50\n",
        b"1,maybe,20,40,80\n",
        b"1,disagree,20,40,80\n1,agree,20,40,80\n",
        b"1,agree,20,40,80\n1,agree,20,40,80\n",
        b"1,agree,20,40,80\n2,agree,20,40,80\n1,pass,20,40,80\n",
        b"1,agree,20,19,20\n",
        b"1,agree,20,40,79\n",
        b"1,agree,20,40,1601\n",
        b"1,agree,20,nan,80\n",
        b"1,agree,20,1e400,80\n",
        b"1,agree,20,x,80\n",
        b"1,agree,20,40\n",
    ],
)
def test_what_no_draws_give_is_refused(lines):
    assert read_draws(HEAD + b"1,agree,20,40,80\n", "d.csv", ["1", "2"], 10)
    with pytest.raises(RefusedError, match="published_table"):
        read_draws(HEAD + lines, "d.csv", ["1", "2"], 10)
