from dataclasses import replace

import pytest

from comity.site.api.telling import conversation_told, full_entry_told, report_told, statement_told
from comity.site.dialogue.queries import (
    ConcernCounts,
    StatementLine,
    conversation_with,
    report_with,
)
from comity.site.record.queries import entry_at
from tests.site.api.conftest import ID, NOW
from tests.site.conftest import sequence
from tests.site.dialogue.world import submit

pytestmark = pytest.mark.django_db


def test_a_conversation_is_told_in_the_language_it_was_written_in(live):
    told = conversation_told(conversation_with(ID, NOW), "")
    assert (told.title.text, told.title.language, told.title.translation) == (
        *("A question", "en"),
        None,
    )


def test_a_statement_without_a_translation_says_so():
    told = statement_told(StatementLine(3, "Plus vite.", "fr"))
    assert (told.words.translation, told.words.reviewed) == (None, False)


def test_content_that_waits_for_a_moderator_is_not_told(live, instance):
    """Its words are sealed until they are accepted, in the page of the entry and here."""
    submit(instance, 1, "Buses on Sundays.")
    size = sequence(instance.log_folder)
    full = entry_at(size - 1)
    assert full.line.act == "dialogue.submit_statement"
    assert b"Buses" in full.payload
    told = full_entry_told(full)
    assert told.content is None
    assert "Buses" not in told.model_dump_json()


def test_a_report_on_open_votes_gives_them(published):
    assert {"votes", "comments"} <= set(report_told(report_with(published)).files)


def test_concerns_are_counted_once_it_is_closed(live, monkeypatch):
    monkeypatch.setattr("comity.site.api.telling.concern_counts", lambda _: ConcernCounts(3, 1, 0))
    view = conversation_with(ID, NOW)
    assert conversation_told(view, "").concerns is None
    told = conversation_told(replace(view, stage="closed"), "").concerns
    assert told.model_dump() == {"raised": 3, "kept": 1, "rejected": 0}
