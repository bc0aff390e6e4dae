"""Words are kept of what has its place in the record, once, and go with their text."""

import pytest

from comity.site.home.erasing import erase_everywhere
from comity.site.record import indexing
from comity.site.record.actions import OPERATOR
from comity.site.record.indexing import entries_with, index_new
from comity.site.record.models import Entry, FoldedWord, Indexed, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import LATER, opened, submit

pytestmark = pytest.mark.django_db


def indexed(instance):
    sequence(instance.log_folder)
    while index_new():
        pass


@pytest.fixture
def said(log, instance):
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    indexed(instance)
    return Entry.objects.get(stated__number=4)


def test_an_entry_is_found_by_all_its_words_and_by_how_they_begin(said):
    assert entries_with(("fishermen",), 9) == [said.pk]
    assert entries_with(("fish", "ask"), 9) == [said.pk]
    assert entries_with(("fish", "cooks"), 9) == []
    assert entries_with((), 9) == []


def test_the_newest_come_first_and_no_more_than_asked_for(said, instance):
    submit(instance, 2, "Fish is food.")
    indexed(instance)
    newest = Entry.objects.get(stated__number=5)
    assert entries_with(("fish",), 9) == [newest.pk, said.pk]
    assert entries_with(("fish",), 1) == [newest.pk]


def test_nothing_is_kept_before_it_has_its_place(log, instance):
    opened(instance)
    sequence(instance.log_folder)
    submit(instance, 1, "Ask the fishermen too.")
    while index_new():
        pass
    assert entries_with(("fishermen",), 9) == []
    indexed(instance)
    assert entries_with(("fishermen",), 9)


def test_a_second_look_keeps_nothing_twice(said, instance):
    before = FoldedWord.objects.count()
    indexed(instance)
    assert FoldedWord.objects.count() == before


def test_a_stop_in_the_midst_keeps_nothing_and_the_next_call_all(log, instance, monkeypatch):
    opened(instance)
    sequence(instance.log_folder)

    def stop(_keys):
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(indexing, "all_texts", stop)
        with pytest.raises(OSError, match="killed"):
            index_new()
    assert not Indexed.objects.exists()
    indexed(instance)
    assert entries_with(("heard",), 9)


def test_it_goes_on_some_at_a_time(log, instance, monkeypatch):
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    opened(instance)
    indexed(instance)
    assert Indexed.objects.get().size == Log.objects.get().size
    assert entries_with(("heard",), 9)


def test_another_version_of_folding_makes_all_anew(said, instance):
    Indexed.objects.update(folding=0)
    FoldedWord.objects.all().update(word="old")
    indexed(instance)
    assert not FoldedWord.objects.filter(word="old").exists()
    assert entries_with(("fishermen",), 9) == [said.pk]


def test_words_go_with_their_text_in_the_same_act(said, instance, log):
    kept = None
    from comity.site.dialogue.actions import Kept  # noqa: PLC0415 - only here

    kept = Kept(instance.sealed_folder, instance.draft_folder)
    erase_everywhere(
        log=log, index=said.idx, basis="request 1", actor=OPERATOR, kept=kept, now=LATER
    )
    assert not FoldedWord.objects.filter(entry=said).exists()
    assert FoldedWord.objects.exists()
    indexed(instance)
    Indexed.objects.update(folding=0)  # also not when all is made anew
    indexed(instance)
    assert entries_with(("fishermen",), 9) == []
