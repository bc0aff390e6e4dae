"""The rule file of a dialogue report: every threshold the engine uses, as versioned data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final
from unicodedata import is_normalized

from comity.canonical import Json, NotCanonicalError, decode, sha256_hex
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse

__all__ = [
    "SCHEMA",
    "DuplicateRule",
    "FragilityRule",
    "GroupRule",
    "ReportRule",
    "SlateRule",
    "read_rule",
]

SCHEMA: Final = "comity.dialogue.rule/2"
FIRST_SCHEMA: Final = "comity.dialogue.rule/1"

UNREADABLE: Final = FaultKind(
    "dialogue.rule_unreadable",
    N_("the rule file cannot be read: {reason}"),
    N_("a rule file is JSON with the schema {schema}"),
    N_("Start from the shipped file common-ground/2.json."),
)
WRONG_MEMBER: Final = FaultKind(
    "dialogue.rule_member",
    N_("“{member}” is {value}"),
    N_("it must be {wanted}"),
    N_("Correct it, or leave --rules out to use the shipped rule."),
)

Bound = tuple[float, float]


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How opinion groups are sought and when they are believed (docs/ideas/common-ground.md).

    ``axis_level`` and ``clarity_level`` say how much of what shuffled votes give the axes and the
    silhouette must exceed, as shares of the shuffles.
    """

    smallest: int
    largest: int
    starts: int
    replicates: int
    null_replicates: int
    largest_sample: int
    jaccard: float
    probability: float
    axis_level: float
    clarity_level: float


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """When two voters are flagged as near duplicates: common votes and share of equal ones."""

    common: int
    equal: float


@dataclass(frozen=True, slots=True)
class FragilityRule:
    """How many of the first headlines an added block must displace, and the shares tried."""

    headlines: int
    displaced: int
    grid: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SlateRule:
    """How many statements the list that represents the people has."""

    size: int


@dataclass(frozen=True, slots=True)
class ReportRule:
    """All thresholds of one report, with the identity of the file they came from."""

    id: str
    version: int
    sha256: str
    title: str
    level: float
    minimum_votes: int
    minimum_people: int
    minimum_cell: int
    minimum_group_share: float
    false_discovery_rate: float
    representative: int
    map_points: int
    groups: GroupRule
    duplicates: DuplicateRule
    fragility: FragilityRule
    slate: SlateRule


COUNTS: Final[Mapping[str, Bound]] = {
    "minimum_votes": (1, 1000),
    "minimum_people": (2, 10_000),
    "minimum_cell": (1, 10_000),
    "representative": (1, 50),
    "map_points": (10, 100_000),
}
SHARES: Final[Mapping[str, Bound]] = {
    "level": (0.5, 0.999),
    "minimum_group_share": (0.0, 0.5),
    "false_discovery_rate": (0.001, 0.5),
}
GROUP_COUNTS: Final[Mapping[str, Bound]] = {
    "smallest": (2, 2),
    "largest": (2, 12),
    "starts": (1, 100),
    "replicates": (10, 10_000),
    "null_replicates": (19, 10_000),
    "largest_sample": (100, 1_000_000),
}
GROUP_SHARES: Final[Mapping[str, Bound]] = {"jaccard": (0.0, 1.0), "probability": (0.0, 1.0)}
DUPLICATE_COUNTS: Final[Mapping[str, Bound]] = {"common": (1, 10_000)}
DUPLICATE_SHARES: Final[Mapping[str, Bound]] = {"equal": (0.5, 1.0)}
FRAGILITY_COUNTS: Final[Mapping[str, Bound]] = {"headlines": (1, 50), "displaced": (1, 50)}
GROUP_LEVELS: Final[Mapping[str, Bound]] = {
    "axis_level": (0.5, 0.999),
    "clarity_level": (0.5, 0.999),
}
SLATE_COUNTS: Final[Mapping[str, Bound]] = {"size": (1, 50)}
MEANT_LEVELS: Final[Mapping[str, float]] = {"axis_level": 0.95, "clarity_level": 0.99}
"""What files of the first schema mean, which do not say it."""
MEANT_SLATE: Final = SlateRule(size=5)


