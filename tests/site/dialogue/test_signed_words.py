from dataclasses import replace

from comity.site.dialogue.signed_words import signed_words
from tests.oversight.test_reviewed import REVIEWED


def test_the_machines_sentences_and_the_persons_are_told_apart():
    found = signed_words(replace(REVIEWED, draft="One. Two.", text="One. 2."))
    assert (found.changed, found.sentences) == (1, 2)
    assert [one.kind for one in found.pieces] == ["same", "removed", "added", "same"]


def test_without_a_text_there_is_nothing_to_tell():
    assert signed_words(None) is None
