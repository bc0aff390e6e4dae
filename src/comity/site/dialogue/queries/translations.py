"""What is asked and said in other languages, as pages and reports take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.db.models import Q

from comity.dialogue import PARTS, Origin, Translation
from comity.language import serves
from comity.site.dialogue.models import Statement, TranslationRow
from comity.site.dialogue.queries.conversation import ConversationView, StatementLine

__all__ = [
    "Asked",
    "Original",
    "asked_in",
    "entered_translations",
    "in_words_of",
    "machine_translations",
    "titled_in",
    "to_translate",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text of the terms, and its translation for who reads it in another language."""

    part: str
    text: str
    language: str
    translation: Translation | None = None

    @property
    def of(self) -> str:
        """Return by what a translation names it."""
        return self.part


Original: TypeAlias = Asked | StatementLine


def entered_translations(conversation: str) -> Sequence[Translation]:
    """Return the translations in use: the last one of each text into each language."""
    gone = Q(text="") | Q(statement__text="")
    rows = TranslationRow.objects.filter(conversation=conversation).exclude(gone).order_by("pk")
    columns = ("of", "language", "text", "origin", "by", "reviewer", "source")
    found: dict[tuple[str, str], Translation] = {}
    for of, language, text, origin, by, reviewer, source in rows.values_list(*columns):
        kind: Origin = "machine" if origin == "machine" else "human"
        made = Translation(of, language, text, kind, by, reviewer, source)
        found[of, language.casefold()] = made
    return list(found.values())


def machine_translations() -> int:
    """Return how many translations in use were made by a machine, in all conversations."""
    rows = TranslationRow.objects.filter(origin="machine").exclude(text="")
    some = rows.values_list("conversation", flat=True).distinct()
    return sum(one.origin == "machine" for each in some for one in entered_translations(each))


def in_words_of(
    lines: Sequence[StatementLine], conversation: str, language: str
) -> Sequence[StatementLine]:
    """Return ``lines``, each with its translation for who reads ``language``, if it has one.

    A statement in that language stays as it is, and so does one nobody has translated.
    """
    fitting = _fitting(conversation, language)
    return [
        line if serves(line.language, language) else replace(line, translation=fitting.get(line.of))
        for line in lines
    ]


def asked_in(view: ConversationView, language: str) -> Mapping[str, Asked]:
    """Return title, question, benefit and risk for who reads ``language``, by their names."""
    written = view.terms.language
    fitting = {} if serves(written, language) else _fitting(view.id, language)
    return {
        part: Asked(part, getattr(view.terms, part), written, fitting.get(part)) for part in PARTS
    }


def titled_in(
    views: Sequence[ConversationView], language: str
) -> Sequence[tuple[ConversationView, Asked]]:
    """Return each conversation with its title for who reads ``language``."""
    return [(view, asked_in(view, language)["title"]) for view in views]


def to_translate(view: ConversationView, language: str) -> Sequence[Original]:
    """Return what is not in ``language``: what is asked, then accepted statements by number.

    Each stands with its translation, if there is one.
    """
    known = _fitting(view.id, language)
    rows = Statement.objects.filter(conversation=view.id, state="accepted").exclude(text="")
    columns = ("number", "text", "language")
    originals: list[Original] = [
        *(Asked(part, getattr(view.terms, part), view.terms.language) for part in PARTS),
        *(StatementLine(*row) for row in rows.order_by("number").values_list(*columns)),
    ]
    return [
        replace(one, translation=known.get(one.of))
        for one in originals
        if not serves(one.language, language)
    ]


def _fitting(conversation: str, language: str) -> Mapping[str, Translation]:
    """Return what serves who reads ``language``: a translation into exactly that one first."""
    found: dict[str, Translation] = {}
    for one in entered_translations(conversation):
        same = one.language.casefold() == language.casefold()
        if serves(one.language, language) and (same or one.statement not in found):
            found[one.statement] = one
    return found
