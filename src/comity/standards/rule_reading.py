"""A rule file, read into a rule: every fault at once, each with its place and remedy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from comity.canonical import Json, NotCanonicalError, decode, sha256_hex
from comity.fault import N_, FaultKind, Place, RefusedError, phrase, refuse
from comity.standards.rule_fields import Fields, RuleFaults
from comity.standards.rules import (
    BASES,
    KINDS_OF_VOTE,
    OUTCOMES,
    SEAT,
    STATUSES,
    TIES,
    AmendmentOrder,
    Combined,
    Division,
    Election,
    Rule,
    Share,
    Test,
)

__all__ = ["RULE_SCHEMA", "read_decision_rule"]

RULE_SCHEMA: Final = "comity.standards.rule/1"

UNREADABLE: Final = FaultKind(
    "standards.rule_unreadable",
    N_("the rule file cannot be read: {reason}"),
    N_("a rule file is JSON with the schema {schema}"),
    N_("Start from a shipped rule: comity rules show unga-simple-majority --json."),
)
EMPTY: Final = FaultKind(
    "standards.rule_decides_nothing",
    N_("the rule has no tests, no election and no order of amendments"),
    N_("a rule says by what it is decided"),
    N_("Give it a list of tests."),
)

TOP: Final = (
    *("schema", "id", "version", "date", "title", "source", "tests", "combine", "quorum"),
    *("opening", "tie", "entitled", "reasoned", "in_the_room", "finding", "proxies"),
    *("weights", "notes", "election", "division", "amendments"),
)
TEST: Final = (
    *("id", "of", "at_least", "more_than", "at_most", "less_than", "base", "measure"),
    *("members", "each", "minimum", "otherwise"),
)
QUORUM: Final = ("of", "at_least", "more_than", "base")
DEEPEST: Final = 5


def read_decision_rule(data: bytes, name: str = "rule.json") -> Rule:
    """Return the rule in ``data``; raise ``RefusedError`` with every fault of the file."""
    try:
        members = decode(data)
    except NotCanonicalError as error:
        raise refuse(UNREADABLE.at(Place(name), reason=error, schema=RULE_SCHEMA)) from error
    if not isinstance(members, Mapping) or members.get("schema") != RULE_SCHEMA:
        reason = phrase(N_("no such schema"))
        raise refuse(UNREADABLE.at(Place(name), reason=reason, schema=RULE_SCHEMA))
    faults = RuleFaults(name)
    top = Fields(members, "", faults)
    top.only(TOP)
    rule = _rule(top, sha256_hex(data))
    if not (rule.tests or rule.election or rule.amendments or faults.found):
        faults.found.append(EMPTY.at(Place(name)))
    if faults.found:
        raise RefusedError(faults.found)
    return rule


def _rule(top: Fields, digest: str) -> Rule:
    weights = _weights(top)
    tests = _tests(top, weights)
    return Rule(
        id=top.name("id"),
        version=top.whole("version", 1),
        sha256=digest,
        date=top.day("date"),
        title=top.text("title"),
        source=top.text("source"),
        tests=tests,
        combine=_combined(top, tests),
        quorum=_quorum(top, "quorum"),
        opening=_quorum(top, "opening"),
        tie=top.one_of("tie", TIES, "rejected"),
        entitled=top.some_of("entitled", STATUSES, ("member",)),
        reasoned=top.some_of("reasoned", ("Y", "N", "A"), ()),
        in_the_room=top.switch("in_the_room"),
        finding=top.switch("finding"),
        proxies=top.whole("proxies", 0, 0),
        weights=weights,
        notes=top.texts("notes"),
        election=_election(top),
        division=_division(top),
        amendments=_amendments(top),
    )


def _weights(top: Fields) -> Mapping[str, str]:
    section = top.section("weights")
    if section is None:
        return MappingProxyType({})
    return MappingProxyType({measure: section.text(measure) for measure in section.members})


def _tests(top: Fields, weights: Mapping[str, str]) -> tuple[Test, ...]:
    value = top.members.get("tests", [])
    if not isinstance(value, list) or len(value) > 20:
        top.wrong("tests", phrase(N_("a list of at most 20 tests")))
        return ()
    tests = []
    for index, each in enumerate(value):
        path = f"tests[{index}]"
        if isinstance(each, Mapping):
            tests.append(_test(Fields(each, path, top.faults), weights))
        else:
            top.faults.wrong(path, each, phrase(N_("an object")))
    ids = [test.id for test in tests]
    for index, one in enumerate(ids):
        if one and one in ids[:index]:
            top.faults.wrong(f"tests[{index}].id", one, phrase(N_("an id of its own")))
    return tuple(tests)


def _test(fields: Fields, weights: Mapping[str, str]) -> Test:
    fields.only(TEST)
    comparison, share, count = fields.comparison()
    has_minimum = "minimum" in fields.members
    return Test(
        id=fields.name("id"),
        of=_counted(fields),
        comparison=comparison,
        share=share,
        count=count,
        base=_base(fields, share),
        measure=_measure(fields, weights),
        members=fields.name("members") if "members" in fields.members else None,
        each=fields.name("each") if "each" in fields.members else None,
        minimum=fields.whole("minimum", 1) if has_minimum else None,
        otherwise=fields.one_of("otherwise", OUTCOMES[1:], "not_adopted"),
    )


def _counted(fields: Fields) -> tuple[str, ...]:
    value = fields.members.get("of")
    parts = tuple(value.split("+")) if isinstance(value, str) else ()
    if parts and all(part in KINDS_OF_VOTE for part in parts) and len(set(parts)) == len(parts):
        return parts
    known = ", ".join(KINDS_OF_VOTE)
    fields.wrong("of", phrase(N_("some of {known}, joined by +, each once"), known=known))
    return ("Y",)


def _base(fields: Fields, share: Share | None) -> str | None:
    if share is not None:
        return fields.one_of("base", tuple(BASES))
    if "base" in fields.members:
        fields.wrong("base", phrase(N_("left out where a count is wanted and no share")))
    return None


def _measure(fields: Fields, weights: Mapping[str, str]) -> str:
    measure = fields.members.get("measure", SEAT)
    if measure == SEAT or (isinstance(measure, str) and measure in weights):
        return str(measure)
    known = ", ".join((SEAT, *weights))
    fields.wrong("measure", phrase(N_("described in “weights”; known are: {known}"), known=known))
    return SEAT


def _quorum(top: Fields, key: str) -> Test | None:
    section = top.section(key)
    if section is None:
        return None
    section.only(QUORUM)
    comparison, share, count = section.comparison()
    return Test(key, _counted(section), comparison, share, count, _base(section, share))


def _combined(top: Fields, tests: tuple[Test, ...]) -> Combined:
    """Return how the tests are joined: ``all`` of them, ``any``, or as an object says."""
    names = tuple(test.id for test in tests)
    value = top.members.get("combine", "all")
    if value in ("all", "any"):
        return Combined(str(value), names)
    combined = _joined(top, "combine", value, names, 0)
    if isinstance(combined, Combined):
        used = _used(combined)
        if sorted(used) != sorted(names):
            top.wrong("combine", phrase(N_("made of every test, each once")))
        return combined
    return Combined("all", names)


def _joined(
    top: Fields, path: str, value: Json, names: tuple[str, ...], depth: int
) -> "str | Combined":
    if isinstance(value, str) and value in names and depth:
        return value
    if isinstance(value, Mapping) and len(value) == 1 and depth < DEEPEST:
        [(how, parts)] = value.items()
        if how in ("all", "any") and isinstance(parts, list) and parts:
            inner = (
                _joined(top, f"{path}.{how}[{index}]", part, names, depth + 1)
                for index, part in enumerate(parts)
            )
            return Combined(how, tuple(inner))
    top.faults.wrong(
        path, value, phrase(N_("“all”, “any”, the id of a test, or an object with a list of these"))
    )
    return names[0] if names else ""


def _used(combined: Combined) -> list[str]:
    found: list[str] = []
    for part in combined.parts:
        found += _used(part) if isinstance(part, Combined) else [part]
    return found


def _election(top: Fields) -> Election | None:
    section = top.section("election")
    if section is None:
        return None
    section.only(("at_least", "more_than", "restricted_to", "rounds", "tie"))
    comparison, share, _ = section.comparison()
    if share is None:
        section.wrong(comparison, phrase(N_("a share of the members voting")))
    return Election(
        comparison,
        share or Share(1, 1),
        section.whole("restricted_to", 1),
        section.whole("rounds", 1),
        section.one_of("tie", TIES),
    )


def _division(top: Fields) -> Division | None:
    section = top.section("division")
    if section is None:
        return None
    section.only(("whole_falls_with_operative", "rest_put_as_whole"))
    return Division(
        section.switch("whole_falls_with_operative"), section.switch("rest_put_as_whole")
    )


def _amendments(top: Fields) -> AmendmentOrder | None:
    section = top.section("amendments")
    if section is None:
        return None
    section.only(("first", "decided_by"))
    return AmendmentOrder(
        section.one_of("first", ("furthest",)), section.one_of("decided_by", ("chair",))
    )
