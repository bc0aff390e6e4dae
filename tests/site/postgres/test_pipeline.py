"""Statements sent together: what is refused is said in Django's words, and nothing is kept."""

import pytest
from django.db import IntegrityError

from comity.site.postgres import pipeline
from tests.site.postgres.databases import application

__all__ = ["application"]

pytestmark = pytest.mark.postgres
INSERT = "INSERT INTO kept (id) VALUES"


@pytest.fixture
def few(application, monkeypatch):
    monkeypatch.setattr(pipeline, "connection", application)
    return application


def ids(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM kept WHERE id > 100 ORDER BY id")
        return [one for (one,) in cursor.fetchall()]


def test_rows_are_entered_and_answers_are_read_within(few):
    with pipeline.sent_together():
        pipeline.insert_rows(INSERT, [(101,), (102,)])
        pipeline.insert_rows(INSERT, [])
        pipeline.insert_rows(INSERT, [(102,)], "ON CONFLICT DO NOTHING")
        assert ids(few) == [101, 102]


def test_what_was_refused_at_the_end_is_an_error_of_the_database(few):
    few.set_autocommit(False)
    try:
        with pytest.raises(IntegrityError), pipeline.sent_together():
            pipeline.insert_rows(INSERT, [(103,), (103,)])
    finally:
        few.rollback()
        few.set_autocommit(True)
    assert 103 not in ids(few)
