"""Statements as they are quoted: in the reader's language where there is a translation of them.

A translation is always named as such. Where there is none, or the statement has changed since, the
original stands in its own language and direction, never another translation.
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any, Final, TypeAlias

from comity.language import serves, written_from
from comity.render.catalogue import Language
from comity.render.markup import Html, escaped, joined, tag, visible
from comity.render.voice import Voice

__all__ = [
    "LONGEST_TEXT",
    "bare_words",
    "below",
    "heading",
    "is_shown",
    "origin_line",
    "original",
    "quote",
    "translated",
    "translator",
]

Report: TypeAlias = Mapping[str, Any]
Statement: TypeAlias = Mapping[str, Any]

LONGEST_TEXT: Final = 1000
# A quotation is one line, and what is quoted within it takes the inner marks: words of a statement
# neither begin a paragraph nor end the quotation they stand in, in plain text either.
LINE_END: Final = re.compile(r"\s*\n\s*")
INNER_MARKS: Final = str.maketrans("“”«»", "‘’‹›")
ELEMENT: Final = re.compile(r"<[^>]*>")
LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}")


def is_shown(statement: Statement) -> bool:
    """Tell whether a statement's text may be shown: it was not rejected by a moderator."""
    return int(statement["moderated"]) >= 0


def translated(report: Report, words: Mapping[str, Any] | None, language: Language) -> Report:
    """Return the report for readers of ``language``: with each statement's translation beside it.

    ``words`` is the value of ``translations.json``, None where there is none. Statements in the
    reader's own language get nothing.
    """
    fitting: dict[str, Mapping[str, Any]] = {}
    for each in words["translations"] if words else ():
        exact = each["language"].casefold() == language.tag.casefold()
        if serves(each["language"], language.tag) and (exact or each["statement"] not in fitting):
            fitting[each["statement"]] = each
    statements = [
        {**one, "translation": fitting[one["id"]]}
        if one["id"] in fitting and not serves(one["language"] or "", language.tag)
        else one
        for one in report["statements"]
    ]
    return {**report, "statements": statements}


def quote(statement: Statement, speaker: Voice, longest: int = LONGEST_TEXT) -> Html:
    """Return a statement in quotation marks, with a word beside it where it is a translation."""
    found = _current(statement)
    words = heading(statement, speaker, longest)
    if found is None:
        return words
    return joined([words, tag("small", _in_short(found, speaker), class_="origin")], " ")


def heading(statement: Statement, speaker: Voice, longest: int = LONGEST_TEXT) -> Html:
    """Return the same without that word, for places where ``translator`` stands below."""
    words = _current(statement) or statement
    return _quoted(statement, words["text"], words["language"], speaker, longest)


def translator(statement: Statement, speaker: Voice) -> Html:
    """Return who translated what is shown, and who reviewed it; that a translation is out of date.

    Nothing where the original is shown and no translation was ever made.
    """
    found = statement.get("translation")
    if found is None or not is_shown(statement):
        return escaped("")
    if found["state"] != "current":
        return escaped(
            speaker.say("Changed since it was translated: this is the original as it stands.")
        )
    return joined([_made_by(found, speaker), _reviewed_by(found, speaker)], speaker.gap)


def original(statement: Statement, speaker: Voice, longest: int = LONGEST_TEXT) -> Html:
    """Return the original of what ``quote`` gives in translation, nothing elsewhere."""
    if _current(statement) is None:
        return escaped("")
    tag_given = statement["language"]
    words = _quoted(statement, statement["text"], tag_given, speaker, longest)
    name = speaker.language_name(tag_given or "")
    if name is None:
        return speaker.say_html("Original: {text}", text=words)
    return speaker.say_html("Original, {language}: {text}", language=name, text=words)


def bare_words(statement: Statement) -> str:
    """Return the words that ``quote`` gives, as plain text without quotation marks."""
    words = (_current(statement) or statement)["text"] if is_shown(statement) else ""
    return visible(LINE_END.sub(" ", str(words or "").strip()))


def marked_words(statement: Statement, speaker: Voice) -> str:
    """Return the same with the word that ``quote`` puts beside a translation."""
    found, said = _current(statement), bare_words(statement)
    return said if found is None else f"{said} {_in_short(found, speaker)}"


def origin_line(statement: Statement, speaker: Voice, longest: int = LONGEST_TEXT) -> str:
    """Return as plain text that the words are a translation, and the original; "" elsewhere."""
    found = _current(statement)
    if found is None:
        return ""
    below_it = unescape(ELEMENT.sub("", original(statement, speaker, longest)))
    return f"{_in_short(found, speaker)}{speaker.gap}{below_it}"


def below(parts: Iterable[Html]) -> Html:
    """Return what stands below a quotation, each part on a line of its own, empty ones left out."""
    return joined(tag("small", part, class_="below") for part in parts if part)


def _current(statement: Statement) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = statement.get("translation")
    kept = found is not None and found["state"] == "current" and is_shown(statement)
    return found if kept else None


def _quoted(
    statement: Statement, words: str | None, tag_given: str | None, speaker: Voice, longest: int
) -> Html:
    text = LINE_END.sub(" ", str(words or "").strip()).translate(INNER_MARKS)
    if not text or not is_shown(statement):
        return tag("bdi", speaker.say("Statement {id}", id=statement["id"]))
    shown = text if len(text) <= longest else text[:longest].rstrip() + "…"
    known = tag_given if tag_given and LANGUAGE_TAG.fullmatch(tag_given) else None
    side = written_from(known) if known else None
    return tag(
        "bdi",
        speaker.say("“{text}”", text=shown),
        lang=known,
        dir=side,
    )


def _in_short(found: Mapping[str, Any], speaker: Voice) -> str:
    if found["origin"] == "machine":
        if found["reviewer"]:
            return speaker.say("(machine translation, reviewed)")
        return speaker.say("(machine translation, not reviewed)")
    if found["reviewer"]:
        return speaker.say("(translation, reviewed)")
    return speaker.say("(translation, not reviewed)")


def _made_by(found: Mapping[str, Any], speaker: Voice) -> Html:
    by = tag("bdi", found["by"])
    if found["origin"] == "machine":
        return speaker.say_html("Machine translation: {name}.", name=by)
    if found["by"]:
        return speaker.say_html("Translated by {name}.", name=by)
    return escaped(speaker.say("Translated by a person who is not named."))


def _reviewed_by(found: Mapping[str, Any], speaker: Voice) -> Html:
    if found["reviewer"]:
        return speaker.say_html("Reviewed by {name}.", name=tag("bdi", found["reviewer"]))
    return escaped(speaker.say("Nobody has reviewed the translation."))
