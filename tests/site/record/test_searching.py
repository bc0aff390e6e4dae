"""The record is searched by number, digest, title and in words by the kind of act."""

import pytest

from comity.language import sought_words
from comity.site.record.searching import RECORD
from comity.site.ui.searching import Question
from tests.site.conftest import sequence
from tests.site.dialogue.world import opened

pytestmark = pytest.mark.django_db


def found(text, limit=10):
    return RECORD.query(Question(text, sought_words(text, 8), None, "en", limit))


@pytest.fixture(autouse=True)
def begun(log, instance):
    opened(instance)
    sequence(instance.log_folder)


@pytest.mark.parametrize("text", ["conversation opened", "OPENED", "A24/DIA/7", "a question"])
def test_an_entry_is_found(text):
    titles = [one.title for one in found(text)]
    assert [one for one in titles if one.endswith("Conversation opened")]


def test_an_entry_is_found_by_its_number():
    (one,) = found("0")
    assert (one.title, one.place) == ("Entry 0: Record begun", "/en/record/entries/0/")


def test_no_more_than_asked_for_and_none_twice():
    assert len(found("statement", 2)) <= 2
    many = found("opened", 50)
    assert len({one.place for one in many}) == len(many)


def test_what_is_in_no_entry_is_not_found():
    assert found("fishermen") == []
