"""The organisation's own statements as a form has them: one a line, each in its language.

A line may say its language, where that is not the one of the form: ``[ar] ...``.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from comity.dialogue import read_statements_file, statement_faults
from comity.fault import Fault
from comity.language import is_known_tag
from comity.site.ui.languages import LANGUAGES

__all__ = ["Seeds", "seed_faults", "seeds_in", "seeds_in_file", "written_seeds"]

Seeds = tuple[tuple[str, str], ...]
KNOWN: Final = {one.tag.casefold(): one.tag for one in LANGUAGES.values()}
"""The languages of the site, however their tags are typed."""
MARKED: Final = re.compile(r"\[([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\]\s+(\S.*)")


def seeds_in(text: str, language: str) -> Seeds:
    """Return each line of ``text`` that is not empty, with the language it is in."""
    lines = (line.strip() for line in text.split("\n"))
    return tuple(_seed(line, language) for line in lines if line)


def seeds_in_file(data: bytes, name: str, language: str) -> Seeds:
    """Return the statements of a file as the dialogue reads them, but those that were rejected.

    Raises ``RefusedError`` with all faults of the file.
    """
    found = read_statements_file(data, name).statements
    return tuple((one.text, one.language or language) for one in found if one.moderated >= 0)


def written_seeds(seeds: Iterable[tuple[str, str]], language: str) -> str:
    """Return statements one a line, as ``seeds_in`` reads them again."""
    return "\n".join(_line(text, of, language) for text, of in seeds)


def seed_faults(seeds: Seeds) -> Sequence[Fault]:
    """Return all that speaks against these statements."""
    return [fault for text, language in seeds for fault in statement_faults(text, language)]


def _seed(line: str, language: str) -> tuple[str, str]:
    marked = MARKED.fullmatch(line)
    if not marked or not is_known_tag(marked[1]):
        return line, language
    return marked[2], KNOWN.get(marked[1].casefold(), marked[1])


def _line(text: str, of: str, language: str) -> str:
    plain = " ".join(text.split())
    return plain if of == language and not MARKED.fullmatch(plain) else f"[{of}] {plain}"
