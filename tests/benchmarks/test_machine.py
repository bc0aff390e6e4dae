"""Measurements measure what they say."""

import subprocess
import sys

import pytest

from benchmarks.machine import in_child, json_from_child, machine_note, median_seconds


def test_the_median_leaves_out_the_first_run() -> None:
    runs: list[int] = []
    assert median_seconds(lambda: runs.append(1), repeats=5) >= 0
    assert len(runs) == 6


def test_a_childs_peak_is_its_own_and_not_that_of_its_parent() -> None:
    ours = bytearray(150_000_000)
    small = in_child([sys.executable, "-S", "-c", "pass"])
    large = in_child([sys.executable, "-S", "-c", "x = bytearray(60_000_000)"])
    assert small.peak_mb < 40
    assert 57 < large.peak_mb < 110
    assert len(ours) / 2**20 > 140


def test_a_failing_child_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError, match="exit status 3"):
        in_child([sys.executable, "-S", "-c", "raise SystemExit(3)"])


def test_the_last_line_of_a_child_is_its_result() -> None:
    script = """
import json, os, sys
print("hello")
print(json.dumps([sys.argv[1:], os.environ["OMP_NUM_THREADS"]]))
"""
    assert json_from_child(sys.executable, script, "a", "b")[0] == [["a", "b"], "1"]


def test_the_note_names_machine_and_versions() -> None:
    assert "Python 3." in machine_note()
    assert "numpy " in machine_note()
