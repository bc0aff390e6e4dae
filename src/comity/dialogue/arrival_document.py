"""The published function ``dialogue.arrival``: whether the audience changed over time.

Open ballots alone: with protected ones it is not published when anybody came.
"""

from collections.abc import Mapping
from typing import Final

from comity.canonical import Json, encode
from comity.dialogue.arrival import DriftRule, drift_of
from comity.dialogue.arrival_tables import ArrivalTable, read_arrivals
from comity.dialogue.cells import rounded
from comity.dialogue.publication import RULE
from comity.dialogue.rule import read_rule
from comity.dialogue.shares import TOLERANCE
from comity.record import PublishedFunction

__all__ = ["ARRIVAL", "ARRIVALS", "INPUTS", "OUTPUTS", "PUBLISHED", "arrival"]

NAME: Final = "dialogue.arrival"
VERSION: Final = 1
ARRIVALS: Final = "inputs/arrivals.csv"
ARRIVAL: Final = "outputs/arrival.json"
INPUTS: Final = (ARRIVALS, RULE)
OUTPUTS: Final = (ARRIVAL,)
LIMITS: Final = DriftRule()
"""Of this version of the function: no rule file names them yet."""


def arrival(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return arrival.json for the published times of arrival by class.

    Raises ``RefusedError`` for inputs that are not what they should be, among them a class that
    speaks of fewer people than the rule's minimum.
    """
    rule = read_rule(inputs[RULE], RULE)
    tables = read_arrivals(inputs[ARRIVALS], ARRIVALS, rule.minimum_cell)
    members: dict[str, Json] = {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "rule": {"id": rule.id, "version": rule.version, "sha256": rule.sha256},
        "level": LIMITS.level,
        "effect": LIMITS.effect,
        "tables": [_told(table) for table in tables],
    }
    return {ARRIVAL: encode(members)}


def _told(table: ArrivalTable) -> dict[str, Json]:
    drift = drift_of(table.people, LIMITS)
    classes: list[Json] = [
        {"name": name, "people": sum(thirds), "thirds": thirds}
        for name, thirds in zip(table.names, table.people.tolist(), strict=True)
        if sum(thirds)
    ]
    said: dict[str, Json] = {"by": table.by, "people": int(table.people.sum()), "classes": classes}
    if drift is None:
        nothing = dict.fromkeys(("statistic", "p", "effect"))
        return {**said, "outcome": "not_enough_data", **nothing}
    return {
        **said,
        "outcome": "warns" if drift.warns else "steady",
        "statistic": rounded(drift.statistic),
        "p": rounded(drift.p_value),
        "effect": rounded(drift.effect),
    }


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=arrival,
)
