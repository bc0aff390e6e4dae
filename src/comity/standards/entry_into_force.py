"""Entry into force, computed from the history of acts by sweeping consents in order of date.

Never from who is a party today: a party that left and came back has its first consent counted on
the day of the first. All arithmetic is of whole numbers; a share is compared by multiplying across.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comity.standards.acts import Act, Standing
from comity.standards.entry_into_force_rule import (
    Branch,
    Count,
    EntryRule,
    Measure,
    Named,
    Sets,
)

__all__ = ["Condition", "Entry", "conditions_of", "consents_of", "entry_into_force"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one day: what it needs, what was there, and who is lacking if it names."""

    of: str
    set: str
    base: int
    required: int
    had: int
    lacking: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether it held."""
        return self.had >= self.required


@dataclass(frozen=True, slots=True)
class Entry:
    """When the conditions of the branch ``branch`` (from 0) were met, and the entry into force.

    ``acts`` are the counted consents of the day ``trigger``; none where only time had to pass.
    """

    branch: int
    trigger: date
    in_force: date
    acts: tuple[Act, ...]
    ended: date | None = None


def consents_of(history: Sequence[Act], rule: EntryRule) -> tuple[Standing, ...]:
    """Return the consents of one party, whose acts are in order; each till it was withdrawn."""
    found: list[Standing] = []
    for act in history:
        open_ended = bool(found) and found[-1].withdrawal is None
        if act.kind in rule.consents and not open_ended:
            found.append(Standing(act, act.day))
        elif act.kind == "withdrawal" and open_ended:
            found[-1] = Standing(found[-1].consent, found[-1].since, act)
    return tuple(found)


def entry_into_force(
    rule: EntryRule, consents: Mapping[str, Sequence[Standing]], at: date
) -> Entry | None:
    """Return the entry into force that is settled by the day ``at``, or None.

    ``consents`` are those of each party. A trigger of a later day is none; the day of entry into
    force may be later. Where conditions fail again before that day they have to be met anew.
    """
    steps = _steps(rule, consents)
    found = [
        entry
        for place, branch in enumerate(rule.branches)
        for entry in [_sweep(rule, place, branch, steps, at)]
        if entry is not None
    ]
    return min(found, key=lambda one: (one.in_force, one.branch), default=None)


def conditions_of(
    rule: EntryRule, consents: Mapping[str, Sequence[Standing]], at: date
) -> tuple[tuple[Condition, ...], ...]:
    """Return the conditions of each branch as they stand on the day ``at``."""
    tallies = [[_Tally(rule, one) for one in branch.conditions] for branch in rule.branches]
    for party, own in consents.items():
        for one in own:
            if one.holds(at):
                for tally in (each for branch in tallies for each in branch):
                    tally.touch(party, one.consent, at)
    return tuple(tuple(tally.test(at) for tally in branch) for branch in tallies)


class _Tally:
    """What one condition had so far, kept up while consents come and go."""

    def __init__(self, rule: EntryRule, condition: Count | Measure | Named) -> None:
        self._rule = rule
        self._condition = condition
        self._share: dict[str, int] = {}
        self._had = 0

    def touch(self, party: str, consent: Act | None, day: date) -> None:
        """Take up that ``party`` stands with ``consent`` on ``day``, or not."""
        now = 0 if consent is None else self._worth(party, consent, day)
        self._had += now - self._share.get(party, 0)
        self._share[party] = now

    def holds(self, day: date) -> bool:
        """Tell whether the condition holds on ``day``."""
        return self._had >= self._required(day)

    def test(self, day: date) -> Condition:
        """Return the condition with its two sides."""
        one = self._condition
        lacking: tuple[str, ...] = ()
        if isinstance(one, Named):
            lacking = tuple(
                party for party in self._rule.sets.on(one.set, day) if not self._share.get(party)
            )
        of = one.measure if isinstance(one, Measure) else "parties"
        return Condition(of, one.set, self._base(day), self._required(day), self._had, lacking)

    def _worth(self, party: str, consent: Act, day: date) -> int:
        one, rule = self._condition, self._rule
        group = rule.groups.get(party)
        if consent.kind not in rule.counted or not rule.sets.has(one.set, party, day):
            return 0
        if isinstance(one, Measure):
            return 0 if group else consent.measures[one.measure]
        return 0 if group and not group.counted else 1

    def _base(self, day: date) -> int:
        one = self._condition
        if isinstance(one, Measure):
            return one.of
        if isinstance(one, Named) or one.or_share:
            return len(self._rule.sets.on(one.set, day))
        return one.at_least

    def _required(self, day: date) -> int:
        one = self._condition
        if isinstance(one, Measure):
            return _share_of(one.at_least, one.of)
        if isinstance(one, Named):
            return max(1, self._base(day))
        if one.or_share:
            return min(one.at_least, max(1, _share_of(one.or_share, self._base(day))))
        return one.at_least


@dataclass(frozen=True, slots=True)
class _Step:
    """A day on which something changes: who stands anew with which consent, or no longer."""

    day: date
    changes: tuple[tuple[str, Act | None], ...]


def _steps(rule: EntryRule, consents: Mapping[str, Sequence[Standing]]) -> list[_Step]:
    changes: dict[date, dict[str, Act | None]] = {}
    for party, own in consents.items():
        for one in own:
            # A withdrawal and a new consent of one day: the consent is what stands after it.
            changes.setdefault(one.since, {})[party] = one.consent
            if one.until is not None:
                changes.setdefault(one.until, {}).setdefault(party, None)
    for day in _other_turns(rule):
        changes.setdefault(day, {})
    return [_Step(day, tuple(changes[day].items())) for day in sorted(changes)]


def _other_turns(rule: EntryRule) -> Iterable[date]:
    froms = (branch.conditions_from for branch in rule.branches)
    return {*rule.sets.turns(), *(day for day in froms if day is not None)}


class _Sweep:
    """One branch while its days go by."""

    def __init__(self, rule: EntryRule, branch: Branch) -> None:
        self._branch = branch
        self._dated = _dated_parties(rule.sets)
        self._stands: dict[str, Act | None] = {}
        self._tallies = [_Tally(rule, one) for one in branch.conditions]

    def step(self, step: _Step) -> bool:
        """Take up what changed and tell whether the conditions hold."""
        self._stands.update(step.changes)
        touched = dict(step.changes)
        touched |= {party: self._stands.get(party) for party in self._dated.get(step.day, ())}
        for party, consent in touched.items():
            for tally in self._tallies:
                tally.touch(party, consent, step.day)
        begins = self._branch.conditions_from
        if begins is not None and step.day < begins:
            return False
        return all(tally.holds(step.day) for tally in self._tallies)


def _sweep(
    rule: EntryRule, place: int, branch: Branch, steps: Sequence[_Step], at: date
) -> Entry | None:
    sweep, entry = _Sweep(rule, branch), None
    for step in steps:
        holds = sweep.step(step)
        if entry is None:
            if step.day > at:
                return None
            entry = _met(rule, place, branch, step) if holds else None
        elif not holds and step.day < entry.in_force:
            entry = None
        elif not holds and rule.ends_below:
            return _ended(entry, step.day)
    return entry


def _met(rule: EntryRule, place: int, branch: Branch, step: _Step) -> Entry:
    in_force = branch.delay.after(step.day)
    if branch.not_before is not None:
        in_force = max(in_force, branch.not_before)
    acts = (act for _, act in step.changes if act is not None and act.kind in rule.counted)
    return Entry(place, step.day, in_force, tuple(sorted(acts, key=lambda act: act.party)))


def _ended(entry: Entry, day: date) -> Entry:
    return Entry(entry.branch, entry.trigger, entry.in_force, entry.acts, day)


def _dated_parties(sets: Sets) -> dict[date, set[str]]:
    found: dict[date, set[str]] = {}
    for own in sets.members.values():
        for party, spans in own.items():
            for day in (day for one in spans for day in (one.since, one.until)):
                if day is not None:
                    found.setdefault(day, set()).add(party)
    return found


def _share_of(share: tuple[int, int], base: int) -> int:
    """Return the least whole number x with q·x ≥ p·base."""
    numerator, denominator = share
    return -(-numerator * base // denominator)
