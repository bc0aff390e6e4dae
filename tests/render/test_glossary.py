"""The terms of the field are said in one way in each language."""

import csv
import re
from pathlib import Path

import pytest

from tests.render.catalogues import messages, strings

GLOSSARY = Path(__file__).resolve().parents[2] / "tools" / "glossary.csv"
FOLDERS = {"ar": "ar", "zh": "zh_Hans", "fr": "fr", "ru": "ru", "es": "es"}
CHECKED = {
    "bundle",
    "checkpoint",
    "common ground",
    "delegation",
    "interval",
    "mandate",
    "manifest",
    "opinion group",
    "receipt",
    "sign-off",
    "statement",
    "witness",
}


def terms():
    with GLOSSARY.open(encoding="utf-8", newline="") as reader:
        return {row.pop("term"): row for row in csv.DictReader(reader)}


def test_every_term_has_a_word_in_every_language():
    for term, row in terms().items():
        assert all(row[code] for code in FOLDERS), term
    assert set(terms()) >= CHECKED


def lacking(term, wanted, message):
    """The strings of a message that say a term of its English in none of the wanted ways."""
    english = message.id if isinstance(message.id, str) else message.id[1]
    # A term inside a command, a placeholder or the name of a file is no word of the sentence.
    if not re.search(rf"(?<![-\w/{{]){term}s?(?![-\w/.}}])", english, re.IGNORECASE):
        return []
    said = [string.replace("\u00a0", " ").lower() for string in strings(message) if string]
    # The name of a column stays as it is.
    ways = [*(stem.lower() for stem in wanted), term]
    return [string for string in said if not any(way in string for way in ways)]


@pytest.mark.parametrize("code", FOLDERS)
def test_a_term_is_said_in_one_way(code):
    glossary = terms()
    otherwise = [
        (term, string)
        for message in messages(FOLDERS[code])
        for term in CHECKED
        for string in lacking(term, glossary[term][code].split("|"), message)
    ]
    assert not otherwise
