"""Roll calls to test with."""

from datetime import UTC, datetime, timedelta

from comity.standards.roll_call import roll_call_of
from comity.standards.roll_call_acts import Called, RollCallAct

CALLED = datetime(2026, 11, 27, 10, tzinfo=UTC)
PARTIES = ("Averissa", "Belquoria", "Cindovar", "Elbonne", "Thalum")
ROLL = (*(Called(party) for party in PARTIES), Called("Orvela", "suspended"))
ROOT = "5d" * 32


def act(kind, seconds=0, **more):
    return RollCallAct(kind, CALLED + timedelta(seconds=seconds), **more)


def call(**more):
    return act("call", **{"question": "Draft A/1", "roll": ROLL, "root": ROOT, **more})


def ballot(party, vote, seconds=1, **more):
    return act("ballot", seconds, party=party, vote=vote, **more)


def called(*acts, **more):
    """Return a roll call that is open, after some more acts."""
    return roll_call_of((call(**more), *acts))


def why(roll_call):
    """Return the codes of the faults of the refused acts, in order."""
    return [kept.fault.code.removeprefix("standards.") for kept in roll_call.refused]
