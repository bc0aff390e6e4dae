"""Workers count attempts together: two of them allow no more than one alone."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

from comity.site.members import counting
from comity.site.members.counting import counted_together
from comity.site.members.rates import Rate
from comity.site.members.shared_rates import SOCKET, SharedRate
from tools.tree import ROOT

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
WORKER = """
import sys
from datetime import datetime, timedelta
from comity.site.members.shared_rates import SharedRate
rate = SharedRate("name", 4, timedelta(minutes=15))
now = datetime.fromisoformat(sys.argv[2])
print(sum(rate.allows(sys.argv[1], now) for _ in range(3)))
"""


def tried(name):
    """Try three times in a process of its own; return how often that was allowed."""
    command = [sys.executable, "-c", WORKER, name, NOW.isoformat()]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def test_attack_a_guesser_has_no_more_attempts_at_two_workers_than_at_one():
    rate = SharedRate("name", 4, WINDOW)
    with counted_together([rate], lambda: NOW):
        assert [tried("amara"), tried("amara"), tried("amara")] == [3, 1, 0]
        assert tried("ilsa") == 3
        rate.forgive("amara")
        assert tried("amara") == 3


def test_control_where_each_worker_counts_by_itself_it_has_them_at_both():
    assert [tried("amara"), tried("amara")] == [3, 3]


def test_what_is_taken_back_at_one_worker_is_counted_at_none():
    rate, elsewhere = SharedRate("name", 1, WINDOW), SharedRate("name", 1, WINDOW)
    with counted_together([rate], lambda: NOW):
        for _ in range(3):
            assert elsewhere.allows("amara", NOW)
            elsewhere.take_back("amara")
    assert len(elsewhere) == 0


def test_names_do_not_stand_in_what_is_counted():
    rate = SharedRate("name", 4, WINDOW)
    with counted_together([rate], lambda: NOW):
        rate.allows("amara", NOW)
    assert len(rate) == 1
    assert Rate.allows(rate, "amara", NOW)
    assert len(rate) == 2, "the name went through the socket as it is"


WHO = "0" * 64
ONE = json.dumps(["name", "allows", WHO, NOW.isoformat()]).encode() + b"\n"


def asking() -> socket.socket:
    """Return a connection to who counts, as anybody who reached the socket would make it."""
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(5)
    made.connect(os.environ[SOCKET])
    return made


def answer_to(line: bytes) -> bytes:
    """Return what is answered to a line; nothing where the question was dropped."""
    with closing(asking()) as made:
        try:
            made.sendall(line)
            made.shutdown(socket.SHUT_WR)
            return made.recv(10)
        except (ConnectionResetError, BrokenPipeError):
            return b""


def told(*said: object) -> bytes:
    return json.dumps(said).encode() + b"\n"


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(255, 0, -1)),
    "half a question": ONE[:20],
    "very long": b"x" * 100_000,
    "deep": b"[" * 900 + b"\n",
    "another rate": told("another", "allows", WHO, NOW.isoformat()),
    "a rate that is a list": told(["name"], "allows", WHO, NOW.isoformat()),
    "a name as it is": told("name", "allows", "amara", NOW.isoformat()),
    "a name that is a number": told("name", "allows", 7, NOW.isoformat()),
    "clear": told("name", "clear", WHO),
    "no time": told("name", "allows", WHO),
    "two times": told("name", "allows", WHO, NOW.isoformat(), NOW.isoformat()),
    "a time without a zone": told("name", "allows", WHO, "2026-11-26T12:00:00"),
    "a time to come": told("name", "allows", WHO, (NOW + WINDOW).isoformat()),
    "a time long ago": told("name", "allows", WHO, "0001-01-01T00:00:00+00:00"),
    "a time at which to forgive": told("name", "forgive", WHO, NOW.isoformat()),
}


def test_attack_what_is_no_question_is_dropped_and_confuses_no_count(capfd):
    rate = SharedRate("name", len(HOSTILE) + 1, WINDOW)
    with counted_together([rate], lambda: NOW):
        assert answer_to(ONE) == b"1"
        for what, line in HOSTILE.items():
            assert answer_to(line) == b"", what
            # The control: who asks as we do is counted on from where they stood.
            assert answer_to(ONE) == b"1", what
        assert answer_to(ONE) == b"0"
        assert len(rate) == 1
    assert capfd.readouterr().err == ""


def test_attack_questions_that_are_never_finished_take_so_many_places_and_no_more(monkeypatch):
    monkeypatch.setattr(counting, "MOST", 4)
    monkeypatch.setattr("comity.site.members.counting._Asked.timeout", 0.2)
    with counted_together([SharedRate("name", 9, WINDOW)], lambda: NOW):
        before = threading.active_count()
        silent = [asking() for _ in range(12)]
        assert answer_to(ONE) == b""
        assert threading.active_count() - before <= 4
        # They are not waited for: a little later there is room again.
        while threading.active_count() > before:
            time.sleep(0.01)
        assert answer_to(ONE) == b"1"
        for one in silent:
            one.close()
