"""From ballots, roll and weights to tallies: who counts, and what became of the rest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.ballots import Ballot
from comity.standards.parties import party_key
from comity.standards.roll import Roll, RollLine
from comity.standards.rules import SEAT, Rule
from comity.standards.tally import ALL_MEMBERS, Tally
from comity.standards.weights import Weights

__all__ = ["NOBODY", "Aside", "Counted", "counted"]

NOBODY: Final = FaultKind(
    "standards.roll_empty",
    N_("nobody on the roll may vote (day: {day})"),
    N_("somebody is entitled to vote"),
    N_("Give the day of the decision with --at, or take the roll of that day."),
)

NOT_ENTITLED: Final = ("not_on_roll", "suspended", "observer", "left", "member")
Held: TypeAlias = Mapping[str, RollLine] | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A ballot that is kept outside all counts, and why."""

    ballot: Ballot
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The ballots that count, those that do not, and who is entitled, for one rule and day."""

    counting: Mapping[str, Ballot]
    refused: tuple[Aside, ...]
    noted: tuple[Aside, ...]
    entitled: Mapping[str, RollLine] | None
    weights: Mapping[str, Mapping[str, int]]

    @property
    def not_entitled(self) -> int:
        """Return how many ballots came from parties that may not vote."""
        return sum(1 for each in self.refused if each.reason in NOT_ENTITLED)

    def tally(self, measure: str, members: str | None) -> Tally | None:
        """Return what was counted by ``measure`` in a set of the roll; None if not known."""
        entitled = self.entitled
        if members is not ALL_MEMBERS and not self._has_set(members):
            return None
        weights = self.weights.get(measure)
        if measure != SEAT and weights is None:
            return None
        sums: Counter[str] = Counter()
        for key, ballot in self.counting.items():
            if members is ALL_MEMBERS or (entitled and members in entitled[key].sets):
                weight = 1 if weights is None else weights[key]
                sums[ballot.vote] += weight
                if ballot.vote == "N" and not ballot.disposition:
                    sums["open"] += weight
        if entitled is None:
            aside = sum(1 for each in self.noted if each.reason == "no_reason")
            return Tally(**sums, set_aside=aside)
        silent = self._silent(entitled, members, weights)
        return Tally(**sums, **silent)

    def sets_of(self, division: str) -> tuple[str, ...] | None:
        """Return the sets of a division among those entitled, or None without any."""
        named = {
            name
            for each in (self.entitled or {}).values()
            for name in each.sets
            if name.startswith(f"{division}/")
        }
        return tuple(sorted(named)) or None

    def _has_set(self, members: str | None) -> bool:
        return self.entitled is not None and any(
            members in each.sets for each in self.entitled.values()
        )

    def _silent(
        self,
        entitled: Mapping[str, RollLine],
        members: str | None,
        weights: Mapping[str, int] | None,
    ) -> dict[str, int]:
        """Return the weight of those whose ballot is set aside, and of those who gave none."""
        aside = {party_key(one.ballot.party) for one in self.noted if one.reason == "no_reason"}
        sums = {"set_aside": 0, "absent": 0}
        for key, line in entitled.items():
            if key in self.counting or (members is not ALL_MEMBERS and members not in line.sets):
                continue
            sums["set_aside" if key in aside else "absent"] += (
                1 if weights is None else weights[key]
            )
        return sums


def counted(
    rule: Rule, ballots: tuple[Ballot, ...], roll: Roll, weights: Weights, day: date | None
) -> Counted:
    """Return what counts under ``rule`` on ``day``.

    A roll without lines is no roll: then everybody who voted is taken to be entitled, and how many
    members there are is not known. Raises ``RefusedError`` where nobody is entitled or
    somebody has no weight.
    """
    held = roll.on(day) if roll.lines else None
    proxies = _Proxies.among(ballots)
    counting: dict[str, Ballot] = {}
    refused, noted = [], []
    for ballot in ballots:
        key = party_key(ballot.party)
        barred = _barred(rule, ballot, held) or proxies.void(rule, ballot, held)
        if barred:
            refused.append(Aside(ballot, barred))
        elif left_out := _left_out(rule, ballot):
            noted.append(Aside(ballot, left_out))
        else:
            counting[key] = ballot
    entitled = None
    if held is not None:
        entitled = {key: line for key, line in held.items() if line.status in rule.entitled}
        if not entitled:
            raise refuse(NOBODY.at(Place(roll.name), day=day or "–"))
    weighing = [each.party for each in (entitled or counting).values()]
    by_measure = {
        measure: weights.on(day, weighing, measure)
        for measure in rule.measures
        if weights.lines and measure in weights.measures
    }
    return Counted(counting, tuple(refused), tuple(noted), entitled, by_measure)


@dataclass(frozen=True, slots=True)
class _Proxies:
    """Who voted in person, and how many others each proxy voted for."""

    own: frozenset[str]
    represented: frozenset[str]
    cast_by: Mapping[str, int]

    @classmethod
    def among(cls, ballots: tuple[Ballot, ...]) -> "_Proxies":
        """Return what the ballots say of proxies, whatever their order."""
        given = [each for each in ballots if each.by and not each.repeated]
        return cls(
            frozenset(party_key(each.party) for each in ballots if not each.by),
            frozenset(party_key(each.party) for each in given),
            Counter(party_key(each.by) for each in given),
        )

    def void(self, rule: Rule, ballot: Ballot, held: Held) -> str:
        """Return why a ballot cast by a proxy is a refused attempt, or nothing.

        Of more proxies than a rule allows none counts: nothing says which was the first.
        """
        if not ballot.by:
            return ""
        holder = party_key(ballot.by)
        if not rule.proxies:
            return "no_proxies"
        if party_key(ballot.party) in self.own:
            return "voted_in_person"
        if held is not None and (holder not in held or held[holder].status not in rule.entitled):
            return "proxy_not_entitled"
        if holder in self.represented:
            return "proxy_chain"
        return "too_many_proxies" if self.cast_by[holder] > rule.proxies else ""


def _barred(rule: Rule, ballot: Ballot, held: Held) -> str:
    """Return why a ballot is a refused attempt, or nothing."""
    if held is not None:
        line = held.get(party_key(ballot.party))
        if line is None:
            return "not_on_roll"
        if line.status not in rule.entitled:
            return line.status
    return "repeated" if ballot.repeated else ""


def _left_out(rule: Rule, ballot: Ballot) -> str:
    """Return why a ballot of an entitled party is noted and not counted, or nothing."""
    if rule.in_the_room and not ballot.present:
        return "not_in_the_room"
    return "no_reason" if ballot.vote in rule.reasoned and not ballot.reason else ""
