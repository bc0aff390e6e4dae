import json

import numpy as np
import pytest

from comity.dialogue import Parameters, VoteLog, open_inputs
from comity.dialogue.draws import draw_lines, drawn_answers
from comity.dialogue.routing_document import DRAWS, INPUTS, OUTPUTS, ROUTING, routing
from comity.edge import shipped
from comity.fault import RefusedError

RULE = shipped("dialogue", "common-ground", 2)


def made(agreeing=30, others=30, *, rare=500_000, passing=0):
    """Inputs in which those who agree were asked with chance ½, the others with ``rare``."""
    people = agreeing + others + passing
    votes = [1] * agreeing + [-1] * others + [0] * passing
    log = VoteLog.of([f"p{one}" for one in range(people)], ["1"] * people, votes, range(people))
    chance = np.array([500_000] * agreeing + [rare] * (others + passing), dtype=np.int64)
    inputs = open_inputs(log, (), Parameters("Q", quick=True), RULE, 1)
    return inputs | {DRAWS: draw_lines(drawn_answers(log, chance, 10))}


def told(inputs):
    result = routing(inputs)
    assert set(result) == set(OUTPUTS)
    return json.loads(result[ROUTING])


def test_equal_chances_move_no_share():
    (one,) = told(made())["statements"]
    assert one["agree"]["weighted"] == one["agree"]["value"] == 0.5
    assert one["agree"]["outside"] is False
    assert one["effective_n"] == one["drawn"] == one["agree"]["n"] == 60


def test_a_share_that_leaves_its_interval_is_told():
    # The others were asked a fifth as often, and so stand for five times as many.
    (one,) = told(made(rare=100_000))["statements"]
    assert one["agree"]["weighted"] == pytest.approx(1 / 6, abs=1e-6)
    assert one["disagree"]["weighted"] == pytest.approx(5 / 6, abs=1e-6)
    assert one["agree"]["outside"] is one["disagree"]["outside"] is True
    assert 30 < one["effective_n"] < 60


def test_an_answer_of_too_few_is_not_told_by_itself():
    (one,) = told(made(others=6, passing=8))["statements"]
    assert one["disagree"]["weighted"] is None
    assert one["disagree"]["outside"] is None
    assert one["agree"]["weighted"] == pytest.approx(30 / 44, abs=1e-6)
    (one,) = told(made(others=0))["statements"]
    assert one["disagree"]["weighted"] == 0


def test_a_statement_of_which_nothing_can_be_told_is_counted():
    found = told(made(others=3))
    assert (found["statements"], found["left_out"]) == ([], 1)


@pytest.mark.parametrize("line", ["1,agree,31,62,124", "1,agree,30,60,120\n1,other,31,62,124"])
def test_more_draws_than_votes_are_refused(line):
    head = "statement,answer,drawn,weight,squares\n"
    with pytest.raises(RefusedError, match="published_table"):
        routing(made() | {DRAWS: f"{head}{line}\n".encode()})


def test_members_that_are_no_such_files_are_refused():
    for path in INPUTS:
        with pytest.raises(RefusedError):
            routing(made() | {path: b"x"})
