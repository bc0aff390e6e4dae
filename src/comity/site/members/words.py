"""Plain words for kinds of parties, their status, and how mandates stand."""

from typing import Final

from comity.fault import N_
from comity.render import Voice

__all__ = [
    "COLUMNS",
    "KINDS",
    "STATES",
    "STATUSES",
    "column_words",
    "kind_words",
    "state_words",
    "status_words",
]

KINDS: Final = {
    "state": N_("state"),
    "organisation": N_("organisation"),
    "observer": N_("observer"),
    "entity": N_("entity"),
    "person": N_("person"),
}
STATUSES: Final = {
    "proposed": N_("proposed"),
    "signed": N_("signed"),
    "ratified": N_("ratified"),
    "in_force": N_("in force"),
    "observer": N_("observer"),
    "objector": N_("objector"),
    "suspended": N_("suspended"),
    "withdrawn": N_("withdrawn"),
    "disputed": N_("disputed"),
}
STATES: Final = {
    "runs": N_("runs"),
    "begins": N_("has not begun"),
    "over": N_("is over"),
    "revoked": N_("was revoked"),
}
COLUMNS: Final = {
    "party": N_("Party"),
    "kind": N_("Kind"),
    "status": N_("Status"),
    "since": N_("Since"),
    "source": N_("Source"),
    "cap": N_("At most so many accounts"),
    "name": N_("Name of the person"),
    "role": N_("Role"),
    "until": N_("Last day"),
}


def kind_words(kind: str, speaker: Voice) -> str:
    """Return what kind of party it is."""
    return speaker.say(KINDS[kind]) if kind in KINDS else kind


def status_words(status: str, speaker: Voice) -> str:
    """Return what a party's status is."""
    return speaker.say(STATUSES[status]) if status in STATUSES else status


def state_words(state: str, speaker: Voice) -> str:
    """Return how a mandate stands."""
    return speaker.say(STATES[state]) if state in STATES else state


def column_words(column: str, speaker: Voice) -> str:
    """Return what a column of a list of members holds."""
    return speaker.say(COLUMNS[column])
