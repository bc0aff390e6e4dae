"""Silence procedures to test with: opened on 30 October 2026, for 72 hours."""

from datetime import UTC, datetime, timedelta

from comity.standards.roll_call_channel import Officer
from comity.standards.silence import silence_of
from comity.standards.silence_acts import Addressee, SilenceAct
from comity.standards.silence_terms import Floor, SilenceTerms

OPENED = datetime(2026, 10, 30, 21, tzinfo=UTC)
DEADLINE = OPENED + timedelta(hours=72)
TEXT, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64
PARTIES = ("Averissa", "Belquoria", "Cindovar", "Elbonne")
TERMS = SilenceTerms("silence-procedure", 1, "0" * 64, 72)
LENIENT = SilenceTerms("silence-procedure", 1, "0" * 64, 72, breaks_withdrawn=True)
FLOOR = SilenceTerms("silence-procedure", 1, "0" * 64, 72, floor=Floor(1, 2))
TWO = (Officer("Ana Ruiz", "Averissa"), Officer("Ben Oyelaran", "Belquoria"))


def act(kind, seconds=0, **more):
    """Return an act received so many seconds after the opening; the chair signs the chair's."""
    chaired = kind in ("extend", "corrigendum", "supersede", "withdraw", "downtime", "admit_late")
    by = {"by": "Chair"} if chaired else {}
    return SilenceAct(kind, OPENED + timedelta(seconds=seconds), **{**by, **more})


def opening(**more):
    told = {
        "text": TEXT,
        "deadline": DEADLINE,
        "rule": "silence-procedure/1",
        "chair": "Chair",
        "staff": ("Officer",),
        "addressees": tuple(Addressee(party, "north") for party in PARTIES),
    }
    return act("open", **{**told, **more})


def opened(*acts, terms=TERMS, **more):
    """Return a procedure that is open, after some more acts."""
    return silence_of(terms, (opening(**more), *acts))


def after(hours, seconds=0):
    """Return the instant so long after the opening."""
    return OPENED + timedelta(hours=hours, seconds=seconds)


def why(silence):
    """Return the codes of the faults of the refused acts, in order."""
    return [kept.fault.code.removeprefix("standards.") for kept in silence.refused]
