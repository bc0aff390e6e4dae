"""A rule of decision as a value: who may vote, what is counted, and which tests must hold.

No body has code of its own: what one needs is said in these values, and they are whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = [
    "BASES",
    "COMPARISONS",
    "KINDS_OF_VOTE",
    "OUTCOMES",
    "SEAT",
    "STATUSES",
    "TIES",
    "AmendmentOrder",
    "Combined",
    "Division",
    "Election",
    "Rule",
    "Share",
    "Test",
]

SEAT: Final = "seat"
"""The measure by which each party weighs one."""

BASES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "members": ("Y", "N", "A", "P", "set_aside", "absent"),
        "present": ("Y", "N", "A", "P"),
        "cast": ("Y", "N", "A"),
        "voting": ("Y", "N"),
    }
)
"""What a share is of: each base by the counts that add up to it."""

KINDS_OF_VOTE: Final = ("Y", "N", "A", "P", "absent", "open")
"""What a test may count; ``open`` are objections (N) without a disposition."""

COMPARISONS: Final = ("at_least", "more_than", "at_most", "less_than")
STATUSES: Final = ("member", "suspended", "observer", "left")
TIES: Final = ("rejected", "chair", "lot", "repeat")
OUTCOMES: Final = ("adopted", "not_adopted", "not_determinable", "no_quorum", "tied", "void")


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction as the rule's text says it: 2/3 and 6666/10000 are not the same."""

    num: int
    den: int

    def __str__(self) -> str:
        """Return it as it is written: ``2/3``."""
        return f"{self.num}/{self.den}"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: what was had (``of``) with a share of a base, or with a count.

    ``members`` narrows both sides to a named set of the roll; ``each`` asks the same of every set
    of a division, such as ``region``. ``otherwise`` is the outcome where this test fails.
    """

    __test__ = False  # not a test of pytest

    id: str
    of: tuple[str, ...]
    comparison: str
    share: Share | None
    count: int | None
    base: str | None
    measure: str = SEAT
    members: str | None = None
    each: str | None = None
    minimum: int | None = None
    otherwise: str = "not_adopted"


@dataclass(frozen=True, slots=True)
class Combined:
    """Tests joined by ``all`` or ``any``; a part is the id of a test or again joined tests."""

    how: str
    parts: tuple["str | Combined", ...]


@dataclass(frozen=True, slots=True)
class Election:
    """Repeated ballots for seats: what is needed, and who may stand when nobody has it.

    ``restricted_to`` times the seats left may stand in the next ballot; ``rounds`` restricted and
    as many open ballots follow each other; ``tie`` says what decides between equals.
    """

    comparison: str
    share: Share
    restricted_to: int
    rounds: int
    tie: str


@dataclass(frozen=True, slots=True)
class Division:
    """A text voted in parts: whether the whole falls with all its operative parts."""

    whole_falls_with_operative: bool
    rest_put_as_whole: bool


@dataclass(frozen=True, slots=True)
class AmendmentOrder:
    """In what order amendments are voted: always the chair's judgement, with a proposal."""

    first: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in one version, with the identity of the file it came from."""

    id: str
    version: int
    sha256: str
    date: str
    title: str
    source: str
    tests: tuple[Test, ...] = ()
    combine: Combined = Combined("all", ())
    quorum: Test | None = None
    opening: Test | None = None
    tie: str = "rejected"
    entitled: tuple[str, ...] = ("member",)
    reasoned: tuple[str, ...] = ()
    in_the_room: bool = False
    finding: bool = False
    proxies: int = 0
    weights: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
    election: Election | None = None
    division: Division | None = None
    amendments: AmendmentOrder | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the measures its tests weigh by, without that of one seat each."""
        return tuple(sorted({test.measure for test in self.tests} - {SEAT}))

    @property
    def name(self) -> str:
        """Return id and version: ``unga-important-question/1``."""
        return f"{self.id}/{self.version}"
