import json

import numpy as np
import pytest

from comity.dialogue.arrival_document import ARRIVAL, ARRIVALS, INPUTS, OUTPUTS, arrival
from comity.dialogue.arrival_tables import arrival_lines
from comity.dialogue.publication import RULE
from comity.edge import shipped
from comity.fault import RefusedError
from comity.statistics import Draw
from tests.dialogue.test_arrival_tables import table_of

SHIPPED = shipped("dialogue", "common-ground", 2)


def told(*tables):
    result = arrival({ARRIVALS: arrival_lines(tables), RULE: SHIPPED})
    assert set(result) == set(OUTPUTS)
    return json.loads(result[ARRIVAL])["tables"]


def test_one_delegation_after_the_other_warns():
    (found,) = told(table_of(["A"] * 40 + ["B"] * 40 + ["C"] * 40))
    assert found["outcome"] == "warns"
    assert (found["effect"], found["p"], found["people"]) == (1, 0, 120)
    assert found["classes"][0] == {"name": "A", "people": 40, "thirds": [40, 0, 0]}


def test_taking_turns_is_steady():
    (found,) = told(table_of(["A", "B", "C"] * 40))
    assert found["outcome"] == "steady"
    assert found["p"] > 0.9


@pytest.mark.parametrize(
    "table",
    [
        table_of(["A"] * 5 + ["B"] * 4),
        table_of(["A"] * 60),
        table_of(["A"] * 30 + ["B"] * 30, times=[0] * 60),
    ],
    ids=["too few people", "one class", "no times"],
)
def test_what_cannot_be_judged_is_not_enough_data(table):
    (found,) = told(table)
    assert found["outcome"] == "not_enough_data"
    assert (found["statistic"], found["p"], found["effect"]) == (None, None, None)


def test_dialogue_the_warning_fires_in_drifting_and_not_in_steady_audiences():
    """Three camps, each with a tenth who come at any time; and the same people at random."""
    drifting, steady = 0, 0
    for seed in range(100):
        draw = Draw(seed)
        classes = np.repeat(["A", "B", "C"], 60)
        late = draw.floats(180) < 0.1
        classes[late] = classes[late][draw.permutation(int(late.sum()))]
        drifting += told(table_of(classes.tolist()))[0]["outcome"] == "warns"
        mixed = classes[draw.permutation(180)].tolist()
        steady += told(table_of(mixed))[0]["outcome"] == "warns"
    assert drifting >= 95
    assert steady <= 5


def test_members_that_are_no_such_files_are_refused():
    inputs = {ARRIVALS: arrival_lines(), RULE: SHIPPED}
    for path in INPUTS:
        with pytest.raises(RefusedError):
            arrival(inputs | {path: b"x"})
