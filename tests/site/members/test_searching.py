"""A party is found by its name in any language, and shown in the reader's."""

import pytest

from comity.language import sought_words
from comity.site.members.searching import PARTIES
from comity.site.ui.searching import Question
from tests.site.members.factories import add_party, somebody

pytestmark = pytest.mark.django_db


def found(text, language="en", limit=10):
    return PARTIES.query(Question(text, sought_words(text, 8), None, language, limit))


def test_a_party_is_found_in_another_language_than_the_readers(log):
    add_party("guild")
    (one,) = found("partie guild")
    assert (one.title, one.language, one.place) == (
        "Party guild",
        "en",
        "/en/members/parties/guild/",
    )
    assert found("guild", "fr")[0].title == "Partie guild"
    assert found("guild", "ar")[0].language in {"en", "fr"}


def test_people_are_not_found(log):
    somebody("moderator", name="Ada Rill")
    assert found("Ada") == []


def test_no_more_than_asked_for(log):
    for name in ("a", "b", "c"):
        add_party(name)
    assert len(found("party", limit=2)) == 2
