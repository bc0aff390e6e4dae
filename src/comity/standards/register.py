"""Where an instrument stands on a day: in force or not, by which act, and each party's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from comity.standards.acts import Act, Standing, as_corrected, by_party
from comity.standards.entry_into_force import (
    Condition,
    Entry,
    conditions_of,
    consents_of,
    entry_into_force,
)
from comity.standards.entry_into_force_rule import EntryRule

__all__ = ["PartyStanding", "PartyState", "Register", "register"]

PartyState: TypeAlias = Literal[
    "in_force", "consented", "provisional", "signed", "withdrawn", "endorsed", "none"
]


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """What an instrument is to one party on a day.

    ``effect`` is the day from which it binds the party, as far as that is settled; ``until`` the
    day from which it no longer does. ``consented``: in force for others, or not yet for it.
    """

    party: str
    state: PartyState
    signed: date | None = None
    consent: Act | None = None
    effect: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """An instrument on the day ``at``: the rule, its entry into force, and every party.

    ``conditions`` are those of each branch on the day ``conditions_at``: that of the trigger, or
    ``at`` while there is none.
    """

    rule: EntryRule
    at: date
    entry: Entry | None
    conditions_at: date
    conditions: tuple[tuple[Condition, ...], ...]
    consents: Mapping[str, tuple[Standing, ...]]
    parties: Mapping[str, PartyStanding]
    acts: tuple[Act, ...]

    @property
    def is_in_force(self) -> bool:
        """Tell whether the instrument is in force on the day."""
        if self.entry is None or self.at < self.entry.in_force:
            return False
        return self.entry.ended is None or self.at < self.entry.ended

    @property
    def missing(self) -> tuple[tuple[int, Condition], ...]:
        """Return the conditions not met, with their branches from 0; none once they were met."""
        if self.entry is not None:
            return ()
        branches = enumerate(self.conditions)
        return tuple((place, one) for place, own in branches for one in own if not one.passed)


def register(rule: EntryRule, acts: Sequence[Act], at: date) -> Register:
    """Return the instrument of ``rule`` on the day ``at``, as it follows from its ``acts``.

    Acts deposited after that day are as if they were not there.
    """
    known = as_corrected(acts, at)
    histories = by_party(known)
    consents = {party: consents_of(own, rule) for party, own in histories.items()}
    entry = entry_into_force(rule, consents, at)
    looked_at = entry.trigger if entry else at
    return Register(
        rule,
        at,
        entry,
        looked_at,
        conditions_of(rule, consents, looked_at),
        consents,
        {
            party: _standing(party, histories[party], consents[party], (rule, entry, at))
            for party in sorted(histories)
        },
        tuple(known),
    )


def _standing(
    party: str,
    history: Sequence[Act],
    consents: Sequence[Standing],
    instrument: tuple[EntryRule, Entry | None, date],
) -> PartyStanding:
    rule, entry, at = instrument
    signed = next((act.day for act in history if act.kind == "signature"), None)
    last = consents[-1] if consents else None
    if last is None:
        return PartyStanding(party, _state_without(history, signed, at), signed)
    effect = _effect(last.consent, rule, entry)
    if not last.holds(at):
        return PartyStanding(party, "withdrawn", signed, last.consent, effect, last.until)
    ended = entry is not None and entry.ended is not None and entry.ended <= at
    binds = effect is not None and effect <= at and not ended
    state: PartyState = "in_force" if binds else "consented"
    if not binds and _state_without(history, signed, at) == "provisional":
        state = "provisional"
    return PartyStanding(party, state, signed, last.consent, effect, last.until)


def _effect(consent: Act, rule: EntryRule, entry: Entry | None) -> date | None:
    """Return the day from which ``consent`` binds: never before the instrument is in force."""
    if entry is None:
        return None
    if consent.effect is not None:
        return max(consent.effect, entry.in_force)
    if consent.day <= entry.trigger:
        return entry.in_force
    return (
        None if rule.per_party is None else max(entry.in_force, rule.per_party.after(consent.day))
    )


def _state_without(history: Sequence[Act], signed: date | None, at: date) -> PartyState:
    """Return the state of a party that has not consented."""
    state: PartyState = "signed" if signed else "none"
    for act in history:
        if act.kind == "provisional_application" and (act.effect or act.day) <= at:
            state = "provisional"
        elif act.kind == "provisional_application_end" and (act.effect or act.day) <= at:
            state = "signed" if signed else "none"
        elif act.kind == "endorsement":
            state = "endorsed"
        elif act.kind == "endorsement_withdrawal":
            state = "withdrawn"
    return state
