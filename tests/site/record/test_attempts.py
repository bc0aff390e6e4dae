from datetime import date

import pytest
from django.db import transaction

from comity.site.record.attempts import Attempted, attempts_on, record_attempt
from comity.site.record.models import Attempt, Entry
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

SUBJECT = "dialogue:conversation:c-1"
DAY = date(2026, 11, 26)


def attempt(**changes):
    named = {"subject": SUBJECT, "kind": "dialogue.cast_vote", "day": DAY, "reason": "not_open"}
    record_attempt(**(named | changes))


@pytest.mark.django_db
def test_attempts_are_counted_by_day_and_reason():
    for changes in ({}, {}, {"day": date(2026, 11, 27)}, {"reason": "unknown"}, {"subject": "s"}):
        attempt(**changes)
    assert attempts_on(SUBJECT) == [
        Attempted("dialogue.cast_vote", "not_open", DAY, 2),
        Attempted("dialogue.cast_vote", "unknown", DAY, 1),
        Attempted("dialogue.cast_vote", "not_open", date(2026, 11, 27), 1),
    ]
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_many_attempts_do_not_fill_the_disk():
    for _ in range(50):
        attempt()
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_an_attempt_names_nobody_and_no_content():
    columns = {field.name for field in Attempt._meta.get_fields()}  # noqa: SLF001 - Django's own
    assert columns == {"id", "subject", "kind", "reason", "day", "count"}
    with pytest.raises(ValueError, match="our own"):
        attempt(reason="x" * 201)


def test_an_attempt_stays_when_the_act_is_taken_back(file_database):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    attempt()
    assert Attempt.objects.get().count == 1


def test_an_attempt_is_never_part_of_the_act_that_was_refused(file_database):
    """There it would be taken back with it."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        attempt()
    assert not Attempt.objects.exists()
