import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from comity.site.dialogue import ballot_box
from comity.site.dialogue.ballot_box import (
    BallotBox,
    ComeBack,
    Limits,
    NotKnownError,
    WriteThrough,
    room_in,
)
from comity.site.postgres.pipeline import insert_rows
from comity.site.record.models import Attempt
from tests.site.file_database import empty_database, file_database, in_thread

__all__ = ["empty_database", "file_database"]

SUBJECT = "s:k:i"
DAY = "2026-11-26"
INSERT = "INSERT INTO record_attempt (subject, kind, reason, day, count) VALUES"


class Writer:
    """Writes each request as a row, and notes which requests came together."""

    def __init__(self):
        self.groups = []
        self.threads = set()
        self.go_on = threading.Event()
        self.go_on.set()
        self.began = threading.Event()

    def __call__(self, requests):
        self.groups.append(list(requests))
        self.threads.add(threading.get_ident())
        self.began.set()
        assert self.go_on.wait(20)
        for one in requests:
            if one == "bad":
                raise ZeroDivisionError
            Attempt.objects.create(subject=SUBJECT, kind="k", reason=str(one), day=DAY)
        return [f"took {one}" for one in requests]


@pytest.fixture
def writer():
    return Writer()


@pytest.fixture
def open_box(file_database, writer):
    """Make boxes that end with the test."""
    made = []

    def make(**changes):
        made.append(BallotBox(writer, Limits(**changes)))
        return made[-1]

    yield make
    writer.go_on.set()
    for box in made:
        box.stop()


def kept():
    return sorted(Attempt.objects.values_list("reason", flat=True))


def held(box, writer, pool, *requests):
    """Let the first request be written slowly, and the others come meanwhile, in this order."""
    writer.go_on.clear()
    futures = []
    for place, one in enumerate(requests):
        futures.append(pool.submit(in_thread(box.cast), one))
        if not place:
            assert writer.began.wait(10)
        while len(box._line) < place:  # noqa: SLF001 - the test sets the order in the line
            time.sleep(0.001)
    return futures


def test_many_at_once_are_all_kept_by_one_thread(open_box, writer):
    box = open_box()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(in_thread(box.cast), range(300)))
    assert answers == [f"took {number}" for number in range(300)]
    assert kept() == sorted(str(number) for number in range(300))
    assert len(writer.threads) == 1
    assert threading.get_ident() not in writer.threads


def test_who_waits_is_written_together(open_box, writer):
    box = open_box(together=3)
    with ThreadPoolExecutor(6) as pool:
        futures = held(box, writer, pool, 0, 1, 2, 3, 4, 5)
        writer.go_on.set()
        assert [future.result() for future in futures] == [f"took {n}" for n in range(6)]
    assert writer.groups == [[0], [1, 2, 3], [4, 5]]


def test_who_comes_while_the_turn_to_write_is_awaited_is_written_with_the_first(open_box, writer):
    box = open_box()
    with ThreadPoolExecutor(3) as pool:
        with transaction.atomic():
            futures = [pool.submit(in_thread(box.cast), number) for number in range(3)]
            until = time.monotonic() + 20
            while len(box._line) < 3:  # noqa: SLF001 - nobody is taken out of the line yet
                assert time.monotonic() < until
                time.sleep(0.001)
        assert sorted(future.result() for future in futures) == [f"took {n}" for n in range(3)]
    assert [sorted(group) for group in writer.groups] == [[0, 1, 2]]


def test_what_the_database_refuses_at_the_commit_costs_the_others_nothing(open_box, writer):
    """On PostgreSQL the rows go out with the commit, and only then is it known."""
    box = open_box()

    def write(requests):
        told = [(SUBJECT, "k", None if one == "bad" else str(one), DAY, 1) for one in requests]
        writer(())
        insert_rows(INSERT, told)
        return requests

    box._write = write  # noqa: SLF001 - a box of the fixture, which ends it
    with ThreadPoolExecutor(4) as pool:
        futures = held(box, writer, pool, 0, 1, "bad", 2)
        writer.go_on.set()
        assert [futures[place].result() for place in (0, 1, 3)] == [0, 1, 2]
        with pytest.raises(IntegrityError):
            futures[2].result()
    assert kept() == ["0", "1", "2"]
    assert box.cast(3) == 3


def test_nobody_is_told_yes_before_the_commit(open_box, writer, monkeypatch):
    box = open_box()
    told = []
    commit = ballot_box.transaction.Atomic.__exit__

    def slow(self, *raised):
        time.sleep(0.05)
        told.append("committing")
        return commit(self, *raised)

    monkeypatch.setattr(ballot_box.transaction.Atomic, "__exit__", slow)
    box.cast(1)
    told.append("told")
    assert told[-2:] == ["committing", "told"]


def test_one_that_cannot_be_written_costs_the_others_nothing(open_box, writer):
    box = open_box()
    with ThreadPoolExecutor(4) as pool:
        futures = held(box, writer, pool, 0, 1, "bad", 2)
        writer.go_on.set()
        assert [futures[place].result() for place in (0, 1, 3)] == ["took 0", "took 1", "took 2"]
        with pytest.raises(ZeroDivisionError):
            futures[2].result()
    assert kept() == ["0", "1", "2"]


