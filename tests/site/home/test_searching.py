"""One page answers for all rooms, without script, in the reader's language and within bounds."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection, transaction

from comity.edge import entry_time
from comity.record import Entry as RecordEntry
from comity.record import sealed_payload
from comity.site.dialogue.actions import Kept
from comity.site.home.erasing import erase_everywhere
from comity.site.record.actions import OPERATOR, Content
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.indexing import index_new
from comity.site.record.models import Entry, FoldedWord, Log, SubEntry
from comity.site.record.sublogs import append_internal, open_sub_log
from comity.site.ui.searching import providers
from tests.site.conftest import begin, sequence
from tests.site.dialogue.world import LATER, NOW, opened, submit
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

PAGE = "/en/search/"
SECRET = "Quetzalcoatlus"


def indexed(instance):
    sequence(instance.log_folder)
    while index_new():
        pass


def answers(client, text):
    return dict(client.get(PAGE, {"q": text}).context["answers"])


@pytest.mark.django_db
def test_each_room_answers_for_itself(log, instance, client):
    opened(instance)
    indexed(instance)
    assert set(answers(client, "heard")) == {"Statements"}
    assert set(answers(client, "a question")) >= {"Conversations", "Entries of the record"}
    assert set(answers(client, "checkpoint")) >= {"Terms"}
    assert "Help" in answers(client, "account")
    names = {one.name for one in providers()}
    assert names == {
        "Reports",
        "Conversations",
        "Statements",
        "Members",
        "Entries of the record",
        "Terms",
        "Help",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "'", '"', "x" * 9000, "\x00", "<script>", "a " * 500, "安" * 300]
)
def test_whatever_is_typed_there_is_an_answer_and_no_markup(log, client, text):
    answer = client.get(PAGE, {"q": text})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_an_absence_is_said_only_where_something_was_asked(log, client):
    assert "Nothing public" not in client.get(PAGE).content.decode()
    assert "Nothing public" in client.get(PAGE, {"q": "fishermen"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en", "ar", "zh", "fr", "ru", "es"])
def test_one_finds_in_another_language_than_the_pages(log, instance, client, code):
    opened(instance)
    indexed(instance)
    assert "السلامة أولاً." in client.get(f"/{code}/search/", {"q": "سلامه"}).content.decode()


@pytest.mark.django_db
def test_the_cost_is_bounded(log, instance, client, django_assert_max_num_queries):
    opened(instance)
    indexed(instance)
    with django_assert_max_num_queries(40):
        client.get(PAGE, {"q": "heard should everybody be " * 20})


@pytest.mark.django_db
def test_what_belongs_to_one_delegation_is_never_kept_or_found(log, instance, client):
    opened(instance)
    whose, text, key = "people:delegation:d-1", SECRET.encode(), bytes(32)
    sub_log = open_sub_log(log=log, subject=whose, keys=instance.sub_key_folder, now=NOW)
    payload = sealed_payload(text, key, "delegation")
    act = RecordEntry("people.note", "d-1/delegate", whose, entry_time(NOW), payload)
    with transaction.atomic():
        append_internal(sub_log=sub_log, statement=act, content=Content(text, key))
    indexed(instance)
    assert SubEntry.objects.exists()  # the control: it is there
    assert not FoldedWord.objects.filter(word__startswith="quetz").exists()
    assert answers(client, SECRET) == {}


def test_erased_words_leave_the_index_and_the_raw_file(instance, file_database):
    log = begin()
    opened(instance)
    number = submit(instance, 1, f"Ask {SECRET} too.")
    indexed(instance)
    assert FoldedWord.objects.filter(word=SECRET.casefold()).exists()
    empty_write_ahead_log()
    database = instance.database
    held = SECRET.casefold().encode()
    assert held in database.read_bytes()  # the control
    entry = Entry.objects.get(stated__number=number)
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    erase_everywhere(
        log=Log.objects.get(pk=log.pk),
        index=entry.idx,
        basis="request 1",
        actor=OPERATOR,
        kept=kept,
        now=LATER,
    )
    empty_write_ahead_log()
    connection.close()
    for file in database.parent.glob(f"{database.name}*"):
        data = file.read_bytes().lower()
        assert held not in data, file.name
    with closing(sqlite3.connect(database)) as rows:
        kept = {word for (word,) in rows.execute("SELECT word FROM record_foldedword")}
    assert kept
    assert SECRET.casefold() not in kept
