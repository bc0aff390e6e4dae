import sqlite3
import threading
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.record import entry_tiles_at, tiles_at
from comity.site.upkeep.snapshot import Head, Heads, copy_database, files_of, heads_in, within
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

LOG = "INSERT INTO record_log (origin, vkey, size, note, simulated) VALUES (?, 'k', ?, ?, 0)"
SUB_LOG = "INSERT INTO record_sublog (origin, vkey, size, note, subject) VALUES (?, 'k', ?, ?, '')"
HEADS = Heads(Head("o", "k", 3, b"note"), {"aa": Head("o/aa", "k", 1, b"note")})


@given(st.integers(1, 200_000))
def test_the_tiles_of_a_size_hold_nothing_beyond_it(size):
    """And a log that is one entry larger has a tile that does."""
    assert all(within(tile.path, size) for tile in (*tiles_at(size), *entry_tiles_at(size)))
    assert not all(within(tile.path, size) for tile in tiles_at(size + 1))


def test_what_was_written_later_is_left_out(tmp_path):
    wanted = {
        "log/key.vkey", "log/tile/0/000.p/3", "bundles/dia-1.zip", "attestations/dia-1/a",
        "sub_logs/aa/tile/0/000.p/1",
    }  # fmt: skip
    others = {
        "log/checkpoint", "log/tile/0/000.p/4", "log/tile/0/.x.tmp", "log/.lock", "server.json",
        "sub_logs/aa/tile/0/000.p/2", "sub_logs/aa/checkpoint", "sub_logs/bb/tile/0/000.p/1",
        "keys/site.key",
    }  # fmt: skip
    for name in wanted | others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "keys")
    (tmp_path / "bundles/key").symlink_to(tmp_path / "keys/site.key")
    assert {name for name, _ in files_of(tmp_path, HEADS, tmp_path / "keys")} == wanted


def test_a_copy_is_whole_while_somebody_writes(tmp_path):
    source = tmp_path / "rows"
    with closing(sqlite3.connect(source, isolation_level=None)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE pairs (one INTEGER, other INTEGER)")
    ended = threading.Event()

    def write():
        with closing(sqlite3.connect(source, isolation_level=None, timeout=20)) as rows:
            number = 0
            while not ended.is_set():
                number += 1
                rows.execute("BEGIN IMMEDIATE")
                rows.execute("INSERT INTO pairs (one) VALUES (?)", (number,))
                rows.execute("UPDATE pairs SET other = ? WHERE one = ?", (number, number))
                rows.execute("COMMIT")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(10):
            copy_database(source, tmp_path / f"copy-{turn}")
    finally:
        ended.set()
        writer.join()
    for turn in range(10):
        with closing(sqlite3.connect(tmp_path / f"copy-{turn}")) as rows:
            assert rows.execute("SELECT count(*) FROM pairs WHERE other IS NOT one").fetchone() == (
                0,
            )
        assert not (tmp_path / f"copy-{turn}-wal").exists()


def test_a_damaged_database_is_not_copied(tmp_path):
    (tmp_path / "rows").write_bytes(b"SQLite format 3\x00" + bytes(5000))
    for call in (lambda: copy_database(tmp_path / "rows", tmp_path / "copy"),
                 lambda: heads_in(tmp_path / "rows"),
                 lambda: heads_in(tmp_path / "none")):  # fmt: skip
        with pytest.raises(RefusedError):
            call()


def test_heads_are_those_of_the_rows(file_database):
    with closing(sqlite3.connect(file_database)) as rows:
        rows.execute(LOG, ("o/1", 4, b"a"))
        rows.execute(SUB_LOG, ("o/1/ab", 2, b"b"))
        rows.commit()
    found = heads_in(file_database)
    assert found == Heads(Head("o/1", "k", 4, b"a"), {"ab": Head("o/1/ab", "k", 2, b"b")})


def test_two_logs_are_one_too_many(file_database):
    with closing(sqlite3.connect(file_database)) as rows:
        for name in "ab":
            rows.execute(
                LOG,
                (name, 0, b""),
            )
        rows.commit()
    with pytest.raises(RefusedError):
        heads_in(file_database)
