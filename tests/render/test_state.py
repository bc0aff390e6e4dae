from datetime import date

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.sentences import state
from comity.render.state import Publication, VerifyNote
from comity.render.voice import voice

EN = voice(LANGUAGES["en"])


def said(note):
    return str(state(note, EN))


def test_without_a_publication_it_is_computed_and_not_published():
    assert "not published" in said(VerifyNote(computed=date(2026, 11, 23)))
    assert "not published" in said(None)


@pytest.mark.parametrize(("strength", "vouched"), [("attested", True), ("signed", False)])
def test_it_says_who_put_it_into_effect_and_who_vouches(strength, vouched):
    publication = Publication("Ilsa Verrane", "Secretary", date(2026, 11, 21), strength)
    words = said(VerifyNote(publication=publication))
    assert "Ilsa Verrane" in words
    assert "not published" not in words
    assert ("the server vouches" in words) == vouched
