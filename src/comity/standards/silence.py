"""The silence procedure as a pure fold: acts in the order of the log, one after the other.

Whoever folds the same acts again, after a restart or years later, gets the same procedure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from comity.standards.silence_acts import NOTICES, SilenceAct
from comity.standards.silence_checks import objection_to
from comity.standards.silence_state import KeptAct, Round, Silence
from comity.standards.silence_terms import SilenceTerms

__all__ = ["after_act", "silence_of"]


def silence_of(terms: SilenceTerms, acts: Iterable[SilenceAct]) -> Silence:
    """Return the procedure under ``terms`` after ``acts``, given in the order of the log."""
    silence = Silence(terms)
    for act in acts:
        silence = after_act(silence, act)
    return silence


def after_act(silence: Silence, act: SilenceAct) -> Silence:
    """Return the procedure after one more act; an act that is refused is kept with the reason.

    An act counts at the latest time of receipt that was seen so far: a clock that is set back
    brings no act back into time.
    """
    now = act.at if silence.clock is None else max(silence.clock, act.at)
    fault = objection_to(silence, act, now)
    stepped = silence.stepped if now == act.at else (*silence.stepped, act)
    if fault is None:
        silence = MOVES[act.kind](silence, act, now)
    else:
        silence = replace(silence, refused=(*silence.refused, KeptAct(act, fault)))
    numbers = silence.numbers | {act.number} if act.number else silence.numbers
    return replace(silence, clock=now, stepped=stepped, numbers=numbers)


def _open(silence: Silence, act: SilenceAct, now: datetime) -> Silence:
    return replace(silence, opening=act, rounds=(_round(act, now),))


def _round(act: SilenceAct, now: datetime) -> Round:
    assert act.deadline is not None  # noqa: S101 - checked before
    return Round(
        texts=(act.text,),
        opened=now,
        first_deadline=act.deadline,
        set_deadline=act.deadline,
        deadline=act.deadline,
        changed=now,
    )


def _notice(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    return _last(silence, silence.now.with_notice(act))


def _break(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    return _changed(silence, breaks=(*silence.now.breaks, act))


def _withdraw_break(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    part = silence.now
    meant = [
        each for each in part.breaks if each.party == act.party and act.about in ("", each.number)
    ]
    left = tuple(each for each in part.breaks if each not in meant)
    return _changed(silence, breaks=left, taken_back=(*part.taken_back, *meant))


def _statement(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    return replace(silence, statements=(*silence.statements, act))


def _extend(silence: Silence, act: SilenceAct, now: datetime) -> Silence:
    granted = len(silence.now.downtimes)
    return _changed(
        silence, deadline=act.deadline, set_deadline=act.deadline, changed=now, granted=granted
    )


def _corrigendum(silence: Silence, act: SilenceAct, now: datetime) -> Silence:
    return _changed(silence, texts=(*silence.now.texts, act.text), changed=now)


def _supersede(silence: Silence, act: SilenceAct, now: datetime) -> Silence:
    silence = _changed(silence, ended="superseded")
    if act.deadline is None:
        return replace(silence, ended="superseded")
    return replace(silence, rounds=(*silence.rounds, _round(act, now)))


def _withdraw(silence: Silence, _act: SilenceAct, _now: datetime) -> Silence:
    return replace(_changed(silence, ended="withdrawn"), ended="withdrawn")


def _downtime(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    return _last(silence, silence.now.with_downtime(act, silence.terms.downtime))


def _close(silence: Silence, _act: SilenceAct, now: datetime) -> Silence:
    return _changed(silence, closed=now)


def _admit_late(silence: Silence, act: SilenceAct, _now: datetime) -> Silence:
    return _changed(silence, late=(*silence.now.late, act))


def _changed(silence: Silence, **members: Any) -> Silence:
    return _last(silence, replace(silence.now, **members))


def _last(silence: Silence, part: Round) -> Silence:
    return replace(silence, rounds=(*silence.rounds[:-1], part))


MOVES: Final[Mapping[str, Callable[[Silence, SilenceAct, datetime], Silence]]] = MappingProxyType(
    {
        "open": _open,
        **dict.fromkeys(NOTICES, _notice),
        "break": _break,
        "withdraw_break": _withdraw_break,
        "statement": _statement,
        "extend": _extend,
        "corrigendum": _corrigendum,
        "supersede": _supersede,
        "withdraw": _withdraw,
        "downtime": _downtime,
        "close": _close,
        "admit_late": _admit_late,
    }
)