class _Reader:
    """Collects the faults of one rule file while its members are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def section(self, members: Mapping[str, Json], key: str) -> Mapping[str, Json]:
        value = members.get(key)
        if isinstance(value, Mapping):
            return value
        self._fault(key, value, phrase(N_("an object")))
        return {}

    def text(self, members: Mapping[str, Json], key: str) -> str:
        value = members.get(key)
        if isinstance(value, str) and 0 < len(value) <= 200:
            return value
        self._fault(key, value, phrase(N_("a text of at most 200 characters")))
        return ""

    def name_in(self, members: Mapping[str, Json], key: str) -> str:
        value = self.text(members, key)
        # Entries of the record name the rule, and their ids are no prose.
        if value.isprintable() and " " not in value and is_normalized("NFC", value):
            return value
        self._fault(key, value, phrase(N_("a name without spaces and invisible characters")))
        return ""

    def counts(self, members: Mapping[str, Json], bounds: Mapping[str, Bound]) -> dict[str, Any]:
        return {
            key: int(self._number(members, key, bounds[key], fractional=False)) for key in bounds
        }

    def shares(self, members: Mapping[str, Json], bounds: Mapping[str, Bound]) -> dict[str, Any]:
        return {
            key: float(self._number(members, key, bounds[key], fractional=True)) for key in bounds
        }

    def grid(self, members: Mapping[str, Json], key: str) -> tuple[float, ...]:
        value = members.get(key)
        if isinstance(value, list) and 0 < len(value) <= 100:
            shares = [
                float(x) for x in value if isinstance(x, int | float) and not isinstance(x, bool)
            ]
            rising = all(a < b for a, b in pairwise(shares))
            if len(shares) == len(value) and rising and shares[0] > 0 and shares[-1] < 1:
                return tuple(shares)
        self._fault(key, value, phrase(N_("a rising list of shares between 0 and 1")))
        return (0.5,)

    def absent(self, members: Mapping[str, Json], keys: Iterable[str]) -> None:
        """Find fault with members of a later schema: they would be passed over in silence."""
        for key in keys:
            if key in members:
                self._fault(
                    key, members[key], phrase(N_("absent, or the schema {schema}"), schema=SCHEMA)
                )

    def _number(
        self, members: Mapping[str, Json], key: str, bound: Bound, *, fractional: bool
    ) -> Any:
        value: Any = members.get(key)
        low, high = bound
        whole = isinstance(value, int) and not isinstance(value, bool)
        if (whole or (fractional and isinstance(value, float))) and low <= value <= high:
            return value
        number, whole_number = (
            N_("a number from {low} to {high}"),
            N_("a whole number from {low} to {high}"),
        )
        wanted = number if fractional else whole_number
        self._fault(key, value, phrase(wanted, low=f"{low:g}", high=f"{high:g}"))
        return low

    def _fault(self, member: str, value: Json, wanted: str) -> None:
        shown = phrase(N_("missing")) if value is None else repr(value)
        self.faults.append(
            WRONG_MEMBER.at(Place(self.name), member=member, value=shown, wanted=wanted)
        )


def read_rule(data: bytes, name: str = "rule.json") -> ReportRule:
    """Return the rule in ``data``; raise ``RefusedError`` with every fault of the file."""
    try:
        members = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error, schema=SCHEMA)) from error
    schema = members.get("schema") if isinstance(members, Mapping) else None
    if not isinstance(members, Mapping) or schema not in (SCHEMA, FIRST_SCHEMA):
        raise refuse(UNREADABLE.at(Place(name), reason=phrase(N_("no such schema")), schema=SCHEMA))
    reader = _Reader(name)
    first = schema == FIRST_SCHEMA
    duplicates = reader.section(members, "duplicates")
    fragility = reader.section(members, "fragility")
    rule = ReportRule(
        id=reader.name_in(members, "id"),
        **reader.counts(members, {"version": (1, 10**6)}),
        sha256=sha256_hex(data),
        title=reader.text(members, "title"),
        **reader.counts(members, COUNTS),
        **reader.shares(members, SHARES),
        groups=_groups(reader, reader.section(members, "groups"), first=first),
        duplicates=DuplicateRule(
            **reader.counts(duplicates, DUPLICATE_COUNTS),
            **reader.shares(duplicates, DUPLICATE_SHARES),
        ),
        fragility=FragilityRule(
            **reader.counts(fragility, FRAGILITY_COUNTS), grid=reader.grid(fragility, "grid")
        ),
        slate=_slate(reader, members, first=first),
    )
    if reader.faults:
        raise refuse(*reader.faults)
    return rule


def _groups(reader: _Reader, members: Mapping[str, Json], *, first: bool) -> GroupRule:
    if first:
        reader.absent(members, GROUP_LEVELS)
    levels = MEANT_LEVELS if first else reader.shares(members, GROUP_LEVELS)
    return GroupRule(
        **reader.counts(members, GROUP_COUNTS), **reader.shares(members, GROUP_SHARES), **levels
    )


def _slate(reader: _Reader, members: Mapping[str, Json], *, first: bool) -> SlateRule:
    if first:
        reader.absent(members, ("slate",))
        return MEANT_SLATE
    return SlateRule(**reader.counts(reader.section(members, "slate"), SLATE_COUNTS))
