"""The published function ``dialogue.translations``: which translations are of the text as it is."""

from collections.abc import Mapping
from typing import Final

from comity.canonical import Json, encode
from comity.dialogue.columns import in_order
from comity.dialogue.publication import STATEMENTS
from comity.dialogue.published_table import refuse_line
from comity.dialogue.reading import read_statements
from comity.dialogue.translations import Translation, read_translations, source_of
from comity.dialogue.votes import Statement
from comity.fault import N_, phrase
from comity.record import PublishedFunction

__all__ = ["INPUTS", "OUTPUTS", "PUBLISHED", "TRANSLATED", "TRANSLATIONS", "translations"]

NAME: Final = "dialogue.translations"
VERSION: Final = 1
TRANSLATIONS: Final = "inputs/translations.csv"
TRANSLATED: Final = "outputs/translations.json"
INPUTS: Final = (STATEMENTS, TRANSLATIONS)
OUTPUTS: Final = (TRANSLATED,)


def translations(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return translations.json for published statements and translations.

    Raises ``RefusedError`` for a translation that may not be published, among them one of a
    rejected statement.
    """
    statements = in_order(read_statements(inputs[STATEMENTS], STATEMENTS))
    found = read_translations(inputs[TRANSLATIONS], TRANSLATIONS, statements)
    known = {each.id: each for each in statements}
    if any(known[each.statement].moderated < 0 for each in found):
        raise refuse_line(
            TRANSLATIONS, None, phrase(N_("it translates a statement that was rejected"))
        )
    members: dict[str, Json] = {
        "v": 1,
        "function": {"name": NAME, "version": VERSION},
        "translations": [_told(each, known[each.statement]) for each in found],
    }
    return {TRANSLATED: encode(members)}


def _told(translation: Translation, statement: Statement) -> dict[str, Json]:
    return {
        "statement": translation.statement,
        "language": translation.language,
        "text": translation.text,
        "origin": translation.origin,
        "by": translation.by,
        "reviewer": translation.reviewer,
        "state": "current" if translation.source == source_of(statement) else "stale",
    }


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=0,
    run=translations,
)
"""It shapes no number of a report."""
