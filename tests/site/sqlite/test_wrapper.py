import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, OperationalError, transaction

from comity.site.sqlite import wrapper
from tests.site.sqlite.databases import connection_to, database, rows_in

__all__ = ["database"]

INSERT = "INSERT INTO kept (thread, number) VALUES (%s, %s)"
THREADS = 12
WRITES = 40


@pytest.fixture
def using(database, monkeypatch):
    """Let ``transaction.atomic`` work on a connection to the file."""
    with connection_to(database) as connection:
        monkeypatch.setattr(transaction, "get_connection", lambda using=None: connection)
        yield connection


def together(work, count=THREADS):
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_many_threads_write_at_once_and_none_finds_the_database_locked(database):
    """Each thread takes turns between transactions, single statements and savepoints."""

    def work(thread):
        with connection_to(database) as connection, connection.cursor() as cursor:
            for number in range(WRITES):
                if number % 3:
                    connection.set_autocommit(
                        False, force_begin_transaction_with_broken_autocommit=True
                    )
                cursor.execute(INSERT, [thread, number])
                if number % 3:
                    connection.commit()
                    connection.set_autocommit(True)

    together(work)
    rows = rows_in(database)
    assert sorted(rows) == [(t, n) for t in range(THREADS) for n in range(WRITES)]
    assert [n for t, n in rows if t == 3] == list(range(WRITES))


def test_control_plain_connections_without_patience_find_it_locked(database):
    def work(thread):
        plain = sqlite3.connect(database, isolation_level=None, timeout=0)
        try:
            for number in range(WRITES):
                plain.execute("BEGIN IMMEDIATE")
                plain.execute(INSERT.replace("%s", "?"), [thread, number])
                time.sleep(0.001)
                plain.execute("COMMIT")
        except sqlite3.OperationalError as error:
            return str(error)
        finally:
            plain.close()
        return ""

    assert any("locked" in answer for answer in together(work, 4))


