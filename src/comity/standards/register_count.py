"""How many endorsed on a day: what each source says, side by side, and where they differ.

Nothing is added up over sources: a party counts once, and a group counts as its members of the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from comity.documents import FaultList, read_table
from comity.fault import N_, FaultKind, Place, refuse
from comity.standards.acts import Act, ActKind
from comity.standards.acts_fields import Fields
from comity.standards.entry_into_force_rule import Member, Sets

__all__ = ["EndorsementCount", "Said", "SourceCount", "Voice", "count_endorsed", "read_sets"]

Voice: TypeAlias = Literal["endorsed", "denied", "unknown", "withdrawn"]
VOICES: Final[Mapping[ActKind, Voice]] = {
    "endorsement": "endorsed",
    "endorsement_denied": "denied",
    "endorsement_unknown": "unknown",
    "endorsement_withdrawal": "withdrawn",
}
NO_COLUMNS: Final = FaultKind(
    "standards.sets_columns",
    N_("the first line names {found}"),
    N_("a file of groups has the columns set and party, and if need be from and until"),
    N_("Missing: {missing}. Rename or add the columns."),
)
TURNED: Final = FaultKind(
    "standards.sets_days",
    N_("{party} belongs to {set} from {since} until {until}"),
    N_("a membership ends after it begins; on the day until it no longer holds"),
    N_("Correct one of the two days."),
)


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source says: how many it lists, and the total it states, which may be another."""

    source: str
    listed: int
    stated: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """What the sources say of one party."""

    party: str
    by_source: Mapping[str, Voice]
    since: date
    until: date | None = None

    @property
    def verdict(self) -> Voice | Literal["disputed"]:
        """Return what all sources that speak of it agree on; to know nothing is not to differ."""
        voices = set(self.by_source.values())
        known = voices - {"unknown"}
        if len(known) > 1:
            return "disputed"
        return known.pop() if known else "unknown"


@dataclass(frozen=True, slots=True)
class EndorsementCount:
    """The count on the day ``at``: parties by what is said of them, and every source."""

    at: date
    parties: tuple[Said, ...]
    sources: tuple[SourceCount, ...]

    def those(self, verdict: str) -> tuple[Said, ...]:
        """Return the parties of ``verdict``, in order of id."""
        return tuple(one for one in self.parties if one.verdict == verdict)

    @property
    def by_every_source(self) -> int:
        """Return how many are endorsers by every source that lists parties."""
        listing = [one.source for one in self.sources if one.listed]
        return sum(
            all(one.by_source.get(source) == "endorsed" for source in listing)
            for one in self.those("endorsed")
        )


def count_endorsed(acts: Iterable[Act], at: date, groups: Sets) -> EndorsementCount:
    """Return who endorsed by the day ``at``, as ``acts`` of the several sources say.

    A party that is a set of ``groups`` stands for its members on the day of the act. Of two acts of
    one source on one party the later counts; a withdrawal is one for every source.
    """
    known = sorted((act for act in acts if act.day <= at), key=lambda act: act.day)
    said: dict[str, dict[str, Voice]] = {}
    since: dict[str, date] = {}
    gone: dict[str, date] = {}
    for act in known:
        voice = VOICES.get(act.kind)
        for party in _expanded(act, groups) if voice else ():
            if voice == "withdrawn":
                gone[party] = act.day
                said.setdefault(party, {}).update(dict.fromkeys(said.get(party, {}), voice))
                said[party][act.source] = voice
            elif voice is not None:
                said.setdefault(party, {})[act.source] = voice
            since.setdefault(party, act.day)
    found = (Said(one, said[one], since[one], gone.get(one)) for one in sorted(said))
    return EndorsementCount(at, tuple(found), _sources(known, said))


def read_sets(data: bytes, name: str = "groups.csv") -> Sets:
    """Return the sets of the file, ``set,party[,from,until]``; raise with all its faults."""
    faults, table = FaultList(name), read_table(data, name)
    places = [table.find(column) for column in ("set", "party", "from", "until")]
    if places[0] is None or places[1] is None:
        missing = ", ".join(column for column in ("set", "party") if table.find(column) is None)
        told = {"found": ", ".join(table.columns)[:80], "missing": missing}
        raise refuse(NO_COLUMNS.at(Place(name, line=1), **told))
    fields = Fields(name, faults)
    named: dict[str, list[Member]] = {}
    for line, row in table.records(faults):
        texts = ["" if place is None else row[place] for place in places]
        member = _member(texts, line, fields)
        if member.since and member.until and member.until <= member.since:
            told = {"set": texts[0], "since": texts[2], "until": texts[3]}
            faults.add(TURNED.at(Place(name, line), party=member.party, **told))
        named.setdefault(fields.party(texts[0], line, "set"), []).append(member)
    faults.refuse_any()
    return Sets.of(named)


def _member(texts: Sequence[str], line: int, fields: Fields) -> Member:
    days = [
        fields.day(text, line, column) if text else None
        for column, text in zip(("from", "until"), texts[2:], strict=True)
    ]
    return Member(fields.party(texts[1], line), *days)


def _expanded(act: Act, groups: Sets) -> tuple[str, ...]:
    return groups.on(act.party, act.day) if act.party in groups.members else (act.party,)


def _sources(
    acts: Sequence[Act], said: Mapping[str, Mapping[str, Voice]]
) -> tuple[SourceCount, ...]:
    stated = {act.source: act.total for act in acts if act.kind == "stated_total"}
    names = {act.source for act in acts if act.kind in VOICES} | set(stated)
    return tuple(
        SourceCount(
            name,
            sum(1 for voices in said.values() if voices.get(name) == "endorsed"),
            stated.get(name),
        )
        for name in sorted(names)
    )
