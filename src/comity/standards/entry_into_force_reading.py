"""A file with the rule of an instrument's entry into force, read or found at fault."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final, TypeAlias

from comity.canonical import Json, NotCanonicalError, decode, sha256_hex
from comity.fault import N_, Fault, FaultKind, Place, phrase, refuse
from comity.standards.acts import CONSENTS
from comity.standards.entry_into_force_rule import (
    ALL,
    Branch,
    Count,
    EntryRule,
    Group,
    Measure,
    Member,
    Named,
    Sets,
)
from comity.standards.months import ANCHORS, Delay

__all__ = ["SCHEMA", "read_entry_rule"]

SCHEMA: Final = "comity.standards.entry_into_force/1"
MEMBERS: Final = (
    *("schema", "id", "version", "date", "title", "source", "opened", "consents", "counted"),
    *("sets", "groups", "branches", "per_party_delay", "ends_below"),
)
BRANCH: Final = ("count", "measures", "named", "conditions_from", "not_before", "delay")
DAY: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
LARGEST: Final = 2**53 - 1
MOST_DAYS: Final = 36_500
MOST_MONTHS: Final = 1_200

UNREADABLE: Final = FaultKind(
    "standards.entry_rule_unreadable",
    N_("the rule file cannot be read: {reason}"),
    N_("a rule of entry into force is JSON with the schema {schema}"),
    N_("Start from a shipped one, such as paris-agreement-21."),
)
WRONG_MEMBER: Final = FaultKind(
    "standards.entry_rule_member",
    N_("“{member}” is {value}"),
    N_("it must be {wanted}"),
    N_("Correct it; the reference page of the register lists all members."),
)

Members: TypeAlias = Mapping[str, Json]


def read_entry_rule(data: bytes, name: str = "rule.json") -> EntryRule:
    """Return the rule in ``data``; raise ``RefusedError`` with every fault of the file."""
    try:
        members: Any = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error, schema=SCHEMA)) from error
    if not isinstance(members, Mapping) or members.get("schema") != SCHEMA:
        raise refuse(UNREADABLE.at(Place(name), reason=phrase(N_("no such schema")), schema=SCHEMA))
    reader = _Reader(name)
    rule = _rule(reader, members, sha256_hex(data))
    if reader.faults:
        raise refuse(*reader.faults)
    return rule


class _Reader:
    """Collects the faults of one rule file while its members are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.sets: tuple[str, ...] = ()

    def fault(self, member: str, value: Json, wanted: str) -> None:
        shown = "missing" if value is None else repr(value)
        place = Place(self.name)
        self.faults.append(WRONG_MEMBER.at(place, member=member, value=shown, wanted=wanted))

    def closed(self, members: Members, known: tuple[str, ...], where: str) -> None:
        """Find fault with members that are not read: they would be passed over in silence."""
        for key in members.keys() - set(known):
            self.fault(f"{where}{key}", members[key], f"absent; known are {', '.join(known)}")

    def text(self, members: Members, key: str) -> str:
        value = members.get(key)
        if isinstance(value, str) and 0 < len(value) <= 1000 and value.isprintable():
            return value
        self.fault(key, value, "a text of at most 1,000 characters")
        return ""

    def name_in(self, members: Members, key: str) -> str:
        value = self.text(members, key)
        if " " in value or len(value) > 200:
            self.fault(key, value, "a name of at most 200 characters without spaces")
        return value

    def whole(self, members: Members, key: str, low: int, high: int) -> int:
        value = members.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(key, value, f"a whole number from {low} to {high}")
        return low

    def yes(self, members: Members, key: str) -> bool:
        value = members.get(key)
        if not isinstance(value, bool):
            self.fault(key, value, "true or false")
        return value is True

    def day(self, members: Members, key: str) -> date | None:
        value = members.get(key)
        if value is None:
            return None
        try:
            if isinstance(value, str) and DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(key, value, "a day such as 2016-10-05, or null")
        return None

    def share(self, members: Members, key: str) -> tuple[int, int]:
        value = members.get(key)
        if isinstance(value, list) and len(value) == 2:
            top, bottom = value
            whole = all(isinstance(one, int) and not isinstance(one, bool) for one in value)
            if whole and 0 < top <= bottom <= LARGEST:
                return top, bottom
        self.fault(key, value, "a share from above 0 to 1 as two whole numbers, such as [55, 100]")
        return 1, 1

    def objects(self, members: Members, key: str) -> list[Members]:
        value = members.get(key)
        if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
            return value
        self.fault(key, value, "a list of objects")
        return []

    def acts(self, members: Members, key: str) -> tuple[Any, ...]:
        value = members.get(key)
        if isinstance(value, list) and value and all(one in CONSENTS for one in value):
            return tuple(value)
        self.fault(key, value, f"a list of some of {', '.join(CONSENTS)}")
        return ()

    def set_name(self, members: Members, key: str, *, everybody: bool = True) -> str:
        value = members.get(key)
        known = (ALL, *self.sets) if everybody else self.sets
        if isinstance(value, str) and value in known:
            return value
        self.fault(key, value, f"the name of a set: {', '.join(known) or 'there is none'}")
        return ALL


