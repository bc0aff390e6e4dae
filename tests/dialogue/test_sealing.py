import json
from dataclasses import replace

import numpy as np
import pytest

from comity.canonical import decode
from comity.dialogue.people import People
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS, VOTES
from comity.dialogue.reading import read_votes
from comity.dialogue.sealing import (
    CELLS,
    CELLS_INPUTS,
    CELLS_OUTPUTS,
    CLASSES,
    PEOPLE,
    SUMMARY,
    cells,
    public_inputs,
)
from comity.dialogue.votes import VoteLog
from comity.fault import RefusedError
from tests.dialogue.sealed_worlds import (
    ASKED,
    COUNTRIES,
    DECLARED,
    LOG,
    counted,
    public,
    sealed,
    sealed_of,
)
from tests.dialogue.sealed_worlds import (
    TIERS as TIER_OF,
)


def test_sealed_inputs_hold_every_vote_of_every_tier_and_nobodys_id():
    assert set(sealed()) == set(CELLS_INPUTS)
    back = read_votes(sealed()[VOTES]).matrix("content")
    want = LOG.matrix("content")
    assert np.array_equal(back.value, want.value)
    assert np.array_equal(back.row, want.row)
    assert sealed()[PEOPLE].splitlines()[0] == b"row,tier,country"
    ids = {who.encode() for who in LOG.participants}
    words = set(b"\n".join(sealed().values()).replace(b",", b"\n").split(b"\n"))
    assert not ids & words


def test_each_row_keeps_its_own_tier_and_class():
    rows = read_votes(sealed()[VOTES])
    declared = dict(line.split(",", 1) for line in sealed()[PEOPLE].decode().splitlines()[1:])

    def votes(log):
        found = {}
        for who, what, vote in zip(log.participant, log.statement, log.value, strict=True):
            found.setdefault(log.participants[who], {})[log.statements[what]] = int(vote)
        return {who: frozenset(cast.items()) for who, cast in found.items()}

    who_cast = {cast: who for who, cast in votes(LOG).items()}
    for row, cast in votes(rows).items():
        who = who_cast[cast]
        assert declared[row] == f"{TIER_OF[who]},{COUNTRIES[who]}"


def test_row_numbers_change_no_cell():
    assert sealed_of(seed=4)[VOTES] != sealed()[VOTES]
    assert cells(sealed_of(seed=4)) == counted()


def test_the_cells_are_those_of_one_tier_and_the_others_stand_beside():
    assert set(counted()) == set(CELLS_OUTPUTS)
    verified = sum(tier == "verified" for tier in TIER_OF.values())
    summary = decode(counted()["outputs/summary.json"])
    assert summary["participation"]["participants"] == verified
    tiers = counted()["outputs/tiers.csv"].decode().splitlines()[1:]
    assert {line.split(",")[2] for line in tiers} == {"anonymous"}
    classes = counted()["outputs/classes.csv"].decode().splitlines()[1:]
    assert {line.split(",")[2] for line in classes} == {"B"}


def test_public_inputs_are_the_cells_and_hold_no_vote():
    inputs = public_inputs(sealed(), counted())
    assert set(inputs) == {CELLS, CLASSES, TIERS, SUMMARY, STATEMENTS, RULE, PARAMETERS}
    assert inputs[CELLS] == counted()["outputs/cells.csv"]
    assert inputs[STATEMENTS] == sealed()[STATEMENTS]
    assert VOTES not in public()


def test_full_cells_hold_a_binned_map_and_what_attacks_can_do():
    rule = json.loads(sealed()[RULE])
    rule["groups"] |= {"replicates": 10, "null_replicates": 19, "starts": 3}
    rule["fragility"]["grid"] = [0.4]
    everybody = People(dict.fromkeys(LOG.participants, "verified"), {})
    asked = replace(ASKED, quick=False, classes=())
    inputs = sealed_of(asked, rule=json.dumps(rule).encode(), people=everybody)
    summary = decode(cells(inputs)["outputs/summary.json"])
    assert summary["groups"]["outcome"] == "stable"
    assert summary["map"]["binned"]
    assert all(spot["n"] >= 10 for spot in summary["map"]["points"])
    assert summary["fragility"]["sample"] == len(LOG.participants)
    assert summary["duplicates"] is not None


def test_who_is_not_declared_is_not_sealed():
    few = People(dict.fromkeys(LOG.participants[1:], "verified"), {"country": {}})
    with pytest.raises(RefusedError, match="person_missing"):
        sealed_of(people=few)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (VOTES, b"row,statement,vote\n1,1,2\n"),
        (PEOPLE, b"row,tier,country\n1,verified,A\n"),
        (PEOPLE, b"row,tier\n"),
        (PARAMETERS, b"{}"),
        (STATEMENTS, b""),
        (RULE, b"{}"),
    ],
)
def test_hostile_inputs_are_refused(path, data):
    with pytest.raises(RefusedError):
        cells(sealed() | {path: data})


def test_open_parameters_seal_nothing():
    with pytest.raises(RefusedError, match="parameters"):
        cells(sealed_of(replace(ASKED, ballots="open", classes=())))


def test_nobody_at_all_can_be_sealed():
    nobody = VoteLog.of([], [], [])
    made = cells(sealed_of(replace(ASKED, classes=()), log=nobody, people=DECLARED))
    assert decode(made["outputs/summary.json"])["participation"]["participants"] == 0
