"""Two processes take votes for one conversation: none is lost, and none is there twice."""

import json
import subprocess
import sys

import pytest

from tests.site.postgres.worker import STATEMENTS, THREADS, VOTINGS
from tools.tree import ROOT

pytestmark = pytest.mark.postgres

WORKERS = ("one", "two")


def begun(environment, *what):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.site.postgres.worker", *what],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def voting(environment, *how):
    """Begin a worker of each name, and let them vote at the same time."""
    workers = [begun(environment, "vote", name, *how) for name in WORKERS]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n", worker.communicate()[1]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return workers


def told(process):
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    return json.loads(out.splitlines()[-1])


def test_slow_commits_and_two_workers_stored_is_logged_is_counted(environment):
    told(begun(environment, "begin"))
    workers = voting(environment)
    leaves = [leaf for worker in workers for leaf in told(worker)["told"]]
    found = told(begun(environment, "count"))
    votes = len(WORKERS) * THREADS * VOTINGS * STATEMENTS
    assert len(leaves) == len(set(leaves)) == votes
    assert set(found["sealed"]) == set(leaves)
    assert found["seqs"] == list(range(1, votes + 1))
    assert found["logged"] == votes
    assert found["people"] == len(WORKERS) * THREADS * 5
    assert found["differences"] == []


def test_control_where_nothing_is_held_two_workers_take_the_same_number(environment):
    told(begun(environment, "begin"))
    workers = voting(environment, "unheld")
    said = [worker.communicate(timeout=120)[1] for worker in workers]
    assert any("duplicate key value" in one for one in said), "they never met: the race was none"