def test_turns_are_taken_in_the_order_asked(database):
    """With everybody always waiting, no thread gets far ahead of another."""
    start = threading.Barrier(6)
    order = []

    def work(thread):
        with connection_to(database) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            start.wait()
            for _ in range(30):
                cursor.execute("BEGIN IMMEDIATE")
                order.append(thread)
                time.sleep(0.0005)
                cursor.execute("COMMIT")

    together(work, 6)
    early = order[: len(order) // 2]
    assert min(early.count(thread) for thread in range(6)) >= len(early) / 6 - 4


def test_readers_do_not_wait_for_who_writes(using, database):
    with transaction.atomic(), using.cursor() as cursor:
        cursor.execute(INSERT, [1, 1])
        with ThreadPoolExecutor(1) as other:
            assert other.submit(rows_in, database).result(timeout=5) == []
    assert rows_in(database) == [(1, 1)]


def free(connection):
    return connection.write_lock.is_free


def fail(connection, *, inner=True):
    with transaction.atomic(savepoint=inner):
        connection.cursor().execute(INSERT, [2, 2])
        raise ZeroDivisionError


def close_inside(connection):
    with transaction.atomic():
        connection.cursor().execute(INSERT, [1, 1])
        connection.close()
        assert free(connection)
        raise ZeroDivisionError


def write_one(connection):
    with transaction.atomic():
        connection.cursor().execute(INSERT, [1, 1])


def test_a_transaction_holds_the_lock_from_begin_to_commit(using):
    with using.cursor() as cursor, transaction.atomic():
        assert using.write_lock.is_held_by(using)
        with transaction.atomic():
            cursor.execute(INSERT, [1, 1])
        assert using.write_lock.is_held_by(using)
    assert free(using)


@pytest.mark.parametrize("inner", [False, True])
def test_an_exception_gives_the_lock_back(using, database, inner):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail(using, inner=inner)
    assert free(using)
    assert rows_in(database) == []


def test_a_savepoint_that_is_rolled_back_keeps_the_lock(using, database):
    with transaction.atomic():
        using.cursor().execute(INSERT, [1, 1])
        with pytest.raises(ZeroDivisionError):
            fail(using)
        assert using.write_lock.is_held_by(using)
    assert rows_in(database) == [(1, 1)]


@pytest.mark.parametrize(
    "statement", ["INSERT INTO nowhere VALUES (1)", "DELETE FROM kept", "nonsense", "COMMIT"]
)
def test_a_statement_that_fails_gives_the_lock_back(using, statement):
    using.cursor().execute(INSERT, [1, 1])
    with pytest.raises(DatabaseError):
        using.cursor().execute(statement)
    assert free(using)


def test_closing_in_the_middle_gives_the_lock_back(using, database):
    with pytest.raises(ZeroDivisionError):
        close_inside(using)
    assert rows_in(database) == []


def test_a_commit_that_fails_gives_the_lock_back(using, monkeypatch):
    def full(_self):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(wrapper.SQLite, "_commit", full)
    with pytest.raises(DatabaseError, match="disk"):
        write_one(using)
    assert free(using)


def test_rows_that_an_insert_returns_hold_up_nobody(using, database):
    """Unread, they would keep the write alive after the lock was given back."""
    with using.cursor() as cursor:
        cursor.execute(f"{INSERT}, (3, 3), (4, 4) RETURNING number", [1, 1])
        assert free(using)
        with connection_to(database) as other:
            other.cursor().execute(INSERT, [2, 2])
        assert cursor.fetchone() == (1,)
        assert cursor.fetchmany(1) == [(3,)]
        assert list(cursor) == [(4,)]
        assert cursor.fetchone() is None
        assert cursor.execute("SELECT 7").fetchall() == [(7,)]
    assert rows_in(database) == [(1, 1), (3, 3), (4, 4), (2, 2)]


def test_rows_returned_inside_a_transaction_are_read_as_ever(using):
    with transaction.atomic(), using.cursor() as cursor:
        cursor.execute(f"{INSERT}, (3, 3) RETURNING number", [1, 1])
        assert cursor.fetchmany() == [(1,)]
        assert list(cursor) == [(3,)]
        assert cursor.fetchmany(5) == []


def test_several_statements_at_once_wait_as_well(using, database):
    with using.cursor() as cursor:
        cursor.executemany(INSERT, [[1, 1], [2, 2]])
        cursor.cursor.executescript("INSERT INTO kept (thread) VALUES (3); SELECT 1;")
    assert free(using)
    assert [thread for thread, _ in rows_in(database)] == [1, 2, 3]


def test_who_waits_too_long_gets_an_error_of_the_database(using, database, monkeypatch):
    monkeypatch.setattr(wrapper, "PATIENCE", 0.05)

    def late():
        with connection_to(database) as connection:
            connection.cursor().execute(INSERT, [2, 2])

    with (
        transaction.atomic(),
        ThreadPoolExecutor(1) as other,
        pytest.raises(OperationalError, match="held the database"),
    ):
        other.submit(late).result()
    assert rows_in(database) == []


def test_a_schema_editor_lifts_the_refusals_for_its_time(using):
    with using.schema_editor() as editor:
        editor.execute("CREATE TABLE more (id INTEGER)")
    with pytest.raises(DatabaseError, match="not authorized"):
        using.cursor().execute("DROP TABLE more")
    with pytest.raises(DatabaseError, match="not authorized"):
        using.cursor().execute("PRAGMA foreign_keys = OFF")
    assert using.cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_schema_editor_that_may_not_begin_lifts_nothing(using):
    with transaction.atomic(), pytest.raises(DatabaseError, match="SQLite schema editor"):
        using.schema_editor().__enter__()
    with pytest.raises(DatabaseError, match="not authorized"):
        using.cursor().execute("DROP TABLE child")


def test_a_connection_opened_while_lifted_is_guarded_afterwards(using):
    with using.lifted():
        using.close()
        using.cursor().execute("CREATE TABLE more (id INTEGER)")
        with using.lifted():
            pass
        using.cursor().execute("DROP TABLE more")
    with pytest.raises(DatabaseError, match="not authorized"):
        using.cursor().execute("DROP TABLE child")


def test_emptying_the_write_ahead_log_waits_for_who_writes(using, database, monkeypatch):
    monkeypatch.setattr(wrapper, "PATIENCE", 0.05)

    def empty():
        with connection_to(database) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic(), pytest.raises(OperationalError, match="held the database"):
            other.submit(empty).result()
        other.submit(empty).result()
