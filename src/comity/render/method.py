"""How a report was made and how to check it, as markup."""

from collections.abc import Sequence
from typing import Final

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.sentences import Report
from comity.render.state import VerifyNote
from comity.render.voice import Voice

__all__ = ["check_yourself", "definitions", "facts"]

BALLOTS: Final = {
    "open": N_("open: the votes are in the bundle, without names, and anybody can recount them"),
    "protected": N_("protected: votes stay with the organisation, counts of few people are hidden"),
}
TIERS: Final = {
    "file": N_("people in a file; who they are was not checked"),
    "anonymous": N_("anonymous people"),
    "verified": N_("verified people"),
    "accredited": N_("accredited people"),
    "delegation": N_("delegations"),
}


def check_yourself(note: VerifyNote | None, speaker: Voice, *, protected: bool = False) -> Html:
    """Return the line that recomputes the report, and what to compare the key with.

    With ``protected`` ballots anybody starts from the published counts, auditors from the votes.
    """
    told = note or VerifyNote()
    recomputed = speaker.say(
        "On your own computer, without network, this recomputes every number of this report from "
        "the votes:"
    )
    if protected:
        recomputed = speaker.say(
            "The counts were made from votes that only auditors see. On your own computer, without "
            "network, this recomputes from the counts every other number of this report:"
        )
    return joined(
        [
            tag("p", recomputed),
            tag("pre", tag("code", told.command), dir="ltr"),
            *_key(told, speaker),
            *_place_in_record(told, speaker),
        ]
    )


def facts(report: Report, speaker: Voice) -> Html:
    """Return rule, function and further particulars as a list of terms."""
    rule, function = report["rule"], report["function"]
    conversation = report["conversation"]
    pairs = [
        (
            speaker.say("Rule"),
            speaker.say_html(
                "{rule}, version {version}", rule=_code(rule["id"]), version=_code(rule["version"])
            ),
        ),
        (speaker.say("Digest of the rule (SHA-256)"), _code(rule["sha256"])),
        (
            speaker.say("Function"),
            speaker.say_html(
                "{function}, version {version}",
                function=_code(function["name"]),
                version=_code(function["version"]),
            ),
        ),
        (speaker.say("Seed of the random draws"), _code(report["seed"])),
        (speaker.say("Ballots"), _word(BALLOTS, conversation["ballots"], speaker)),
        (speaker.say("Whose votes"), _word(TIERS, conversation["tier"], speaker)),
    ]
    return _terms(pairs)


def definitions(report: Report, speaker: Voice) -> Html:
    """Return what the words and numbers of the report mean."""
    level = speaker.percent(report["level"])
    pairs = [
        (
            speaker.say("Share"),
            speaker.say("Of those who voted on the statement; a pass counts as a vote."),
        ),
        (
            speaker.say("Interval"),
            speaker.say(
                "If chance alone were at work, {level} of such intervals would hold the true "
                "share (Jeffreys). n is the number of votes.",
                level=level,
            ),
        ),
        (speaker.say("Common ground"), _common_ground(report, speaker)),
        *_contested(report, speaker),
        (
            speaker.say("No clear result"),
            speaker.say("None of these, nor a clear majority of everybody."),
        ),
        (
            speaker.say("Not enough data"),
            _too_few(report, speaker),
        ),
        (
            speaker.say("Opinion group"),
            speaker.say(
                "People whose votes are alike. Groups come from the votes alone, never from a "
                "name, a country or a delegation."
            ),
        ),
    ]
    return _terms(pairs)


def _common_ground(report: Report, speaker: Voice) -> str:
    if report["groups"]["outcome"] == "stable":
        return speaker.say(
            "In every opinion group that is large enough, more than half say the same, and the "
            "whole interval lies above half. As many statements are tested, the bar is raised "
            "(Benjamini–Hochberg)."
        )
    return speaker.say(
        "More than half of those who voted say the same, and the whole interval lies above half. "
        "As many statements are tested, the bar is raised (Benjamini–Hochberg)."
    )


def _contested(report: Report, speaker: Voice) -> list[tuple[str, str]]:
    if report["groups"]["outcome"] != "stable":
        return []
    meaning = speaker.say(
        "In one group the whole interval of agreement lies above half, in another below half."
    )
    return [(speaker.say("Contested"), meaning)]


def _too_few(report: Report, speaker: Voice) -> str:
    least = report["rule"].get("minimum_cell")
    if least is None:
        return speaker.say("Too few people voted on it to state a share.")
    return speaker.plural(
        "Fewer than {n} person voted on it.", "Fewer than {n} people voted on it.", least
    )


def _key(note: VerifyNote, speaker: Voice) -> list[Html]:
    if note.key is None:
        return []
    compare = speaker.say("Compare this key with the organisation’s letter or with another site:")
    return [tag("p", compare), tag("p", _code(note.key), class_="key")]


def _place_in_record(note: VerifyNote, speaker: Voice) -> list[Html]:
    said: list[Html] = []
    if note.entry is not None:
        entry = tag("b", speaker.number(note.entry))
        origin = _code(note.origin or "")
        said.append(
            speaker.say_html("Entry {entry} of the record {origin}.", entry=entry, origin=origin)
        )
    if note.witnesses == 0:
        said.append(escaped(speaker.say("Not witnessed.")))
    if note.witnesses:
        witnessed = speaker.plural(
            "Signed by {n} witness.", "Signed by {n} witnesses.", note.witnesses
        )
        said.append(escaped(witnessed))
    return [tag("p", joined(said, speaker.gap))] if said else []


def _word(words: dict[str, str], code: str, speaker: Voice) -> str:
    return speaker.say(words[code]) if code in words else code


def _code(value: object) -> Html:
    return tag("bdi", tag("code", value))


def _terms(pairs: Sequence[tuple[str, str]]) -> Html:
    return tag("dl", *(tag("div", tag("dt", term), tag("dd", words)) for term, words in pairs))
