"""Weights of parties: whole numbers by measure, from a table that says for which days it holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.documents import FaultList, Table, read_table, write_rows
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.standards.parties import party_key, party_name
from comity.standards.periods import (
    NO_DAY,
    is_limited,
    read_period,
    refuse_overlaps,
    written_day,
)
from comity.standards.plain_lines import refuse_unplain

__all__ = ["LARGEST_SUM", "WeightLine", "Weights", "read_weights", "weight_lines"]

LARGEST_SUM: Final = 900_000_000_000
"""Above this, a product with a share would not fit into what every reader of JSON keeps."""
FIRST: Final = ("party", "from", "to")

COLUMNS: Final = FaultKind(
    "standards.weights_columns",
    N_("the first line names {found}"),
    N_("a table of weights has the column party and one column for each measure"),
    N_("Add a first line such as: party,from,to,population."),
)
NOT_WHOLE: Final = FaultKind(
    "standards.weight",
    N_("the weight is “{value}”"),
    N_("a weight is a whole number from 0 on, without separators"),
    N_("Write it in a unit that needs no decimals, such as hundreds of persons."),
)
TOO_MUCH: Final = FaultKind(
    "standards.weights_sum",
    N_("the weights “{measure}” add up to {total}"),
    N_("they add up to at most {most}"),
    N_("Use a larger unit, such as thousands."),
)
MISSING: Final = FaultKind(
    "standards.weight_missing",
    N_("{party} has no weight “{measure}”"),
    N_("every party entitled to vote has a weight by the measure of the rule; none is not nothing"),
    N_("Add its line, or take it off the roll."),
)
OTHER_DAY: Final = FaultKind(
    "standards.weights_other_day",
    N_("the weights of {party} hold for other days than {day}"),
    N_("a decision is weighed by the table of its own day"),
    N_("Take the table that holds on {day}."),
)


@dataclass(frozen=True, slots=True)
class WeightLine:
    """What a party weighs by each measure, from a day until the day before ``end``."""

    party: str
    values: Mapping[str, int | None]
    start: date = date.min
    end: date = date.max
    line: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """A table of weights; ``measures`` are its columns."""

    measures: tuple[str, ...]
    lines: tuple[WeightLine, ...]
    name: str = "weights.csv"

    @property
    def dated(self) -> bool:
        """Tell whether any line is limited in time."""
        return is_limited(self.lines)

    def on(self, day: date | None, parties: Iterable[str], measure: str) -> dict[str, int]:
        """Return what each of ``parties`` weighs on ``day``, by its key.

        Raises ``RefusedError`` naming everybody without a weight, or with one for other days.
        """
        if day is None and self.dated:
            raise refuse(NO_DAY.at(Place(self.name)))
        by_party: defaultdict[str, list[WeightLine]] = defaultdict(list)
        for each in self.lines:
            by_party[party_key(each.party)].append(each)
        found, faults = {}, []
        for party in parties:
            lines = by_party[party_key(party)]
            held = [each for each in lines if day is None or each.start <= day < each.end]
            weight = held[0].values[measure] if held else None
            if weight is not None:
                found[party_key(party)] = weight
            elif lines and not held:
                place = Place(self.name, line=lines[0].line)
                faults.append(OTHER_DAY.at(place, party=party, day=day))
            else:
                faults.append(MISSING.at(Place(self.name), party=party, measure=measure))
        if faults:
            raise RefusedError(faults)
        return found


def read_weights(data: bytes, name: str = "weights.csv") -> Weights:
    """Return the weights in ``data``; raise ``RefusedError`` with every fault of the file."""
    table = read_table(data, name)
    measures = tuple(key for key in table.keys if key not in FIRST)
    if table.find("party") is None or not measures or not all(measures):
        raise refuse(COLUMNS.at(Place(name, line=1), found=", ".join(table.columns)))
    faults = FaultList(name)
    lines = [_line(table, line, fields, faults) for line, fields in table.records(faults)]
    refuse_overlaps(lines, name, faults)
    for measure in measures:
        total = sum(each.values[measure] or 0 for each in lines)
        if total > LARGEST_SUM:
            place = Place(name, column=measure)
            faults.add(TOO_MUCH.at(place, measure=measure, total=total, most=LARGEST_SUM))
    faults.refuse_any()
    return Weights(measures, tuple(lines), name)


def weight_lines(weights: Weights) -> bytes:
    """Return the weights as they are published: by party and day."""
    ordered = sorted(weights.lines, key=lambda each: (party_key(each.party), each.start))
    return write_rows(
        (*FIRST, *weights.measures),
        [
            [
                each.party,
                written_day(each.start),
                written_day(each.end),
                *(each.values[measure] for measure in weights.measures),
            ]
            for each in ordered
        ],
    )


def _line(table: Table, line: int, fields: list[str], faults: FaultList) -> WeightLine:
    cells = dict(zip(table.keys, fields, strict=True))
    values: dict[str, int | None] = {}
    for key in table.keys:
        if key not in FIRST:
            values[key] = _weight(cells[key].strip(), Place(table.name, line, key), faults)
    party = party_name(cells["party"])
    refuse_unplain({"party": cells["party"]}, Place(table.name, line), faults)
    period = (cells.get("from", ""), cells.get("to", ""))
    start, end = read_period(party, period, Place(table.name, line), faults)
    return WeightLine(party, values, start, end, line)


def _weight(text: str, place: Place, faults: FaultList) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    faults.add(NOT_WHOLE.at(place, value=text))
    return None
