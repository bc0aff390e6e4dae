"""Many roll calls in one table: a line each, with a column of one letter for every party."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.documents import FaultList, read_table
from comity.fault import N_, FaultKind, Place, refuse

__all__ = ["CELLS", "Counts", "RollCalls", "count_roll_calls", "read_roll_calls"]

Letters: TypeAlias = NDArray[np.uint8]
Counts: TypeAlias = dict[str, NDArray[np.int64]]

CELLS: Final = "YNAPX-"
"""For, against, abstaining, present and not voting, absent, not a member."""
KNOWN: Final = frozenset(CELLS)
COUNTED: Final = {"Y": "Y", "N": "N", "A": "A", "P": "P", "absent": "X"}

NOT_A_CELL: Final = FaultKind(
    "standards.roll_calls_cell",
    N_("{party} has “{value}”"),
    N_("a cell is one of Y, N, A, P, X (absent) and - (not a member)"),
    N_("Correct it."),
)
NO_PARTIES: Final = FaultKind(
    "standards.roll_calls_columns",
    N_("no column follows “{last}”"),
    N_("the parties' columns follow the last of the others"),
    N_("Name the column before the first party."),
)


@dataclass(frozen=True, slots=True)
class RollCalls:
    """Roll calls as letters, (roll calls, parties), with the other columns as texts."""

    parties: tuple[str, ...]
    letters: Letters
    others: dict[str, tuple[str, ...]]


def read_roll_calls(data: bytes, last: str, name: str = "rollcalls.csv") -> RollCalls:
    """Return the table in ``data``, whose parties follow the column ``last``.

    Raises ``RefusedError`` with every cell that is none of ``CELLS``.
    """
    table = read_table(data, name)
    if last not in table.columns[:-1]:
        raise refuse(NO_PARTIES.at(Place(name, line=1), last=last))
    first = table.columns.index(last) + 1
    parties = table.columns[first:]
    faults = FaultList(name)
    rows, cells = [], []
    for line, fields in table.records(faults):
        if not KNOWN.issuperset(fields[first:]):
            for party, cell in zip(parties, fields[first:], strict=True):
                if cell not in KNOWN:
                    place = Place(name, line=line, column=party)
                    faults.add(NOT_A_CELL.at(place, party=party, value=cell))
        rows.append(fields[:first])
        cells.append("".join(fields[first:]))
    faults.refuse_any()
    letters = np.frombuffer("".join(cells).encode(), dtype=np.uint8)
    others = {
        column: tuple(row[at] for row in rows) for at, column in enumerate(table.columns[:first])
    }
    return RollCalls(parties, letters.reshape(len(rows), len(parties)), others)


def count_roll_calls(letters: Letters) -> Counts:
    """Return the counts of each roll call: Y, N, A, P and absent, as exact whole numbers."""
    return {
        name: np.count_nonzero(letters == ord(letter), axis=1) for name, letter in COUNTED.items()
    }
