"""What forbids an act of a silence procedure: each refusal with its rule and its remedy."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from comity.fault import N_, Fault, FaultKind, Place
from comity.standards.parties import party_key
from comity.standards.roll_call_channel import credentials_fault, same_name
from comity.standards.silence_acts import NOTICES, SILENCE_ACTS, SilenceAct
from comity.standards.silence_deadline import is_in_time
from comity.standards.silence_state import KeptAct, Silence

__all__ = ["HELD", "is_held", "objection_to"]

WRONG_OPENING: Final = FaultKind(
    "standards.silence_opening",
    N_("the procedure is opened without its text, its rule, who chairs, or each party once"),
    N_(
        "an opening names the SHA-256 of the text, the rule in force, who chairs and all addressees"
    ),
    N_("Complete the opening; a procedure is opened once."),
)
NOT_OPEN: Final = FaultKind(
    "standards.silence_not_open",
    N_("“{act}” does not belong here: the procedure is {state}"),
    N_("silence is opened once, and acts on it belong between opening and end"),
    N_("Open a new procedure, or correct the order of the acts."),
)
TOO_SHORT: Final = FaultKind(
    "standards.silence_period",
    N_("the deadline leaves less than {hours} hours"),
    N_("a period is as long as the rule says at least, and a changed text gets a new one"),
    N_("Set a later deadline."),
)
SHORTENED: Final = FaultKind(
    "standards.silence_shortened",
    N_("the deadline would be {new}, and it is {old}"),
    N_("an extension sets a later deadline, never an earlier one"),
    N_("Set a later deadline, or leave it as it is."),
)
TOO_LATE: Final = FaultKind(
    "standards.silence_after_deadline",
    N_("“{act}” was received at {at}, after the deadline {deadline}"),
    N_("the time of receipt at the server decides"),
    N_("If the server was down, an officer can admit it late, with evidence."),
)
TOO_EARLY: Final = FaultKind(
    "standards.silence_before_deadline",
    N_("the period was to be closed at {at}, and it runs until {deadline}"),
    N_("a period is closed once, after its deadline"),
    N_("Wait for the deadline."),
)
CLOCK: Final = FaultKind(
    "standards.silence_clock",
    N_("“{act}” says {at}, and an act before it was received after the deadline {deadline}"),
    N_("time does not run backwards: an act counts at the latest time that was seen before it"),
    N_("An officer looks at the clock, and can admit the act, with evidence."),
)
STRANGER: Final = FaultKind(
    "standards.silence_stranger",
    N_("{party} is not among the addressees"),
    N_("only parties whose silence is asked for break it"),
    N_("Correct the name of the party."),
)
OTHER_TEXT: Final = FaultKind(
    "standards.silence_other_text",
    N_("the act is about a text that is not under silence now"),
    N_("an act counts for the text whose SHA-256 it names; with one byte changed it is another"),
    N_("Read the text that is under silence now, and act on that."),
)
SAME_TEXT: Final = FaultKind(
    "standards.silence_same_text",
    N_("the new text is missing, or it is the one that is under silence"),
    N_("a text is superseded or corrected by another one"),
    N_("Give the SHA-256 of the new text; a longer period for the same text is an extension."),
)
NO_REASON: Final = FaultKind(
    "standards.silence_reason",
    N_("{party} breaks silence without a reason"),
    N_("the rule asks for a reason"),
    N_("Give one in a sentence."),
)
NOT_TAKEN_BACK: Final = FaultKind(
    "standards.silence_taken_back",
    N_("{party} would take back what it did not do, or what the rule leaves standing"),
    N_("a break is taken back before the deadline by whoever made it, if the rule allows it"),
    N_("Agree on a new text, and put that under silence."),
)
NOT_IN_CHARGE: Final = FaultKind(
    "standards.silence_officer",
    N_("“{act}” was signed by “{by}”"),
    N_("whoever chairs corrects a text; that person and the officers named do the rest"),
    N_("Let somebody sign it who may."),
)
NO_DOWNTIME: Final = FaultKind(
    "standards.silence_downtime",
    N_("the downtime has no beginning, no end, or has not ended yet"),
    N_("a downtime is put on record when it is over"),
    N_("Give its beginning and its end."),
)
NO_GROUND: Final = FaultKind(
    "standards.silence_no_ground",
    N_("that {party} tried in time is not on record, without evidence, or admitted already"),
    N_("a break is admitted late if it was tried in time in a recorded downtime, or was held"),
    N_("Put the downtime on record first, or name the act that was held, with the evidence."),
)
NUMBER_TWICE: Final = FaultKind(
    "standards.silence_number",
    N_("there is an act with the number “{number}” already"),
    N_("each act has a number of its own"),
    N_("Give it another number; an act that was received twice counts once."),
)

HELD: Final = frozenset(
    {"standards.silence_clock", "standards.act_unconfirmed", "standards.same_officer"}
)
"""Why a break that was received in time is held until an officer admits it or nobody does."""

CHAIRED: Final = ("extend", "corrigendum", "supersede", "withdraw", "downtime", "admit_late")
OF_PARTIES: Final = ("break", "withdraw_break", "statement")
TIMED: Final = (*NOTICES, "break", "withdraw_break", "extend", "corrigendum")
SHA256: Final = 64

Check = Callable[[Silence, SilenceAct, datetime], Fault | None]


def objection_to(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    """Return what forbids ``act``, which counts at the time ``now``, or None."""
    place = _place(act)
    if act.number and act.number in silence.numbers:
        return NUMBER_TWICE.at(place, number=act.number)
    belongs = (act.kind == "open") is not bool(silence.rounds) and act.kind in SILENCE_ACTS
    if not belongs or silence.ended:
        return NOT_OPEN.at(place, act=act.kind, state=silence.state(now))
    if act.kind == "open":
        return _opening(silence, act, now)
    checks: tuple[Check, ...] = (_who, _when, _what)
    return next((fault for each in checks if (fault := each(silence, act, now))), None)


def _opening(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    parties = [party_key(each.party) for each in act.addressees]
    sound = _is_digest(act.text) and act.chair and act.rule == silence.terms.name
    if not sound or not parties or len(set(parties)) < len(parties) or "" in parties:
        return WRONG_OPENING.at(_place(act))
    return _period(act, silence.terms.hours, now)


def _period(act: SilenceAct, hours: int, now: datetime) -> Fault | None:
    if act.deadline is None or act.deadline - now < timedelta(hours=hours):
        return TOO_SHORT.at(_place(act), hours=hours)
    return None


def _who(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    """Return what is wrong with who acts, and how that is known."""
    named = act.kind in (*OF_PARTIES, *NOTICES, "admit_late")
    if named and act.party not in {each.party for each in silence.addressees}:
        return STRANGER.at(_place(act), party=act.party)
    if act.kind in OF_PARTIES:
        return credentials_fault(act, now, _place(act))
    opening = silence.opening
    if act.kind not in CHAIRED or opening is None:
        return None
    may = (opening.chair,) if act.kind == "corrigendum" else (opening.chair, *opening.staff)
    if not any(same_name(act.by, each) for each in may):
        return NOT_IN_CHARGE.at(_place(act), act=act.kind, by=act.by)
    return None


def _when(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    """Return what is wrong with the time of an act that has one."""
    part, closes = silence.now, silence.terms.closes
    if act.kind == "close" and (part.closed or part.is_in_time(now, closes)):
        return TOO_EARLY.at(_place(act), at=_said(now), deadline=_said(part.deadline))
    if part.is_in_time(now, closes):
        return None
    if act.kind in TIMED or (act.kind in ("supersede", "withdraw") and not part.standing):
        kind = CLOCK if now > act.at and is_in_time(act.at, part.deadline, closes) else TOO_LATE
        told = {"at": _said(act.at), "deadline": _said(part.deadline)}
        return kind.at(_place(act), act=act.kind, **told)
    return None


def _what(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    """Return what is wrong with the content of an act."""
    check = CONTENT.get(act.kind)
    return None if check is None else check(silence, act, now)


def _break(silence: Silence, act: SilenceAct, _now: datetime) -> Fault | None:
    if silence.terms.reason_needed and not act.reason.strip():
        return NO_REASON.at(_place(act), party=act.party)
    return _text(silence, act, _now)


def _text(silence: Silence, act: SilenceAct, _now: datetime) -> Fault | None:
    if act.text and act.text not in silence.now.texts:
        return OTHER_TEXT.at(_place(act))
    return None


def _taken_back(silence: Silence, act: SilenceAct, _now: datetime) -> Fault | None:
    own = [each for each in silence.now.breaks if each.party == act.party]
    meant = [each for each in own if act.about in ("", each.number)]
    if not silence.terms.breaks_withdrawn or not meant:
        return NOT_TAKEN_BACK.at(_place(act), party=act.party)
    return None


def _extend(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    old = silence.now.deadline
    if silence.now.standing and not silence.terms.breaks_withdrawn:
        return NOT_OPEN.at(_place(act), act=act.kind, state=silence.state(now))
    if act.deadline is None or act.deadline <= old:
        new = _said(act.deadline) if act.deadline else "–"
        return SHORTENED.at(_place(act), new=new, old=_said(old))
    return None


def _other_text(silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    if not _is_digest(act.text) or act.text in silence.now.texts:
        return SAME_TEXT.at(_place(act))
    if act.kind == "supersede" and act.deadline is not None:
        return _period(act, silence.terms.hours_of_changed, now)
    return None


def _downtime(_silence: Silence, act: SilenceAct, now: datetime) -> Fault | None:
    if act.start is None or act.end is None or not act.start < act.end <= now:
        return NO_DOWNTIME.at(_place(act))
    return None


def _admitted(silence: Silence, act: SilenceAct, _now: datetime) -> Fault | None:
    grounded = _was_held(silence, act) or _was_down(silence, act)
    if not grounded or not act.evidence.strip():
        return NO_GROUND.at(_place(act), party=act.party)
    return None


def _was_held(silence: Silence, act: SilenceAct) -> bool:
    """Tell whether the act names a break of the party that was received in time, and held."""
    return any(
        kept.act.number == act.about and kept.act.party == act.party and is_held(silence, kept)
        for kept in silence.refused
        if act.about
    )


def is_held(silence: Silence, kept: KeptAct) -> bool:
    """Tell whether a refused break came in in time, and waits for an officer to admit it."""
    part = silence.now
    in_time = is_in_time(kept.act.at, part.deadline, silence.terms.closes)
    of_this = kept.act.at >= part.opened and kept.act.text in ("", *part.texts)
    admitted = any(each.about == kept.act.number != "" for each in part.late)
    held = kept.act.kind == "break" and kept.fault.code in HELD
    return held and in_time and of_this and not admitted


def _was_down(silence: Silence, act: SilenceAct) -> bool:
    """Tell whether the party tried in time, and the server was down at that time."""
    part, tried = silence.now, act.attempted
    if tried is None or not is_in_time(tried, part.deadline, silence.terms.closes):
        return False
    spans = [(each.start, each.end) for each in part.downtimes]
    return tried >= part.opened and any(a and b and a <= tried <= b for a, b in spans)


def _is_digest(text: str) -> bool:
    return len(text) == SHA256 and not set(text) - set("0123456789abcdef")


def _place(act: SilenceAct) -> Place:
    return Place("acts", act.line or None)


def _said(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


CONTENT: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "break": _break,
        "statement": _text,
        "opened": _text,
        "acknowledged": _text,
        "withdraw_break": _taken_back,
        "extend": _extend,
        "corrigendum": _other_text,
        "supersede": _other_text,
        "downtime": _downtime,
        "admit_late": _admitted,
    }
)
