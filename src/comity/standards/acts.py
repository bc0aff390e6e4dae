"""Acts on an instrument, as its depositary receives them: a dated history that is only added to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["ACTS", "CONSENTS", "Act", "ActKind", "Standing", "as_corrected", "by_party"]

ActKind: TypeAlias = Literal[
    "signature",
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "succession",
    "provisional_application",
    "provisional_application_end",
    "declaration",
    "reservation",
    "reservation_withdrawal",
    "objection",
    "opposing_objection",
    "objection_withdrawal",
    "withdrawal",
    "territorial_application",
    "correction",
    "endorsement",
    "endorsement_withdrawal",
    "endorsement_denied",
    "endorsement_unknown",
    "stated_total",
]
ACTS: Final[tuple[ActKind, ...]] = get_args(ActKind)
CONSENTS: Final[tuple[ActKind, ...]] = (
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "succession",
)
"""The acts by which a party consents to be bound."""

NONE: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who did what, deposited on which ``day``, and where the register has it from.

    ``line`` is its place in the history. ``effect`` is the day of effect where it is another than
    follows from the rule. ``towards`` and ``about`` are the party and the number of the act that an
    objection or a withdrawal is about; ``corrects`` and ``corrected`` belong to a correction.
    """

    party: str
    kind: ActKind
    day: date
    line: int = 0
    effect: date | None = None
    number: str = ""
    towards: str = ""
    about: str = ""
    notified: date | None = None
    corrects: str = ""
    corrected: date | None = None
    entered: date | None = None
    territory: str = ""
    text: str = ""
    evidence: str = ""
    source: str = ""
    total: int | None = None
    measures: Mapping[str, int] = field(default_factory=lambda: NONE, hash=False)

    @property
    def from_day(self) -> date:
        """Return the day from which it counts: a withdrawal's own day of effect, else deposit."""
        return self.effect or self.day if self.kind == "withdrawal" else self.day

    @property
    def known(self) -> date:
        """Return the day on which the depositary told the parties of it, or its own day."""
        return self.notified or self.day


@dataclass(frozen=True, slots=True)
class Standing:
    """A party's consent from the day ``since``, and until it was withdrawn, if it was."""

    consent: Act
    since: date
    withdrawal: Act | None = None

    @property
    def until(self) -> date | None:
        """Return the day from which it no longer stands, if any."""
        return self.withdrawal.from_day if self.withdrawal else None

    def holds(self, day: date) -> bool:
        """Tell whether the consent stands on ``day``."""
        return self.since <= day and (self.until is None or day < self.until)


def as_corrected(acts: Iterable[Act], at: date) -> list[Act]:
    """Return the acts deposited by the day ``at``, each with what was corrected by that day.

    A correction works from the beginning: the act has the right day from the start.
    """
    known = [act for act in acts if act.day <= at]
    right = {act.corrects: act for act in known if act.kind == "correction" and act.corrects}
    if not right:
        return known
    return [_mended(act, right.get(act.number)) for act in known]


def by_party(acts: Iterable[Act]) -> dict[str, list[Act]]:
    """Return each party's acts by the day they count from.

    A withdrawal and a new consent of one day follow each other, whichever was entered first.
    """
    found: dict[str, list[Act]] = {}
    for act in acts:
        found.setdefault(act.party, []).append(act)
    for own in found.values():
        if len(own) > 1:
            own.sort(key=_order)
    return found


def _order(act: Act) -> tuple[date, bool]:
    if act.kind == "withdrawal":
        return act.effect or act.day, False
    return act.day, True


def _mended(act: Act, by: Act | None) -> Act:
    if by is None or not act.number or act.kind == "correction":
        return act
    return replace(act, day=by.corrected or act.day, effect=by.effect or act.effect)
