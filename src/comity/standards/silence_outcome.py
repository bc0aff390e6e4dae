"""The outcome sheet of a silence procedure: what it came to, and who is known to have heard."""

from collections.abc import Mapping
from datetime import datetime

from comity.canonical import Json
from comity.standards.silence_acts import NOTICES, SilenceAct
from comity.standards.silence_checks import is_held
from comity.standards.silence_state import KeptAct, Round, Silence

__all__ = ["silence_counts", "silence_outcome"]


def silence_outcome(silence: Silence, at: datetime) -> dict[str, Json]:
    """Return the procedure at the time ``at`` as plain values: state, numbers, rounds, refusals.

    ``held`` are parties with a break that came in in time and that no officer has admitted yet.
    """
    terms = silence.terms
    opening = silence.opening
    refused = [_kept_value(silence, each) for each in silence.refused]
    return {
        "v": 1,
        "state": silence.state(at),
        "at": _said(at),
        "rule": {"id": terms.id, "version": terms.version, "sha256": terms.sha256},
        "chair": opening.chair if opening else None,
        "rounds": [_round_value(silence, part, at) for part in silence.rounds],
        "statements": [_act_value(each) for each in silence.statements],
        "held": [each["party"] for each in refused if each["held"]],
        "refused": [*refused],
        "clock_stepped": len(silence.stepped),
    }


def silence_counts(silence: Silence) -> Mapping[str, int]:
    """Return the last round as the counts that a rule of decision takes.

    N breaks silence, P acknowledged and did not, all others are absent: no silence is a vote for.
    """
    entitled = {each.party for each in silence.addressees}
    if not silence.rounds:
        return {"Y": 0, "N": 0, "A": 0, "P": 0, "absent": len(entitled)}
    broke = {each.party for each in silence.now.standing}
    heard = (silence.now.noticed("acknowledged") & entitled) - broke
    absent = len(entitled - broke - heard)
    return {"Y": 0, "N": len(broke), "A": 0, "P": len(heard), "absent": absent}


def _round_value(silence: Silence, part: Round, at: datetime) -> dict[str, Json]:
    return {
        "state": silence.state_of(part, at),
        "texts": list(part.texts),
        "opened": _said(part.opened),
        "first_deadline": _said(part.first_deadline),
        "deadline": _said(part.deadline),
        "closes": silence.terms.closes,
        "closed": None if part.closed is None else _said(part.closed),
        "numbers": _numbers(silence, part),
        "floor": _floor(silence, part),
        "broken_by": [_break_value(each) for each in part.breaks],
        "admitted_late": [_break_value(each) for each in part.late],
        "taken_back": [_break_value(each) for each in part.taken_back],
        "downtimes": [[_said(one.start), _said(one.end)] for one in part.downtimes],
        "not_told_of_change": list(_not_told(silence, part)),
    }


def _numbers(silence: Silence, part: Round) -> dict[str, Json]:
    parties = frozenset(each.party for each in silence.addressees)
    reached = frozenset[str]().union(*(part.noticed(step) for step in NOTICES[1:]))
    broke = {each.party for each in part.standing}
    acknowledged = part.noticed("acknowledged")
    return {
        "entitled": len(parties),
        **{step: len(part.noticed(step)) for step in NOTICES},
        "not_acknowledged": len(parties - acknowledged),
        "not_opened": len(parties - part.noticed("opened") - acknowledged),
        "never_reached": len(parties - reached - broke),
        "broke": len(broke),
    }


def _floor(silence: Silence, part: Round) -> list[Json]:
    """Return, where the rule has a floor, what it asks of each region, or of all."""
    floor, acknowledged = silence.terms.floor, part.noticed("acknowledged")
    if floor is None:
        return []
    return [
        {
            "region": region,
            "entitled": len(own),
            "needed": floor.needed(len(own)),
            "had": len(own & acknowledged),
        }
        for region, own in sorted(silence.regions().items())
    ]


def _not_told(silence: Silence, part: Round) -> list[str]:
    """Return the parties that were sent nothing since the round was opened or last changed."""
    told = {party: steps.get("told") for party, steps in part.notices.items()}
    parties = sorted(each.party for each in silence.addressees)
    return [one for one in parties if (last := told.get(one)) is None or last < part.changed]


def _break_value(act: SilenceAct) -> dict[str, Json]:
    return {
        **_act_value(act),
        "part": act.part,
        "channel": act.channel,
        "officers": [f"{each.name} ({each.party})" for each in act.officers],
        "evidence": act.evidence,
        "signed_by": act.by if act.kind == "admit_late" else "",
    }


def _act_value(act: SilenceAct) -> dict[str, Json]:
    told = {"kind": act.kind, "number": act.number, "party": act.party, "reason": act.reason}
    return {**told, "at": _said(act.at)}


def _kept_value(silence: Silence, kept: KeptAct) -> dict[str, Json]:
    held = bool(silence.rounds) and is_held(silence, kept)
    return {**_act_value(kept.act), "fault": kept.fault.code, "held": held}


def _said(instant: datetime | None) -> str:
    return "" if instant is None else instant.isoformat().replace("+00:00", "Z")
