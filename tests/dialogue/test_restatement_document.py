import json
from dataclasses import asdict, replace

import pytest

from comity.canonical import encode
from comity.dialogue.publication import RULE
from comity.dialogue.restatement_document import (
    BEFORE,
    INPUTS,
    LEFT,
    OUTPUTS,
    RESTATEMENT,
    RESTATEMENT_RULE,
    RESTATES,
    Restates,
    encode_restates,
    restatement,
)
from comity.dialogue.restatement_tables import restated_lines, standing_lines
from comity.edge import shipped
from comity.fault import RefusedError
from tests.dialogue.test_restatement_tables import BEFORE as SHOWN
from tests.dialogue.test_restatement_tables import SAID

RESTATED = Restates(
    report="dia-7",
    title="A question",
    ballots="protected",
    published="a" * 64,
    before="a" * 64,
    date="2027-01-01",
    simulated=True,
    participants_before=40,
    participants=30,
)


def inputs(restates: Restates = RESTATED) -> dict[str, bytes]:
    return {
        BEFORE: standing_lines(SHOWN),
        LEFT: restated_lines(SAID),
        RULE: shipped("dialogue", "common-ground", 2),
        RESTATEMENT_RULE: shipped("dialogue", "restatement", 1),
        RESTATES: encode_restates(restates),
    }


def test_each_statement_has_both_figures_or_says_why_not():
    found = restatement(inputs())
    assert set(found) == set(OUTPUTS)
    assert set(inputs()) == set(INPUTS)
    told = json.loads(found[RESTATEMENT])
    first, hidden, stands, erased, small = told["statements"]
    assert (first["before"]["seen"], first["now"]["seen"]) == (35, 25)
    assert first["now"]["agree_share"]["value"] == 0.56
    assert first["now"]["agree_share"]["low"] < 0.56 < first["now"]["agree_share"]["high"]
    assert [one["state"] for one in told["statements"]] == [one.state for one in SAID]
    assert {hidden["now"], stands["now"], erased["now"], small["now"]} == {None}
    assert hidden["before"]["seen"] is None
    assert (told["participants_before"], told["participants"], told["date"]) == (
        40,
        30,
        "2027-01-01",
    )


def test_the_table_tells_what_stands_from_now_on():
    lines = restatement(inputs())["outputs/restated.csv"].decode().splitlines()
    assert lines[1].startswith("1,restated,14,7,4,25,0.560000,")
    assert lines[2].startswith("2,hidden,,,,,")
    assert lines[3].startswith("3,stands,0,0,0,0,")
    assert lines[4].startswith("4,erased,,,,,")


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2027-01-02"},
        {"date": "never"},
        {"date": 7},
        {"ballots": "none"},
        {"simulated": 1},
        {"participants": True},
        {"participants": -1},
        {"participants": "30"},
        {"more": 1},
        {"v": 2},
    ],
    ids=str,
)
def test_what_is_restated_otherwise_is_refused(change):
    said = encode({"v": 1, **asdict(RESTATED), **change})
    with pytest.raises(RefusedError, match=r"dialogue\.restates"):
        restatement({**inputs(), RESTATES: said})


def test_fewer_than_ten_who_went_are_refused():
    with pytest.raises(RefusedError, match="restatement_few"):
        restatement(inputs(replace(RESTATED, participants=31)))


def test_members_that_are_no_such_files_are_refused():
    for path in INPUTS:
        with pytest.raises(RefusedError):
            restatement({**inputs(), path: b"x"})
