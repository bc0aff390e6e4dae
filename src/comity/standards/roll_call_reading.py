"""Acts of a roll call as a CSV file has them, one per line in the order of receipt."""

from collections.abc import Iterable
from typing import Any, Final

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.standards.parties import party_name
from comity.standards.received_lines import Cells, instant, officers, received_lines
from comity.standards.roll_call_acts import ROLL_CALL_ACTS, Called, RollCallAct

__all__ = ["read_roll_call_acts"]

LISTED: Final = "listed"
TEXTS: Final = ("by", "number", "vote", "text", "code", "question", "root")
OTHERS: Final = ("status", "channel", "officers", "mandate_until")
COLUMNS: Final = ("act", "at", "party", *TEXTS, *OTHERS)

UNKNOWN_ACT: Final = FaultKind(
    "standards.roll_call_act",
    N_("the act is “{value}”"),
    N_("an act is one of: {acts}"),
    N_("Correct the word; listed parties stand above the line that calls the roll."),
)


def read_roll_call_acts(data: bytes, name: str = "acts.csv") -> tuple[RollCallAct, ...]:
    """Return the acts in ``data`` in its order; raise ``RefusedError`` with every fault.

    Lines ``listed`` give the parties of the roll and their status, ``member`` where it is empty.
    What an act may not do is no fault here: the roll call keeps it, refused.
    """
    faults = FaultList(name)
    acts: list[RollCallAct] = []
    roll: list[Called] = []
    for place, cells in received_lines(data, name, COLUMNS, faults):
        if cells["act"] == LISTED:
            roll.append(Called(party_name(cells["party"]), cells["status"] or "member"))
        elif cells["act"] in ROLL_CALL_ACTS:
            acts.append(_act(cells, roll, place, faults))
        else:
            known = ", ".join((LISTED, *ROLL_CALL_ACTS))
            faults.add(UNKNOWN_ACT.at(place, value=cells["act"], acts=known))
    faults.refuse_any()
    return tuple(acts)


def _act(cells: Cells, roll: Iterable[Called], place: Place, faults: FaultList) -> RollCallAct:
    more: dict[str, Any] = {column: cells[column] for column in TEXTS}
    if cells["mandate_until"]:
        more["mandate_until"] = instant(cells, "mandate_until", place, faults)
    if cells["act"] == "call":
        more["roll"] = tuple(roll)
    return RollCallAct(
        kind=cells["act"],
        at=instant(cells, "at", place, faults),
        party=party_name(cells["party"]),
        line=place.line or 0,
        channel=cells["channel"] or "web",
        officers=officers(cells["officers"]),
        **more,
    )
