"""Words for every refusal: place, what was found, the rule and the remedy."""

import re
from collections.abc import Sequence
from typing import Final

from comity.fault import Fault, Phrase, Place
from comity.render.catalogue import Language
from comity.render.markup import visible
from comity.render.voice import Voice, voice

__all__ = ["FIRST_SHOWN", "all_words", "fault_parts", "page_words", "words"]

FIRST_SHOWN: Final = 20
SENTENCE_ENDS: Final = (".", "!", "?", "…", "。", "！", "？", "؟")

FIELDS: Final = frozenset(
    {"address", "app", "cap", "code", "decisions", "evidence", "hours", "invitation", "kind"}
    | {"name", "note", "origins", "passkey", "password", "reason", "scope", "session", "since"}
    | {"size", "statement", "statements", "text", "tokens", "until", "votes"}
)
"""Places that are names of fields: what was found says it in words, so a page leaves them out."""

STATEMENT: Final = re.compile(r"statement ([0-9]{1,9})")


class _Values(dict[str, str]):
    """The values of a fault: one that is missing must not hide the refusal itself."""

    def __missing__(self, name: str) -> str:
        return "…"


def words(fault: Fault, language: Language, *, wrote_nothing: bool = True) -> str:
    """Return one fault as one paragraph of plain text.

    ``wrote_nothing`` adds the assurance that the refusal changed nothing.
    """
    speaker = voice(language)
    parts = _sentences(fault_parts(fault, language), speaker)
    if wrote_nothing:
        parts.append(speaker.say("Nothing was written."))
    return speaker.gap.join(filter(None, parts))


def page_words(fault: Fault, language: Language) -> str:
    """Return one fault as a page says it: in words alone, where programs read names of fields."""
    speaker = voice(language)
    place, found, rule, remedy = fault_parts(fault, language)
    if place in FIELDS:
        first, rest = _sentences(("", found, rule, remedy), speaker)
        first = first.lstrip(" \u00a0\u202f:：")
        return speaker.gap.join(filter(None, (first[:1].upper() + first[1:], rest)))
    if numbered := STATEMENT.fullmatch(place):
        shown = speaker.number(int(numbered[1]))
        place = speaker.translations.gettext("Statement %(shown)s") % {"shown": shown}
    return speaker.gap.join(filter(None, _sentences((place, found, rule, remedy), speaker)))


def all_words(
    faults: Sequence[Fault], language: Language, *, wrote_nothing: bool = True
) -> tuple[str, ...]:
    """Return a line for each of the first faults, then how many more there are.

    With ``wrote_nothing`` the last line says that the refusal changed nothing.
    """
    if len(faults) == 1:
        return (words(faults[0], language, wrote_nothing=wrote_nothing),)
    speaker = voice(language)
    lines = [words(fault, language, wrote_nothing=False) for fault in faults[:FIRST_SHOWN]]
    rest = len(faults) - FIRST_SHOWN
    if rest > 0:
        more = speaker.plural(
            "{n} more fault is not shown.", "{n} more faults are not shown.", rest
        )
        lines.append(more)
    if wrote_nothing:
        lines.append(speaker.say("Nothing was written."))
    return tuple(lines)


def fault_parts(fault: Fault, language: Language) -> tuple[str, str, str, str]:
    """Return place, what was found, rule and remedy of a fault, each in words."""
    speaker = voice(language)
    values = _Values({name: _value(value, speaker) for name, value in fault.values.items()})
    found, rule, remedy = (
        speaker.translations.gettext(template).format_map(values) if template else ""
        for template in (fault.found, fault.rule, fault.remedy)
    )
    return _place(fault.place, speaker), found, rule, remedy


def _value(value: str, speaker: Voice) -> str:
    """Return a value as it is read: words in the reader's language, anything else as it is."""
    if not isinstance(value, Phrase):
        return visible(value)
    inner = _Values({name: _value(one, speaker) for name, one in value.values.items()})
    return speaker.translations.gettext(value.template).format_map(inner)


def _place(place: Place, speaker: Voice) -> str:
    name = visible(place.name)
    line = "" if place.line is None else speaker.number(place.line)
    column = visible(place.column or "")
    if line and column:
        return speaker.say("{file}, line {line}, {column}", file=name, line=line, column=column)
    if line:
        return speaker.say("{file}, line {line}", file=name, line=line)
    if column:
        return speaker.say("{file}, {column}", file=name, column=column)
    return name


def _sentences(parts: tuple[str, str, str, str], speaker: Voice) -> list[str]:
    place, found, rule, remedy = parts
    sentence = speaker.say(
        "{place}: {found}; {rule}", place=place, found=found, rule=rule.rstrip(".")
    )
    return [_ended(sentence, speaker), _ended(remedy, speaker)]


def _ended(sentence: str, speaker: Voice) -> str:
    if not sentence or sentence.rstrip("”»）)").endswith(SENTENCE_ENDS):
        return sentence
    return sentence + speaker.say_in("end of sentence", ".")
