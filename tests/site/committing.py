"""Requests whose acts are committed as far as anybody can tell within the transaction of a test."""

from contextlib import contextmanager

import pytest
from django.db import connection

from comity.site.record import acknowledging, taken

__all__ = ["committing"]


def commit() -> None:
    """Take what waits for a commit; what was rolled back to a savepoint waits no more."""
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _, act, _ in waiting:
        if act.__module__ == taken.__name__:
            act()


@pytest.fixture
def committing(monkeypatch):
    """Commit what a request did before its note is signed, or a page that leads to it is made."""

    def known():
        commit()
        return taken.taken_now()

    @contextmanager
    def committed():
        with taken.collecting() as held:
            yield held
            commit()

    connection.run_on_commit = []
    monkeypatch.setattr(acknowledging, "collecting", committed)
    monkeypatch.setattr(acknowledging, "taken_now", known)
