"""What is wrong with a history of acts as a whole: order, doubles, and acts without a ground."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from comity.documents import FaultList
from comity.fault import N_, FaultKind, Place
from comity.standards.acts import CONSENTS, Act, by_party

__all__ = ["find_disorder"]

STATED: Final = ("endorsement", "endorsement_denied", "endorsement_unknown", "stated_total")
"""What a source says, which another source may say as well."""
ONCE: Final = ("signature", *STATED)
OBJECTIONS: Final = ("objection", "opposing_objection")
ABOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "objection": ("reservation",),
    "opposing_objection": ("reservation",),
    "reservation_withdrawal": ("reservation",),
    "objection_withdrawal": OBJECTIONS,
}
"""Acts that are about another one, and the kinds that this may be of."""

BACKDATED: Final = FaultKind(
    "standards.act_backdated",
    N_("the act of {party} is dated {day}, after one of {before} was entered"),
    N_("acts are entered in order of deposit, and none is put in between later"),
    N_("Add the column entered with the day of entry where acts became known late."),
)
ENTERED_EARLY: Final = FaultKind(
    "standards.act_entered",
    N_("the act of {party} of {day} was entered on {entered}"),
    N_("an act is entered on its day or later, and after the acts above it"),
    N_("Correct the day of deposit or the day of entry."),
)
TOO_EARLY: Final = FaultKind(
    "standards.act_too_early",
    N_("the act of {party} is dated {day}, and the instrument was opened on {opened}"),
    N_("nobody acts on an instrument before it is there"),
    N_("Correct the day, or choose the rule of the right instrument."),
)
EFFECT_EARLY: Final = FaultKind(
    "standards.act_effect",
    N_("the act of {party} of {day} has effect from {effect}"),
    N_("an act has effect on its day or later; a succession may have it earlier"),
    N_("Correct one of the two days."),
)
UNKNOWN_PARTY: Final = FaultKind(
    "standards.act_stranger",
    N_("{party} is not a known party"),
    N_("parties are those of the list of parties; an objection is towards one with acts"),
    N_("Correct the id, or add the party to the list."),
)
TWICE: Final = FaultKind(
    "standards.act_twice",
    N_("{party} has done this already: {act}, line {before}"),
    N_("an act is entered once; a party consents anew only after it has withdrawn"),
    N_("Remove the line, or enter a correction of the earlier one."),
)
WITHOUT_CONSENT: Final = FaultKind(
    "standards.act_withdrawal",
    N_("{party} withdraws, effective {day}, and had not consented by then"),
    N_("only who has consented to be bound can withdraw"),
    N_("Enter the consent first, or correct the days."),
)
NOTHING_MEANT: Final = FaultKind(
    "standards.act_about",
    N_("{act} of {party} is about “{about}”, and there is no such act before it"),
    N_("objections and withdrawals name the number of a reservation, corrections that of an act"),
    N_("Give that act a number, and name it."),
)
NUMBER_TWICE: Final = FaultKind(
    "standards.act_number_twice",
    N_("the number “{number}” stands on line {before} already"),
    N_("each act has a number of its own"),
    N_("Correct one of the two."),
)


def find_disorder(
    acts: Sequence[Act],
    place: Place,
    opened: date | None,
    parties: frozenset[str] | None,
    faults: FaultList,
) -> None:
    """Add every fault of the history ``acts`` as a whole, each at its line."""
    check = _Check(place.name, faults)
    check.order(acts)
    check.days(acts, opened)
    check.names(acts, parties)
    check.numbers(acts)
    check.doubles(acts)
    for own in by_party(acts).values():
        check.consents(own)


class _Check:
    """Goes through one history, once for each question."""

    def __init__(self, name: str, faults: FaultList) -> None:
        self._name = name
        self._faults = faults

    def order(self, acts: Sequence[Act]) -> None:
        """Find acts put before others that were entered earlier."""
        last = entered = date.min
        for act in (one for one in acts if one.kind not in STATED):
            if act.entered is None:
                if act.day < max(last, entered):
                    self._add(BACKDATED, act, before=max(last, entered))
                last = max(last, act.day)
                continue
            if act.entered < max(act.day, entered, last):
                self._add(ENTERED_EARLY, act, entered=act.entered)
            entered = max(entered, act.entered)

    def days(self, acts: Sequence[Act], opened: date | None) -> None:
        """Find days that cannot be."""
        for act in acts:
            if opened is not None and act.day < opened:
                self._add(TOO_EARLY, act, opened=opened)
            if act.effect is not None and act.effect < act.day and act.kind != "succession":
                self._add(EFFECT_EARLY, act, effect=act.effect)

    def names(self, acts: Sequence[Act], parties: frozenset[str] | None) -> None:
        """Find parties that nobody knows."""
        acting = {act.party for act in acts}
        for act in acts:
            if parties is not None and act.party not in parties and act.kind != "stated_total":
                self._add(UNKNOWN_PARTY, act)
            if act.towards and act.towards not in acting:
                self._add(UNKNOWN_PARTY, act, party=act.towards)

    def numbers(self, acts: Sequence[Act]) -> None:
        """Find numbers given twice, and acts about another that there is not."""
        seen: dict[str, Act] = {}
        for act in acts:
            if not _has_ground(act, seen):
                about = act.corrects if act.kind == "correction" else act.about
                self._add(NOTHING_MEANT, act, act=act.kind, about=about)
            if act.number in seen:
                self._add(NUMBER_TWICE, act, number=act.number, before=seen[act.number].line)
            elif act.number:
                seen[act.number] = act

    def doubles(self, acts: Sequence[Act]) -> None:
        """Find acts entered twice."""
        seen: dict[tuple[str, ...], Act] = {}
        for act in acts:
            key = _identity(act)
            if key is None:
                continue
            if key in seen:
                self._add(TWICE, act, act=act.kind, before=seen[key].line)
            else:
                seen[key] = act

    def consents(self, own: Sequence[Act]) -> None:
        """Find consents on top of one that stands, and withdrawals of none; ``own`` in order."""
        standing: Act | None = None
        for act in own:
            if act.kind in CONSENTS:
                if standing is not None:
                    self._add(TWICE, act, act=act.kind, before=standing.line)
                standing = standing or act
            elif act.kind == "withdrawal":
                if standing is None or act.from_day <= standing.day:
                    self._add(WITHOUT_CONSENT, act, day=act.from_day)
                standing = None

    def _add(self, kind: FaultKind, act: Act, /, **values: Any) -> None:
        told = {"party": act.party, "day": act.day} | values
        self._faults.add(kind.at(Place(self._name, act.line or None), **told))


def _has_ground(act: Act, before: Mapping[str, Act]) -> bool:
    """Tell whether what ``act`` is about is there; ``before`` are the numbered acts above it."""
    if act.kind == "correction":
        return not act.corrects or act.corrects in before
    wanted = ABOUT.get(act.kind)
    if wanted is None:
        return not act.about or act.about in before
    meant = before.get(act.about)
    if meant is None or meant.kind not in wanted:
        return False
    if act.kind in OBJECTIONS:
        return meant.party != act.party and act.towards in ("", meant.party)
    return meant.party == act.party


def _identity(act: Act) -> tuple[str, ...] | None:
    """Return what no second act may share, or None for consents, which are looked at in turn."""
    if act.kind in CONSENTS or act.kind == "withdrawal":
        return None
    if act.kind in OBJECTIONS:
        return act.party, "objection", act.about
    own = (act.party, act.kind, act.towards, act.about, act.source if act.kind in STATED else "")
    if act.kind in ONCE:
        return own
    return (*own, act.day.isoformat(), act.territory, act.text, act.number, act.corrects)
