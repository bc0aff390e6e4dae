"""Trust policies (c2sp.org/tlog-policy): the logs and witnesses a reader believes, in a text file.

Witnesses are counted by group: two of one organisation count as its group's threshold says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from comity.fault import N_, phrase
from comity.record.checkpoint import VerifiedHead
from comity.record.note import (
    COSIGNATURE_V1,
    ED25519,
    ML_DSA_44,
    VerifierKey,
    format_vkey,
    parse_vkey,
)
from comity.record.strict import RecordFormatError, read_decimal

__all__ = [
    "NO_QUORUM",
    "Group",
    "Log",
    "Policy",
    "Witness",
    "format_policy",
    "parse_policy",
    "quorum_met",
    "witnesses_of",
]

NO_QUORUM: Final = "none"
LARGEST_POLICY: Final = 1_000_000
MOST_LINES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Log:
    """A log the reader believes; its key's name is its origin."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness by its name in this policy and its key."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Counts as one that has witnessed if at least ``threshold`` of its members have."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Logs, witnesses, groups in an order where members come first, and what must have signed."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NO_QUORUM

    def __post_init__(self) -> None:
        """Refuse what would let one key count twice or a name mean two things."""
        _check_keys([log.key for log in self.logs], "log", (ED25519,))
        _check_keys([one.key for one in self.witnesses], "witness", (COSIGNATURE_V1, ML_DSA_44))
        known = {NO_QUORUM}
        for witness in self.witnesses:
            _define(witness.name, known)
        member_of: set[str] = set()
        for group in self.groups:
            _check_group(group, known, member_of)
            _define(group.name, known)
        if self.quorum not in known:
            raise RecordFormatError(
                phrase(
                    N_("quorum names {quorum}, which stands on no line before"), quorum=self.quorum
                )
            )

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Return the keys of all logs and witnesses, for ``verify_checkpoint``."""
        return (*(log.key for log in self.logs), *(witness.key for witness in self.witnesses))


def parse_policy(data: bytes) -> Policy:
    """Return the policy of a policy file; ``RecordFormatError`` names the line at fault."""
    if len(data) > LARGEST_POLICY:
        raise RecordFormatError(
            phrase(N_("a policy has at most {most} bytes"), most=LARGEST_POLICY)
        )
    reading = _Reading([], [], [], [], {NO_QUORUM})
    lines = _text(data).split("\n")
    if len(lines) > MOST_LINES:
        raise RecordFormatError(phrase(N_("a policy has at most {most} lines"), most=MOST_LINES))
    for number, line in enumerate(lines, start=1):
        try:
            _read_line(line.replace("\t", " ").split(" "), reading)
        except RecordFormatError as error:
            raise RecordFormatError(
                phrase(N_("line {number}: {error}"), number=number, error=error)
            ) from error
    if not reading.quorum:
        raise RecordFormatError(
            phrase(N_("a policy has a quorum line; without witnesses: quorum none"))
        )
    return Policy(
        tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorum[0]
    )


def format_policy(policy: Policy) -> bytes:
    """Return the lines of a policy file: logs, witnesses, groups, quorum."""
    lines = [["log", format_vkey(log.key), log.url or ""] for log in policy.logs]
    lines += [
        ["witness", one.name, format_vkey(one.key), one.url or ""] for one in policy.witnesses
    ]
    lines += [["group", one.name, str(one.threshold), *one.members] for one in policy.groups]
    lines.append(["quorum", policy.quorum])
    data = "".join(" ".join(filter(None, line)) + "\n" for line in lines).encode()
    if parse_policy(data) != policy:
        raise RecordFormatError(
            phrase(N_("a name or address of the policy holds white space or control"))
        )
    return data


def witnesses_of(policy: Policy, head: VerifiedHead) -> tuple[str, ...]:
    """Return the names of the policy's witnesses that cosigned ``head``."""
    signed = {cosignature.key for cosignature in head.cosignatures}
    return tuple(witness.name for witness in policy.witnesses if witness.key in signed)


def quorum_met(policy: Policy, head: VerifiedHead) -> bool:
    """Return whether the witnesses that cosigned ``head`` are as many as the policy asks for."""
    met = {NO_QUORUM, *witnesses_of(policy, head)}
    for group in policy.groups:
        if sum(member in met for member in group.members) >= group.threshold:
            met.add(group.name)
    return policy.quorum in met


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the lines read so far have said."""

    logs: list[Log]
    witnesses: list[Witness]
    groups: list[Group]
    quorum: list[str]
    names: set[str]


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordFormatError(
            phrase(N_("a policy is UTF-8; byte {start} is not"), start=error.start)
        ) from error
    if any((sign < " " and sign not in "\t\n") or sign == "\x7f" for sign in text):
        raise RecordFormatError(phrase(N_("a policy holds no control characters")))
    return text


def _read_line(items: list[str], reading: _Reading) -> None:
    items = [item for item in items if item]
    if not items or items[0].startswith("#"):
        return
    match items:
        case ["log", vkey, *url] if len(url) < 2:
            reading.logs.append(Log(parse_vkey(vkey), *url))
        case ["witness", name, vkey, *url] if len(url) < 2:
            _define(name, reading.names)
            reading.witnesses.append(Witness(name, parse_vkey(vkey), *url))
        case ["group", name, threshold, *members]:
            _read_group(name, threshold, members, reading)
        case ["quorum", name] if not reading.quorum:
            if name not in reading.names:
                raise RecordFormatError(phrase(N_("{name} stands on no line before"), name=name))
            reading.quorum.append(name)
        case _:
            raise RecordFormatError(phrase(N_("no such line: {line}"), line=items[0][:40]))


def _read_group(name: str, threshold: str, members: list[str], reading: _Reading) -> None:
    words = {"any": 1, "all": len(members)}
    count = words.get(threshold)
    if count is None:
        count = read_decimal(threshold, "the threshold of a group")
    for member in members:
        if member not in reading.names:
            raise RecordFormatError(phrase(N_("{member} stands on no line before"), member=member))
    _define(name, reading.names)
    reading.groups.append(Group(name, count, tuple(members)))


def _define(name: str, known: set[str]) -> None:
    if name in known:
        raise RecordFormatError(phrase(N_("{name} is defined twice"), name=name))
    known.add(name)


def _check_keys(keys: Iterable[VerifierKey], what: str, algorithms: tuple[int, ...]) -> None:
    seen: set[bytes] = set()
    for key in keys:
        if key.algorithm not in algorithms:
            raise RecordFormatError(
                phrase(
                    N_("the key of a {what} is of the wrong type: {name}"), what=what, name=key.name
                )
            )
        if key.public in seen:
            raise RecordFormatError(
                phrase(
                    N_("one key stands for two of kind {what}: {name}"), what=what, name=key.name
                )
            )
        seen.add(key.public)


def _check_group(group: Group, known: set[str], member_of: set[str]) -> None:
    if not 1 <= group.threshold <= len(group.members):
        raise RecordFormatError(
            phrase(
                N_("group {name} asks for {threshold} of {count}"),
                name=group.name,
                threshold=group.threshold,
                count=len(group.members),
            )
        )
    for member in group.members:
        if member == NO_QUORUM or member not in known:
            raise RecordFormatError(
                phrase(
                    N_("{member} in group {name} stands on no line before"),
                    member=member,
                    name=group.name,
                )
            )
        if member in member_of:
            raise RecordFormatError(phrase(N_("{member} is a group's member twice"), member=member))
        member_of.add(member)
