import json

import numpy as np
import pytest

from comity.canonical import decode
from comity.dialogue.declared import class_breakdowns, other_tiers
from comity.dialogue.people import People
from comity.dialogue.publication import TIERS, Parameters, open_inputs
from comity.dialogue.report import GROUPS_TABLE, REPORT, STATEMENTS_TABLE, report
from comity.dialogue.tally import tally
from comity.dialogue.votes import Statement, VoteLog
from comity.edge import shipped
from comity.fault import RefusedError
from tests.dialogue.worlds import camps

LOG, _ = camps(1, people=120, statements=30, liked=8)
TEXTS = tuple(Statement(str(index), f"statement {index}") for index in range(30))
SYBILS = 10_000
TIER = Parameters("t", tier="verified")


def coarse_rule():
    rule = json.loads(shipped("dialogue", "common-ground", 2))
    rule["groups"] |= {"replicates": 10, "null_replicates": 19, "starts": 3}
    rule["fragility"]["grid"] = [0.4]
    return json.dumps(rule).encode()


def with_sybils(count=SYBILS):
    """Return the log with anonymous sybils who disagree with ten statements, and tiers."""
    real = len(LOG.participants)
    log = VoteLog(
        participants=(*LOG.participants, *(f"sybil {index}" for index in range(count))),
        statements=LOG.statements,
        participant=np.concatenate(
            [LOG.participant, real + np.repeat(np.arange(count, dtype=np.int32), 10)]
        ),
        statement=np.concatenate([LOG.statement, np.tile(np.arange(10, dtype=np.int32), count)]),
        value=np.concatenate([LOG.value, np.full(10 * count, -1, dtype=np.int8)]),
        time=np.zeros(len(LOG) + 10 * count, dtype=np.int64),
    )
    tier = {who: "anonymous" if who.startswith("sybil") else "verified" for who in log.participants}
    return log, People(tier, {})


def made(log, parameters, people=None):
    inputs = open_inputs(log, TEXTS, parameters, coarse_rule(), 5, people)
    return inputs, report(inputs)


def test_dialogue_ten_thousand_anonymous_sybils_change_no_byte_of_the_report():
    log, people = with_sybils()
    honest = made(LOG, TIER, People(dict.fromkeys(LOG.participants, "verified"), {}))
    attacked = made(log, TIER, people)
    assert {path for path in honest[0] if honest[0][path] != attacked[0][path]} == {TIERS}
    assert attacked[0][TIERS].count(b"anonymous,10000") == len(TEXTS)
    for path in (STATEMENTS_TABLE, GROUPS_TABLE):
        assert honest[1][path] == attacked[1][path]
    one, other = decode(honest[1][REPORT]), decode(attacked[1][REPORT])
    assert one["groups"]["outcome"] == "stable"
    assert one["common_ground"]
    assert {name for name in one if one[name] != other[name]} == {"tiers"}
    assert [tier["people"] for tier in other["tiers"]] == [SYBILS]


def test_dialogue_ten_thousand_sybils_change_everything_where_tiers_are_not_kept_apart():
    # The control: the same sybils, nothing declared.
    quick = Parameters("t", quick=True)
    honest, attacked = (decode(made(log, quick)[1][REPORT]) for log in (LOG, with_sybils()[0]))
    assert honest["common_ground"] != attacked["common_ground"]
    assert attacked["participation"]["participants"] == 120 + SYBILS


def test_each_other_tier_stands_for_itself():
    tier = {who: ("verified", "anonymous", "accredited")[row % 3] for row, who in
            enumerate(LOG.participants)}  # fmt: skip
    table = other_tiers(LOG, TEXTS, People(tier, {}), "verified", 10)
    assert table.names == ("accredited", "anonymous")
    assert table.people.tolist() == [40, 40]
    seen = np.where(table.shown, table.agree + table.disagree + table.passed, 0)
    shown = table.shown.all(axis=0)
    assert shown.any()
    everybody = tally(LOG.matrix("content")).seen
    assert (seen.sum(axis=0) < everybody)[shown].all()


def test_without_another_tier_there_is_no_table():
    people = People(dict.fromkeys(LOG.participants, "verified"), {})
    assert other_tiers(LOG, TEXTS, people, "verified", 10) is None


def classed(**columns):
    return People({}, {by: dict(zip(LOG.participants, each, strict=True))
                       for by, each in columns.items()})  # fmt: skip


def tables(people, *columns):
    return class_breakdowns(LOG.matrix("content"), people, columns, 10)


def test_classes_have_a_table_per_column():
    country = ["ABC"[row % 3] for row in range(120)]
    sector = ["state" if row % 2 else "" for row in range(120)]
    one, other = tables(classed(country=country, sector=sector), "country", "sector")
    assert (one.by, one.names) == ("country", ("A", "B", "C"))
    assert (other.by, other.names) == ("sector", ("state",))
    assert other.people.tolist() == [60]


@pytest.mark.parametrize(
    ("one", "other", "nested"),
    [
        ("AABB", "XXYY", True),
        ("ABCD", "XXYY", True),
        ("ABAB", "XXYY", False),
        ("AABB", "XYYX", False),
        ("AAAA", "XYXY", False),
        ("AAB ", "XXYY", True),
        ("A  B", "XX  ", False),
    ],
)
def test_classes_within_classes_are_refused(one, other, nested):
    people = classed(one=[sign.strip() for sign in one * 30],
                     other=[sign.strip() for sign in other * 30])  # fmt: skip
    if not nested:
        assert len(tables(people, "one", "other")) == 2
        return
    with pytest.raises(RefusedError, match="classes_nested"):
        tables(people, "one", "other")
    assert tables(people, "one")


def test_nobody_is_in_no_class():
    matrix = VoteLog.of([], [], []).matrix("content")
    found = class_breakdowns(matrix, People({}, {"a": {}, "b": {}}), ("a", "b"), 10)
    assert [each.names for each in found] == [(), ()]
