import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from comity.edge import signer_from_seed
from comity.fault import RefusedError
from comity.site.upkeep.known import Known
from comity.site.upkeep.snapshot import Head, heads_in
from comity.site.upkeep.taking_over import Takeover, take_over
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
KEY = signer_from_seed("new.test/record", bytes(32)).key
OLD = Head("old.test/record", "k", 4, b"old note")
LOG = "INSERT INTO record_log (origin, vkey, size, note, simulated) VALUES (?, 'k', 4, x'', 0)"
ENTRY = (
    "INSERT INTO record_entry (log_id, idx, leaf, leaf_hash, opened, act, actor, subject, at,"
    ' payload_class, "release", symbol, title)'
    " VALUES (?, 0, x'61', x'', 0, '', '', '', '', '', '', '', '')"
)
NEW = Takeover(OLD, Known(9, b"known note\n"), KEY, b"new note")


def triggers(rows):
    return rows.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    ).fetchall()


def test_entries_go_over_and_every_refusal_is_back(file_database):
    with closing(sqlite3.connect(file_database)) as rows:
        rows.execute(LOG, (OLD.origin,))
        rows.execute(ENTRY, (OLD.origin,))
        rows.commit()
        before = triggers(rows)
        # The control: as long as the tables refuse it, nobody does the same.
        with pytest.raises(sqlite3.IntegrityError, match="signed columns never change"):
            rows.execute("UPDATE record_entry SET log_id = 'x'")
        rows.rollback()
    take_over(file_database, NEW, NOW)
    head = heads_in(file_database).public
    assert (head.origin, head.size, head.note) == (KEY.name, 4, b"new note")
    with closing(sqlite3.connect(file_database)) as rows:
        assert triggers(rows) == before
        assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
        found = rows.execute("SELECT log_id, idx, act FROM record_entry ORDER BY id").fetchall()
        assert found == [(KEY.name, 0, ""), (KEY.name, None, "record.begin")]
        with pytest.raises(sqlite3.IntegrityError, match="signed columns never change"):
            rows.execute("UPDATE record_entry SET log_id = 'x'")


def test_it_is_done_whole_or_not_at_all(file_database, monkeypatch):
    with closing(sqlite3.connect(file_database)) as rows:
        rows.execute(LOG, (OLD.origin,))
        rows.commit()
        before = triggers(rows)

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("comity.site.upkeep.taking_over._enter", full)
    with pytest.raises(RefusedError) as raised:
        take_over(file_database, NEW, NOW)
    assert raised.value.faults[0].code == "site.upkeep_not_taken_over"
    assert heads_in(file_database).public.origin == OLD.origin
    with closing(sqlite3.connect(file_database)) as rows:
        assert triggers(rows) == before
