"""The table of a restatement: each statement's figure that stands now, and the one before it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.fault import N_
from comity.render.markup import Html, escaped, joined, tag
from comity.render.quotation import LONGEST_TEXT
from comity.render.tables import named, share, table
from comity.render.voice import Voice

__all__ = ["restated_table"]

STATES: Final = {
    "restated": N_("shown anew"),
    "stands": N_("the earlier figure stands: fewer than {least} changed, or none"),
    "hidden": N_("hidden: too few people"),
    "erased": N_("erased"),
}
ANSWERS: Final = ("agree", "disagree", "pass")


def restated_table(
    result: Mapping[str, Any], statements: Sequence[Mapping[str, Any]], speaker: Voice
) -> Html:
    """Return the rows of a restatement that are about ``statements``, in their order.

    ``result`` is the value of ``restatement.json``. A statement whose text is empty has lost its
    words: only its number is shown.
    """
    known = {one["id"]: one for one in result["statements"]}
    heads = [
        speaker.say("Statement"),
        speaker.say("What became of it"),
        speaker.say("Agree"),
        speaker.say("Disagree"),
        speaker.say("Pass"),
        speaker.say("Votes"),
    ]
    least = result["restatement_rule"]["min_changes"]
    rows = [_row(one, known[str(one["id"])], least, speaker) for one in statements]
    caption = speaker.say("Shares with {level} intervals", level=speaker.percent(result["level"]))
    return table(caption, heads, rows, "wide")


def _row(
    statement: Mapping[str, Any], said: Mapping[str, Any], least: int, speaker: Voice
) -> list[Html]:
    words = tag("bdi", str(statement["id"]), class_="number")
    state = speaker.say(STATES[said["state"]], least=speaker.number(least))
    return [
        named(statement, speaker, LONGEST_TEXT) if statement["text"] else words,
        escaped(state),
        *(_figure(said, f"{answer}_share", speaker) for answer in ANSWERS),
        _votes(said, speaker),
    ]


def _figure(said: Mapping[str, Any], name: str, speaker: Voice) -> Html:
    """Return the figure that stands; beside one that is shown anew the one before."""
    if said["state"] not in {"restated", "stands"}:
        return escaped("–")
    if said["now"] is None:
        return share(said["before"][name], speaker)
    before = speaker.say("before: {share}", share=speaker.percent(said["before"][name]["value"]))
    return joined([share(said["now"][name], speaker), tag("small", before)], " ")


def _votes(said: Mapping[str, Any], speaker: Voice) -> Html:
    if said["state"] not in {"restated", "stands"}:
        return escaped("–")
    if said["now"] is None:
        return escaped(speaker.number(said["before"]["seen"]))
    before = speaker.say("before: {share}", share=speaker.number(said["before"]["seen"]))
    return joined([tag("b", speaker.number(said["now"]["seen"])), tag("small", before)], " ")
