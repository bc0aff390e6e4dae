"""Acts of a silence procedure as a CSV file has them, one per line in the order of receipt."""

from collections.abc import Iterable
from typing import Any, Final

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.standards.parties import party_name
from comity.standards.received_lines import Cells, instant, officers, received_lines, several
from comity.standards.silence_acts import SILENCE_ACTS, Addressee, SilenceAct

__all__ = ["read_silence_acts"]

ADDRESSEE: Final = "addressee"
TEXTS: Final = ("by", "number", "text", "about", "reason", "part", "evidence", "rule", "chair")
TIMES: Final = ("deadline", "attempted", "start", "end", "mandate_until")
OTHERS: Final = ("channel", "officers", "staff", "region")
COLUMNS: Final = ("act", "at", "party", *TEXTS, *TIMES, *OTHERS)

UNKNOWN_ACT: Final = FaultKind(
    "standards.silence_act",
    N_("the act is “{value}”"),
    N_("an act is one of: {acts}"),
    N_("Correct the word; addressees stand above the line that opens the procedure."),
)


def read_silence_acts(data: bytes, name: str = "acts.csv") -> tuple[SilenceAct, ...]:
    """Return the acts in ``data`` in its order; raise ``RefusedError`` with every fault.

    Lines ``addressee`` give the parties and regions that the next line ``open`` addresses. What
    an act may not do is no fault here: the procedure keeps it, refused.
    """
    faults = FaultList(name)
    acts: list[SilenceAct] = []
    addressees: list[Addressee] = []
    for place, cells in received_lines(data, name, COLUMNS, faults):
        if cells["act"] == ADDRESSEE:
            addressees.append(Addressee(party_name(cells["party"]), cells["region"]))
        elif cells["act"] in SILENCE_ACTS:
            acts.append(_act(cells, addressees, place, faults))
        else:
            known = ", ".join((ADDRESSEE, *SILENCE_ACTS))
            faults.add(UNKNOWN_ACT.at(place, value=cells["act"], acts=known))
    faults.refuse_any()
    return tuple(acts)


def _act(
    cells: Cells, addressees: Iterable[Addressee], place: Place, faults: FaultList
) -> SilenceAct:
    more: dict[str, Any] = {column: cells[column] for column in TEXTS}
    for column in TIMES:
        if cells[column]:
            more[column] = instant(cells, column, place, faults)
    if cells["act"] == "open":
        more["addressees"] = tuple(addressees)
    return SilenceAct(
        kind=cells["act"],
        at=instant(cells, "at", place, faults),
        party=party_name(cells["party"]),
        line=place.line or 0,
        channel=cells["channel"] or "web",
        officers=officers(cells["officers"]),
        staff=tuple(several(cells["staff"])),
        **more,
    )