def test_when_nothing_can_be_committed_everybody_is_told(open_box, writer, monkeypatch):
    box = open_box()

    def full(self):
        raise DatabaseError("disk I/O error")

    with ThreadPoolExecutor(3) as pool:
        futures = held(box, writer, pool, 0, 1, 2)
        with monkeypatch.context() as broken:
            broken.setattr(type(connections["default"]), "_commit", full)
            writer.go_on.set()
            for future in futures:
                with pytest.raises(DatabaseError, match="disk I/O"):
                    future.result()
    assert kept() == []
    assert box.cast(3) == "took 3"


def test_a_full_line_asks_to_come_back_and_loses_nobody(open_box, writer):
    box = open_box(waiting=3, come_back=7)
    with ThreadPoolExecutor(4) as pool:
        futures = held(box, writer, pool, 0, 1, 2, 3)
        assert box.cast(4) == ComeBack(7, "full")
        assert box.cast(5, votes=200) == ComeBack(7, "full")
        writer.go_on.set()
        assert [future.result() for future in futures] == [f"took {n}" for n in range(4)]
    assert kept() == ["0", "1", "2", "3"]


def test_votes_stop_first_when_the_disk_runs_low(file_database, writer, monkeypatch):
    room = [True]
    monkeypatch.setattr(ballot_box, "LOOK_EVERY", -1.0)
    box = BallotBox(writer, Limits(come_back_later=90), lambda: room[0])
    assert box.cast(1) == "took 1"
    room[0] = False
    assert box.cast(2) == ComeBack(90, "no_room")
    # What an office does goes on: it never enters the box.
    Attempt.objects.create(subject=SUBJECT, kind="k", reason="official", day=DAY)
    room[0] = True
    assert box.cast(3) == "took 3"
    box.stop()


def test_the_disk_is_looked_at_once_a_second_and_no_more(file_database, writer):
    looks = []
    box = BallotBox(writer, has_room=lambda: bool(looks.append(1)) or True)
    for number in range(5):
        box.cast(number)
    box.stop()
    assert len(looks) == 1


def test_room_is_asked_of_the_disk(tmp_path, monkeypatch):
    assert not room_in(tmp_path / "nowhere")
    for free, roomy in ((10, False), (2_000_000_000, True)):
        usage = type("Usage", (), {"free": free, "total": 10**12})
        monkeypatch.setattr(ballot_box.shutil, "disk_usage", lambda _, usage=usage: usage)
        assert room_in(tmp_path) is roomy


def test_who_holds_a_transaction_does_not_wait_for_the_box(open_box):
    """The box could not write as long as they hold the lock, and they would wait for the box."""
    with transaction.atomic(), pytest.raises(RuntimeError, match="holds no transaction"):
        open_box().cast(1)


def test_an_official_act_waits_for_one_group_at_most(open_box, writer):
    box = open_box(together=5)
    with ThreadPoolExecutor(13) as pool:
        futures = held(box, writer, pool, *range(12))

        @in_thread
        def act():
            Attempt.objects.create(subject=SUBJECT, kind="k", reason="official", day=DAY)
            return len(writer.groups)

        official = pool.submit(act)
        while not connection.write_lock or not connection.write_lock.waiting:
            connection.ensure_connection()
            time.sleep(0.001)
        writer.go_on.set()
        assert official.result() <= 2
        for future in futures:
            future.result()
    assert len(writer.groups) == 4


def test_after_stopping_nothing_is_taken_and_nothing_was_lost(open_box, writer):
    box = open_box()
    with ThreadPoolExecutor(3) as pool:
        futures = held(box, writer, pool, 0, 1)
        stopping = pool.submit(box.stop)
        writer.go_on.set()
        stopping.result()
        assert [future.result() for future in futures] == ["took 0", "took 1"]
    assert isinstance(box.cast(2), ComeBack)
    box.stop()


def test_who_gets_no_answer_in_time_is_told_that_it_is_not_known(open_box, writer, monkeypatch):
    monkeypatch.setattr(ballot_box, "PATIENCE", 0.05)
    box = open_box()
    writer.go_on.clear()
    with pytest.raises(NotKnownError):
        box.cast(1)


def test_a_writer_that_answers_for_others_is_refused(file_database):
    box = BallotBox(lambda requests: [])
    with pytest.raises(RuntimeError, match="an outcome for each"):
        box.cast(1)
    box.stop()


@pytest.mark.django_db
def test_a_box_without_a_line_writes_at_once(writer):
    assert WriteThrough(writer).cast(1) == "took 1"
    assert kept() == ["1"]
    with pytest.raises(ZeroDivisionError):
        WriteThrough(writer).cast("bad")


def test_who_sends_something_else_is_sent_away_when_votes_are(open_box, writer):
    box = open_box(waiting=1, come_back=3)
    assert box.away() is None
    with ThreadPoolExecutor(2) as pool:
        writer.go_on.clear()
        first = pool.submit(in_thread(box.cast), "one")
        assert writer.began.wait(10)
        second = pool.submit(in_thread(box.cast), "two")
        while not box._line:  # noqa: SLF001 - the second has to be in the line
            time.sleep(0.01)
        assert box.away() == ComeBack(3, ballot_box.FULL)
        writer.go_on.set()
        first.result()
        second.result()
    assert box.away() is None
    box.stop()
    assert box.away() == ComeBack(3, ballot_box.FULL)


def test_nothing_at_all_is_taken_once_the_disk_is_nearly_full():
    box = BallotBox(lambda requests: requests, Limits(come_back_later=9), has_room=lambda: False)
    assert box.away() == ComeBack(9, ballot_box.NO_ROOM)
    assert WriteThrough(lambda requests: requests).away() is None
