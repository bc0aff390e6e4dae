"""Bar R7: what adding, proving and checking cost beside a peer and beside hashing alone."""

import os
import subprocess
import sys

import pytest

from benchmarks.machine import oracle

PROGRAM = """
import time
from benchmarks.bench_record import _entries, _store
from comity.record import leaf_hash
from comity.record.tiles import root_from_entries

size = 1_000_000
entries = _entries(100 * 256)
files = _store(entries)

def hash_alone():
    for start in range(0, size, len(entries)):
        for entry in entries[: size - start]:
            leaf_hash(entry)

def seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin

turns = [(seconds(hash_alone), seconds(lambda: root_from_entries(size, files))) for _ in range(3)]
print(min(turn[1] for turn in turns) / min(turn[0] for turn in turns))
"""


AGAINST_PEER = """
from itertools import islice
from benchmarks import bench_record

rows = list(islice(bench_record.rows(), 2))
assert all("pymerkle" in row.other for row in rows), rows
assert [row.holds for row in rows] == [True, True], rows
"""


def untraced(program: str) -> subprocess.CompletedProcess[str]:
    """Run ``program`` by itself: tracing for coverage multiplies one side of a ratio only."""
    plain = {name: value for name, value in os.environ.items() if "COV" not in name.upper()}
    return subprocess.run(
        [sys.executable, "-c", program], env=plain, capture_output=True, check=False, text=True
    )


@pytest.mark.slow
def test_record_R7_checking_a_million_stored_entries_costs_at_most_3_times_hashing_them():
    result = untraced(PROGRAM)
    assert result.returncode == 0, result.stderr
    assert float(result.stdout) <= 3


@pytest.mark.slow
@pytest.mark.oracle
def test_record_R7_adding_and_proving_are_3_and_5_times_as_fast_as_pymerkle():
    if oracle("pymerkle") is None:
        pytest.skip("no peer in .oracles/pymerkle: run python tools/oracles.py pymerkle")
    result = untraced(AGAINST_PEER)
    assert result.returncode == 0, result.stderr
