"""A decision in words: outcome, counts, each test with its base, quorum, rule and roll."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.method import check_yourself
from comity.render.report_html import document_head, stylesheet
from comity.render.sentences import state
from comity.render.state import VerifyNote
from comity.render.tables import table
from comity.render.voice import Voice

__all__ = ["decision_html", "decision_lines", "outcome_words"]

Decided: TypeAlias = Mapping[str, Any]

OUTCOMES: Final = {
    "adopted": N_("Adopted."),
    "not_adopted": N_("Not adopted."),
    "not_determinable": N_("Not determined: something that the rule needs is missing."),
    "no_quorum": N_("No decision: too few took part."),
    "tied": N_("Equal for and against: the rule says what decides."),
    "void": N_("Void: a condition of the procedure is not met."),
}
COUNTED: Final = {
    "Y": N_("In favour"),
    "N": N_("Against"),
    "Y+N+A+P": N_("Taking part"),
    "Y+N+A+P+absent": N_("Addressed"),
    "N+A+P+absent": N_("Not in favour"),
    "open": N_("Objections without a disposition"),
}
BASES: Final = {
    "members": N_("members entitled to vote"),
    "present": N_("members taking part (for, against, abstaining, not voting)"),
    "cast": N_("votes cast (for, against, abstaining)"),
    "voting": N_("members present and voting (for and against)"),
}
SHARES: Final = {
    "at_least": N_("at least {share} of these: {number}"),
    "more_than": N_("more than {share} of these: {number}"),
    "at_most": N_("at most {share} of these: {number}"),
    "less_than": N_("less than {share} of these: {number}"),
}
NUMBERS: Final = {
    "at_least": N_("at least {number}"),
    "more_than": N_("at least {number}"),
    "at_most": N_("at most {number}"),
    "less_than": N_("at most {number}"),
}
PASSED: Final = {True: N_("met"), False: N_("not met"), None: N_("not known")}
ASIDE: Final = {
    "not_on_roll": N_("not on the roll"),
    "suspended": N_("suspended"),
    "observer": N_("observer"),
    "left": N_("no longer a member"),
    "member": N_("not entitled under this rule"),
    "repeated": N_("a second ballot of the same party"),
    "no_proxies": N_("cast by a proxy, which the rule does not know"),
    "voted_in_person": N_("cast by a proxy though the party voted itself"),
    "proxy_not_entitled": N_("cast by a proxy that may not vote"),
    "proxy_chain": N_("cast by a proxy that is itself represented"),
    "too_many_proxies": N_("cast by a proxy with more than the rule allows"),
    "not_in_the_room": N_("not present when the decision was taken"),
    "no_reason": N_("without the reason that the rule asks for"),
}


def decision_lines(decided: Decided, speaker: Voice) -> list[str]:
    """Return a decision as sentences: outcome, counts, tests, quorum, rule; always with the base.

    ``decided`` is the value of ``decision.json``.
    """
    tests = (_test(each, speaker) for each in decided["tests"])
    lines = [outcome_words(decided, speaker), _counts(decided["counts"], speaker), *tests]
    if decided["quorum"]["state"] != "none":
        lines.append(_quorum(decided["quorum"], speaker))
    return [*lines, *_asides(decided, speaker), _rule(decided, speaker)]


def outcome_words(decided: Decided, speaker: Voice) -> str:
    """Return the outcome as a sentence."""
    words = OUTCOMES[decided["outcome"]]
    return speaker.say(words)


def decision_html(decided: Decided, note: VerifyNote, speaker: Voice) -> str:
    """Return a decision as an HTML document that needs nothing beside it."""
    language = speaker.language
    title = str(decided["title"])
    outcome, counts, *rest = decision_lines(decided, speaker)
    main = tag(
        "main",
        tag("p", speaker.say("Decision"), class_="kind"),
        tag("h1", tag("bdi", title)),
        tag("p", state(note, speaker), class_="state"),
        tag("p", tag("b", outcome), " ", counts, class_="lead"),
        *(tag("p", line) for line in rest),
        _table(decided, speaker),
        _listed(decided, speaker),
        tag("h2", speaker.say("Check it yourself")),
        check_yourself(note, speaker),
    )
    digest = tag("code", decided["rule"]["sha256"], dir="ltr")
    foot = tag("footer", speaker.say_html("SHA-256 of the rule: {digest}", digest=digest))
    document = tag(
        "html",
        document_head(title, stylesheet()),
        tag("body", main, foot),
        lang=language.tag,
        dir=language.direction,
    )
    return f"<!doctype html>\n{document}\n"


def _counts(counts: Decided, speaker: Voice) -> str:
    values = {key: speaker.number(counts[key]) for key in ("Y", "N", "A", "P")}
    if counts["absent"] is None:
        return speaker.say(
            "{Y} for, {N} against, {A} abstaining, {P} present and not voting; how many were "
            "absent is not known without a roll.",
            **values,
        )
    return speaker.say(
        "{Y} for, {N} against, {A} abstaining, {P} present and not voting, {absent} absent.",
        **values,
        absent=speaker.number(counts["absent"]),
    )


def _test(test: Decided, speaker: Voice) -> str:
    what = _what(test, speaker)
    if test["had"] is None:
        return speaker.say("{what}: cannot be known without a roll or weights.", what=what)
    had, verdict = speaker.number(test["had"]), _verdict(speaker, passed=test["passed"])
    if test["base"] is None:
        return speaker.say(
            "{what}: {had}. Needed: {needed}; {verdict}.",
            what=what,
            had=had,
            needed=_needed(test, speaker),
            verdict=verdict,
        )
    if test["reason"] == "empty_base":
        base = _base(test, speaker)
        return speaker.say(
            "{what}: {had}, out of 0 {base}; so nothing is adopted.", what=what, had=had, base=base
        )
    return speaker.say(
        "{what}: {had}, out of {base_value} {base}. Needed: {needed}; {verdict}.",
        what=what,
        had=had,
        base_value=speaker.number(test["base_value"]),
        base=_base(test, speaker),
        needed=_needed(test, speaker),
        verdict=verdict,
    )


def _verdict(speaker: Voice, *, passed: bool) -> str:
    words = PASSED[passed]
    return speaker.say(words)


def _base(test: Decided, speaker: Voice) -> str:
    words = BASES[test["base"]]
    return speaker.say(words)


def _what(test: Decided, speaker: Voice) -> str:
    """Return what a test counts, with its weights and its set where it has them."""
    known = COUNTED.get(test["of"])
    words = speaker.say(known) if known else test["of"]
    added = [each for each in (test["measure"], test["members"]) if each not in (None, "seat")]
    return f"{words} ({', '.join(added)})" if added else words


def _needed(test: Decided, speaker: Voice) -> str:
    number = speaker.number(test["required"])
    if test["share"] is None:
        least = NUMBERS[test["comparison"]]
        return speaker.say(least, number=number)
    share, part = "/".join(map(speaker.number, test["share"])), SHARES[test["comparison"]]
    return speaker.say(part, share=share, number=number)


def _quorum(quorum: Decided, speaker: Voice) -> str:
    if quorum["had"] is None or quorum["required"] is None:
        return speaker.say("Whether enough took part cannot be known without a roll.")
    return speaker.say(
        "Quorum: {had} of {base_value} took part, {required} are needed; {verdict}.",
        had=speaker.number(quorum["had"]),
        base_value=speaker.number(quorum["base_value"]),
        required=speaker.number(quorum["required"]),
        verdict=_verdict(speaker, passed=quorum["state"] == "met"),
    )


def _asides(decided: Decided, speaker: Voice) -> list[str]:
    """Return how many ballots are kept outside the counts, if any."""
    count = len(decided["refused"]) + len(decided["noted"])
    if not count:
        return []
    kept = speaker.plural(
        "{n} ballot is kept outside these counts.",
        "{n} ballots are kept outside these counts.",
        count,
    )
    return [kept]


def _rule(decided: Decided, speaker: Voice) -> str:
    rule, roll = decided["rule"], decided["roll"]
    values = {"rule": rule["id"], "version": rule["version"]}
    if roll["sha256"] is None:
        return speaker.say("Rule {rule}, version {version}; without a roll.", **values)
    if roll["date"] is None:
        return speaker.say("Rule {rule}, version {version}; a roll without a date.", **values)
    day = speaker.date(date.fromisoformat(roll["date"]))
    return speaker.say("Rule {rule}, version {version}; roll of {date}.", **values, date=day)


def _table(decided: Decided, speaker: Voice) -> Html:
    """Return both sides of every test, as they are compared."""
    heads = [
        speaker.say("Test"),
        speaker.say("Had"),
        speaker.say("Base"),
        speaker.say("Needed"),
        speaker.say("Compared"),
        speaker.say("Outcome"),
    ]
    rows = [
        [
            tag("bdi", each["id"]),
            escaped(speaker.number(each["had"])),
            escaped(speaker.number(each["base_value"])),
            escaped(speaker.number(each["required"])),
            _sides(each, speaker),
            escaped(_verdict(speaker, passed=each["passed"])),
        ]
        for each in decided["tests"]
    ]
    return table(speaker.say("Each test with its two sides"), heads, rows, "wide")


def _sides(test: Decided, speaker: Voice) -> Html:
    """Return the whole numbers that were compared: what was had times the divisor, and the rest."""
    if test["lhs"] is None:
        return escaped("–")
    sign = {"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}[test["comparison"]]
    left, right = speaker.number(test["lhs"]), speaker.number(test["rhs"])
    return tag("bdi", f"{left} {sign} {right}", dir="ltr")


def _listed(decided: Decided, speaker: Voice) -> Html:
    """Return the ballots outside the counts, each with the reason."""
    asides = [*decided["refused"], *decided["noted"]]
    if not asides:
        return joined(())
    items = (
        tag("li", tag("bdi", f"{each['party']}: {each['vote']}"), " – ", _reason(each, speaker))
        for each in asides
    )
    return joined([tag("h2", speaker.say("Outside the counts")), tag("ul", *items)])


def _reason(aside: Decided, speaker: Voice) -> str:
    words = ASIDE[aside["reason"]]
    return speaker.say(words)
