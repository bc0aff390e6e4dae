"""The sheet of a roll call: its result, and apart from it footnotes and refused attempts."""

from collections import Counter
from datetime import datetime

from comity.canonical import Json
from comity.documents import write_rows
from comity.standards.roll_call_acts import RollCallAct
from comity.standards.roll_call_state import RollCall

__all__ = ["roll_call_ballots", "roll_call_outcome"]


def roll_call_outcome(roll_call: RollCall) -> dict[str, Json]:
    """Return the roll call as plain values; ``unofficial`` is there where notes were received."""
    changed = Counter(each.party for each in roll_call.ballots)
    call = roll_call.call
    return {
        "v": 1,
        "state": roll_call.state,
        "question": call.question if call else None,
        "root": call.root if call else None,
        "order": list(roll_call.order),
        "closed": None if roll_call.closed is None else _said(roll_call.closed),
        "counts": dict(roll_call.counts),
        "votes": dict(sorted(roll_call.votes.items())),
        "changed": sorted(party for party, times in changed.items() if times > 1),
        "unofficial": _unofficial(roll_call),
        "explanations": [{**_named(each), "text": each.text} for each in roll_call.explanations],
        "refused": [
            {**_named(each.act), "vote": each.act.vote, "fault": each.fault.code}
            for each in roll_call.refused
        ],
        "clock_stepped": roll_call.stepped,
    }


def roll_call_ballots(roll_call: RollCall) -> bytes:
    """Return the votes that count as ballots.csv, which ``comity decide`` reads."""
    return write_rows(("party", "vote"), sorted(roll_call.votes.items()))


def _unofficial(roll_call: RollCall) -> Json:
    if not roll_call.corrections:
        return None
    notes: list[Json] = [
        {**_named(each), "intended": each.vote, "voted": roll_call.votes.get(each.party, "absent")}
        for each in roll_call.corrections
    ]
    return {"counts": dict(roll_call.corrected_counts), "notes": notes}


def _named(act: RollCallAct) -> dict[str, Json]:
    return {"kind": act.kind, "number": act.number, "party": act.party, "at": _said(act.at)}


def _said(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