def _rule(reader: _Reader, members: Members, sha256: str) -> EntryRule:
    reader.closed(members, MEMBERS, "")
    sets = _sets(reader, members)
    reader.day(members, "date")
    branches = tuple(_branch(reader, one) for one in reader.objects(members, "branches"))
    if not branches:
        reader.fault("branches", "empty", "a list of at least one branch")
    delay = members.get("per_party_delay")
    return EntryRule(
        id=reader.name_in(members, "id"),
        version=reader.whole(members, "version", 1, 10**6),
        sha256=sha256,
        title=reader.text(members, "title"),
        source=reader.text(members, "source"),
        opened=reader.day(members, "opened"),
        consents=reader.acts(members, "consents"),
        counted=reader.acts(members, "counted"),
        sets=sets,
        groups=_groups(reader, members),
        branches=branches,
        per_party=None if delay is None else _delay(reader, members, "per_party_delay"),
        ends_below=reader.yes(members, "ends_below"),
    )


def _sets(reader: _Reader, members: Members) -> Sets:
    value = members.get("sets")
    if not isinstance(value, Mapping) or ALL in value:
        reader.fault("sets", value, f"an object of sets, none of which is called {ALL}")
        return Sets.of({})
    reader.sets = tuple(sorted(value))
    named = {name: [_member(reader, one) for one in reader.objects(value, name)] for name in value}
    for name, own in named.items():
        _fault_overlaps(reader, name, own)
    return Sets.of(named)


def _member(reader: _Reader, members: Members) -> Member:
    reader.closed(members, ("party", "from", "until"), "sets.")
    since, until = reader.day(members, "from"), reader.day(members, "until")
    if since is not None and until is not None and until <= since:
        reader.fault("until", members["until"], f"a day after {since}")
    return Member(reader.name_in(members, "party"), since, until)


def _fault_overlaps(reader: _Reader, name: str, members: list[Member]) -> None:
    times: dict[str, list[Member]] = {}
    for one in members:
        times.setdefault(one.party, []).append(one)
    for party, own in times.items():
        own.sort(key=lambda one: one.since or date.min)
        for before, after in pairwise(own):
            if before.until is None or before.until > (after.since or date.min):
                reader.fault(f"sets.{name}", party, "a member once at a time")


def _groups(reader: _Reader, members: Members) -> dict[str, Group]:
    found = {}
    for one in reader.objects(members, "groups"):
        reader.closed(one, ("party", "members", "counted"), "groups.")
        name = reader.set_name(one, "members", everybody=False)
        group = Group(reader.name_in(one, "party"), name, reader.yes(one, "counted"))
        if group.party in found:
            reader.fault("groups", group.party, "a group once")
        found[group.party] = group
    return found


def _branch(reader: _Reader, members: Members) -> Branch:
    reader.closed(members, BRANCH, "branches.")
    conditions: list[Count | Measure | Named] = []
    conditions += [_count(reader, one) for one in reader.objects(members, "count")]
    conditions += [_measure(reader, one) for one in reader.objects(members, "measures")]
    if members.get("named") is not None:
        conditions.append(Named(reader.set_name(members, "named", everybody=False)))
    if not conditions:
        reader.fault("branches", "without conditions", "a branch with a count, measure or names")
    return Branch(
        tuple(conditions),
        _delay(reader, members, "delay"),
        reader.day(members, "conditions_from"),
        reader.day(members, "not_before"),
    )


def _count(reader: _Reader, members: Members) -> Count:
    reader.closed(members, ("set", "at_least", "or_share"), "count.")
    share = members.get("or_share")
    name = reader.set_name(members, "set", everybody=share is None)
    needed = reader.whole(members, "at_least", 1, 10**6)
    return Count(name, needed, None if share is None else reader.share(members, "or_share"))


def _measure(reader: _Reader, members: Members) -> Measure:
    reader.closed(members, ("measure", "set", "at_least", "of"), "measures.")
    return Measure(
        reader.name_in(members, "measure"),
        reader.set_name(members, "set"),
        reader.share(members, "at_least"),
        reader.whole(members, "of", 1, LARGEST),
    )


def _delay(reader: _Reader, members: Members, key: str) -> Delay:
    value = members.get(key)
    if not isinstance(value, Mapping):
        reader.fault(key, value, "an object with days, months and anchor")
        return Delay()
    reader.closed(value, ("days", "months", "anchor"), f"{key}.")
    anchor: Any = value.get("anchor")
    if anchor not in ANCHORS:
        reader.fault("anchor", anchor, f"one of {', '.join(ANCHORS)}")
        return Delay()
    return Delay(
        reader.whole(value, "days", 0, MOST_DAYS),
        reader.whole(value, "months", 0, MOST_MONTHS),
        anchor,
    )
