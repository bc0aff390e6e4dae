"""The terms of a silence procedure, as a rule file says them: period, closing instant, floor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.canonical import NotCanonicalError, decode, sha256_hex
from comity.fault import N_, FaultKind, Place, phrase, refuse
from comity.standards.plain_lines import is_plain_line
from comity.standards.silence_deadline import CLOSES

__all__ = ["SILENCE_SCHEMA", "Floor", "SilenceTerms", "read_silence_terms"]

SILENCE_SCHEMA: Final = "comity.standards.silence/1"
LONGEST_PERIOD: Final = 24 * 366
LONGEST_TEXT: Final = 1000
TEXTS: Final = ("date", "id", "source", "title")
NEEDED: Final = {"schema", "version", "hours", "closes", *TEXTS}
CHOICES: Final = ("breaks_withdrawn", "reason_needed", "all_notified")
KNOWN: Final = {*NEEDED, *CHOICES, "hours_after_change", "downtime_more_than", "floor", "notes"}

UNREADABLE: Final = FaultKind(
    "standards.silence_terms",
    N_("the terms of silence cannot be read: {reason}"),
    N_("they say period, closing instant and floor as the reference page of silence has it"),
    N_("Correct the file; a released one is never edited, a change is a new version."),
)


@dataclass(frozen=True, slots=True)
class Floor:
    """How many of those entitled must have acknowledged: at least ``num/den``.

    With ``each_region`` that share is needed in every region by itself.
    """

    num: int
    den: int
    each_region: bool = False

    def needed(self, entitled: int) -> int:
        """Return the smallest number of acknowledgements that is enough.

        >>> Floor(1, 2).needed(193)
        97
        """
        return -(-self.num * entitled // self.den)


@dataclass(frozen=True, slots=True)
class SilenceTerms:
    """The terms in one version, with the identity of the file they came from.

    ``hours`` is the shortest period; ``hours_after_change`` that of a text that supersedes
    another, if it is another. ``downtime`` is the share of the period, as numerator and
    denominator, beyond which the period grows by the downtime; None never extends it.
    """

    id: str
    version: int
    sha256: str
    hours: int
    hours_after_change: int | None = None
    closes: str = "inclusive"
    breaks_withdrawn: bool = False
    reason_needed: bool = False
    all_notified: bool = False
    downtime: tuple[int, int] | None = None
    floor: Floor | None = None
    title: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """Return id and version: ``silence-procedure/1``."""
        return f"{self.id}/{self.version}"

    @property
    def hours_of_changed(self) -> int:
        """Return the shortest period of a text that supersedes another."""
        return self.hours if self.hours_after_change is None else self.hours_after_change


def read_silence_terms(data: bytes, name: str = "silence.json") -> SilenceTerms:
    """Return the terms in the bytes of a rule file; raise ``RefusedError`` for what is none."""
    try:
        return _terms(decode(data), sha256_hex(data))
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error)) from error
    except _WrongError as error:
        reason = phrase(
            N_("the member {member} is missing, unknown or has no such value"), **error.told
        )
        raise refuse(UNREADABLE.at(Place(name), reason=reason)) from error


class _WrongError(Exception):
    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.told = {"member": member}


def _terms(members: Any, sha256: str) -> SilenceTerms:
    if not isinstance(members, Mapping):
        raise _WrongError("schema")
    _sound(members)
    after = members.get("hours_after_change")
    return SilenceTerms(
        id=members["id"],
        version=_whole(members, "version"),
        sha256=sha256,
        hours=_hours(members, "hours"),
        hours_after_change=None if after is None else _hours(members, "hours_after_change"),
        closes=members["closes"],
        downtime=_share(members, "downtime_more_than") if "downtime_more_than" in members else None,
        floor=_floor(members["floor"]) if "floor" in members else None,
        title=members["title"],
        source=members["source"],
        **{name: members.get(name, False) for name in CHOICES},
    )


def _sound(members: Mapping[str, Any]) -> None:
    """Refuse members that are missing, unknown or of another form."""
    for name in sorted(NEEDED ^ (members.keys() - (KNOWN - NEEDED))):
        raise _WrongError(name)
    if members["schema"] != SILENCE_SCHEMA:
        raise _WrongError("schema")
    for name in TEXTS:
        value = members[name]
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
            raise _WrongError(name)
        if not is_plain_line(value):
            raise _WrongError(name)
    if members["closes"] not in CLOSES:
        raise _WrongError("closes")
    for name in CHOICES:
        if not isinstance(members.get(name, False), bool):
            raise _WrongError(name)


def _hours(members: Mapping[str, Any], name: str) -> int:
    found = _whole(members, name)
    if found > LONGEST_PERIOD:
        raise _WrongError(name)
    return found


def _whole(members: Mapping[str, Any], name: str) -> int:
    found = members[name]
    if type(found) is not int or found < 1:
        raise _WrongError(name)
    return found


def _share(members: Mapping[str, Any], name: str) -> tuple[int, int]:
    match members[name]:
        case [int(num), int(den)] if 0 < num <= den and bool not in (type(num), type(den)):
            return num, den
    raise _WrongError(name)


def _floor(value: object) -> Floor:
    if not isinstance(value, Mapping) or not {"at_least"} <= value.keys() <= {"at_least", "each"}:
        raise _WrongError("floor")
    if value.get("each", "region") != "region":
        raise _WrongError("floor")
    return Floor(*_share(value, "at_least"), each_region="each" in value)
