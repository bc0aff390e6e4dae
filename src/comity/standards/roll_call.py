"""The roll call as a pure fold: acts in the order of the log, one after the other.

Whoever folds the same acts again, after a restart or years later, gets the same votes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.standards.ballots import VOTES
from comity.standards.parties import party_key
from comity.standards.roll_call_acts import ROLL_CALL_ACTS, RollCallAct
from comity.standards.roll_call_channel import credentials_fault
from comity.standards.roll_call_state import KeptBallot, RollCall

__all__ = ["after_roll_call_act", "roll_call_of"]

WRONG_CALL: Final = FaultKind(
    "standards.roll_call",
    N_("the roll is called without a question, a root for the lot, or each party once"),
    N_("a call names the question, the roll with an entitled party, and the root of a checkpoint"),
    N_("Complete the call; a roll is called once."),
)
OUT_OF_PLACE: Final = FaultKind(
    "standards.roll_call_place",
    N_("“{act}” does not belong here: the roll call is {state}"),
    N_("ballots come before the close, and correction notes after it"),
    N_("Correct the order of the acts; after the close a party can only note what it intended."),
)
UNLISTED: Final = FaultKind(
    "standards.roll_call_entitled",
    N_("{party} has no vote here: {status}"),
    N_("only parties that the roll lists as members vote; others are heard without a vote"),
    N_("Have the credentials corrected before the next roll call."),
)
NO_VOTE: Final = FaultKind(
    "standards.roll_call_vote",
    N_("the vote is “{vote}”"),
    N_("a vote is Y (for), N (against), A (abstaining) or P (present and not voting)"),
    N_("Give one of these."),
)
AT_ONCE: Final = FaultKind(
    "standards.roll_call_at_once",
    N_("a ballot of {party} was received in the same second as another one"),
    N_("of two at once nobody can say which is the later one; the first received counts"),
    N_("Look at the receipt; if the vote is the wrong one, change it now."),
)
CODE_USED: Final = FaultKind(
    "standards.roll_call_code",
    N_("the code that {party} voted with was used before"),
    N_("each code is good for one ballot"),
    N_("Take the next code of the sheet; if nobody of yours used it, tell the officers at once."),
)
REPEATED: Final = FaultKind(
    "standards.roll_call_number",
    N_("there is an act with the number “{number}” already"),
    N_("each act has a number of its own"),
    N_("Give it another number; an act that was received twice counts once."),
)

Check = Callable[[RollCall, RollCallAct, datetime], Fault | None]


def roll_call_of(acts: Iterable[RollCallAct]) -> RollCall:
    """Return the roll call after ``acts``, given in the order of the log."""
    roll_call = RollCall()
    for act in acts:
        roll_call = after_roll_call_act(roll_call, act)
    return roll_call


def after_roll_call_act(roll_call: RollCall, act: RollCallAct) -> RollCall:
    """Return the roll call after one more act; an act that is refused is kept with the reason."""
    now = act.at if roll_call.clock is None else max(roll_call.clock, act.at)
    fault = _objection(roll_call, act, now)
    if fault is None:
        roll_call = _taken(roll_call, act, now)
    else:
        roll_call = replace(roll_call, refused=(*roll_call.refused, KeptBallot(act, fault)))
    return replace(
        roll_call,
        clock=now,
        stepped=roll_call.stepped + (act.at < now),
        numbers=roll_call.numbers | ({act.number} - {""}),
    )


def _taken(roll_call: RollCall, act: RollCallAct, now: datetime) -> RollCall:
    if act.kind == "call":
        return replace(roll_call, call=act)
    if act.kind == "close":
        return replace(roll_call, closed=now)
    if act.kind == "ballot":
        codes = roll_call.codes | ({act.code} - {""})
        return replace(roll_call, ballots=(*roll_call.ballots, act), codes=codes)
    if act.kind == "correction":
        return replace(roll_call, corrections=(*roll_call.corrections, act))
    return replace(roll_call, explanations=(*roll_call.explanations, act))


def _objection(roll_call: RollCall, act: RollCallAct, now: datetime) -> Fault | None:
    if act.number and act.number in roll_call.numbers:
        return REPEATED.at(_place(act), number=act.number)
    if roll_call.state not in PLACES.get(act.kind, ()):
        return OUT_OF_PLACE.at(_place(act), act=act.kind, state=roll_call.state)
    checks = CHECKS[act.kind]
    return next((fault for each in checks if (fault := each(roll_call, act, now))), None)


def _call(_roll_call: RollCall, act: RollCallAct, _now: datetime) -> Fault | None:
    parties = [party_key(each.party) for each in act.roll]
    doubled = len(set(parties)) < len(parties) or "" in parties
    entitled = any(each.status == "member" for each in act.roll)
    if doubled or not entitled or not act.question.strip() or not act.root:
        return WRONG_CALL.at(_place(act))
    return None


def _entitled(roll_call: RollCall, act: RollCallAct, _now: datetime) -> Fault | None:
    status = roll_call.roll.get(act.party, "not on the roll")
    if status != "member":
        return UNLISTED.at(_place(act), party=act.party, status=status)
    return None


def _believed(_roll_call: RollCall, act: RollCallAct, now: datetime) -> Fault | None:
    return credentials_fault(act, now, _place(act))


def _vote(_roll_call: RollCall, act: RollCallAct, _now: datetime) -> Fault | None:
    return None if act.vote in VOTES else NO_VOTE.at(_place(act), vote=act.vote)


def _once(roll_call: RollCall, act: RollCallAct, _now: datetime) -> Fault | None:
    """Return what is wrong with a ballot that comes with or instead of another one."""
    if act.code and act.code in roll_call.codes:
        return CODE_USED.at(_place(act), party=act.party)
    if any(each.party == act.party and each.at == act.at for each in roll_call.ballots):
        return AT_ONCE.at(_place(act), party=act.party)
    return None


def _place(act: RollCallAct) -> Place:
    return Place("acts", act.line or None)


PLACES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "call": ("draft",),
        "ballot": ("open",),
        "close": ("open",),
        "explanation": ("open", "closed"),
        "correction": ("closed",),
    }
)
CHECKS: Final[Mapping[str, tuple[Check, ...]]] = MappingProxyType(
    {
        "call": (_call,),
        "ballot": (_entitled, _believed, _vote, _once),
        "close": (),
        "explanation": (_entitled, _believed),
        "correction": (_entitled, _believed, _vote),
    }
)
assert set(PLACES) == set(CHECKS) == set(ROLL_CALL_ACTS)  # noqa: S101 - three tables, one list
