"""The incumbent's whole result against red-dwarf and against the sparse floor.

Same votes, same machine, in turn. red-dwarf takes a list of dictionaries, one per person and
statement; on real conversations the engine is timed from the same list, on synthetic ones from
arrays (red-dwarf's dictionaries are made before its clock starts). red-dwarf groups people
directly, the engine over a hundred base clusters, as the incumbent does: more work.
"""

import csv
import gzip
import io
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.machine import Child, Row, json_from_child, median_seconds, oracle
from benchmarks.synthetic import synthetic
from comity.dialogue.compat import compat
from comity.dialogue.incremental import RunningCounts
from comity.dialogue.representative import group_informed_consensus
from comity.dialogue.routing import priorities
from comity.dialogue.votes import Statement, VoteLog

ROOT: Final = Path(__file__).resolve().parents[1]
REAL: Final = ("brexit-consensus", "nz-biodiversity", "vtaiwan-uberx")
ROUNDS: Final = 5

OURS: Final = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from benchmarks.dialogue_child import main
main()
"""

PEER: Final = """
import json, sys, time
from statistics import median
import numpy as np
from reddwarf.implementations.polis import run_pipeline

path, repeats = sys.argv[1], int(sys.argv[2])
with np.load(path) as arrays:
    columns = [arrays[name].tolist() for name in ("participant", "statement", "value", "time")]
    out = arrays["rejected"].tolist()
votes = [
    {"participant_id": who, "statement_id": what, "vote": vote, "modified": at}
    for who, what, vote, at in zip(*columns)
]
del columns
def run():
    begin = time.perf_counter()
    run_pipeline(votes=votes, mod_out_statement_ids=out, random_state=1)
    return time.perf_counter() - begin
if repeats > 1:
    run()
print(json.dumps(median(run() for _ in range(repeats))))
"""


def rows() -> Iterator[Row]:
    """Yield the rows of the dialogue engine."""
    with tempfile.TemporaryDirectory() as folder:
        peer, data = oracle("red-dwarf"), _real_data()
        if peer is not None and data is not None:
            for name in REAL:
                yield _against_peer(peer, data / name, Path(folder) / f"{name}.npz")
        yield _one_more_vote()
        yield from _synthetic(Path(folder), 20_000, 1_000, 450, peer)
        yield from _synthetic(Path(folder), 100_000, 2_000, 600, None)


def _real_data() -> Path | None:
    shared = Path(os.environ.get("COMITY_SHARED_DATA", ROOT.parent / "shared" / "data"))
    folder = shared / "dialogue" / "conversations"
    return folder if folder.is_dir() else None


def _against_peer(peer: Path, folder: Path, stored: Path) -> Row:
    listed = _latest(_csv(folder / "votes.csv.gz"))
    comments = _csv(folder / "comments.csv.gz")
    known = [Statement(row["comment-id"], "", int(row["moderated"])) for row in comments]
    seen = {vote["statement_id"] for vote in listed}
    rejected = [int(each.id) for each in known if each.moderated == -1 and int(each.id) in seen]
    columns = np.array([tuple(vote.values()) for vote in listed]).T
    names = ("participant", "statement", "value", "time")
    np.savez(stored, rejected=rejected, **dict(zip(names, columns, strict=True)))
    ours, theirs = [], []
    for _ in range(3):
        theirs.append(json_from_child(peer, PEER, str(stored), str(ROUNDS))[0])
        ours.append(median_seconds(lambda: _recomputed(listed, known), ROUNDS))
    mine, other = statistics.median(ours), statistics.median(theirs)
    ratio = other / mine
    return Row(
        f"dialogue: {folder.name}, {len(listed):,} votes",
        f"{mine * 1000:.0f} ms",
        f"{other * 1000:.0f} ms red-dwarf",
        ratio,
        "≥ 3 ×",
        ratio >= 3,
    )


def _one_more_vote() -> Row:
    """Time a vote in a conversation of 50,000 until counts, agreement and priorities are right."""
    made = synthetic(1_200, 300)
    group = {str(person): int(camp) for person, camp in enumerate(made.camp)}
    running = RunningCounts(made.log, group, 3)
    extremity, meta = np.ones(len(running.statements)), np.zeros(len(running.statements), bool)
    votes = iter(range(10**9))

    def cast() -> None:
        vote = next(votes)
        running.cast(str(vote % 1_300), running.statements[vote % 250], vote % 3 - 1, 10**9 + vote)
        counts = running.by_group()
        group_informed_consensus(counts)
        priorities(counts.total(), extremity, meta)

    seconds = median_seconds(cast, 1_000)
    what = f"dialogue: one more vote after {len(made.log):,}"
    return Row(what, f"{seconds * 1000:.2f} ms", "", None, "≤ 1 ms", seconds <= 0.001)


def _latest(votes: list[dict[str, str]]) -> list[dict[str, int]]:
    """Return the last vote of each person on each statement, by first vote."""
    latest: dict[tuple[str, str], dict[str, int]] = {}
    for row in sorted(votes, key=lambda row: int(row["timestamp"])):
        latest[row["voter-id"], row["comment-id"]] = {
            "participant_id": int(row["voter-id"]),
            "statement_id": int(row["comment-id"]),
            "vote": int(row["vote"]),
            "modified": int(row["timestamp"]),
        }
    return list(latest.values())


def _recomputed(votes: list[dict[str, int]], statements: list[Statement]) -> dict[str, Any]:
    log = VoteLog.of(
        [vote["participant_id"] for vote in votes],
        [vote["statement_id"] for vote in votes],
        [vote["vote"] for vote in votes],
        [vote["modified"] for vote in votes],
    )
    return compat(log, statements)


def _synthetic(
    folder: Path, people: int, statements: int, most_mb: int, peer: Path | None
) -> Iterator[Row]:
    stored = folder / f"{people}.npz"
    log = synthetic(people, statements).log
    np.savez(
        stored,
        participant=log.participant,
        statement=log.statement,
        value=log.value,
        time=log.time,
        people=people,
        statements=statements,
        rejected=np.zeros(0, np.int64),
    )
    what = f"dialogue: synthetic {people:,} × {statements:,}, {len(log):,} votes"
    engine, floor = [], []
    for _ in range(3):
        floor.append(_child("floor", stored))
        engine.append(_child("engine", stored))
    if engine[0][0]["sizes"] != floor[0][0]["sizes"]:
        raise AssertionError("the floor does not find the engine's groups")
    mine, other = (statistics.median(run[0]["seconds"] for run in runs) for runs in (engine, floor))
    memory = max(run[1].peak_mb for run in engine)
    ratio = mine / other
    yield Row(what, f"{mine:.2f} s", f"{other:.2f} s floor", ratio, "≤ 1.3 ×", ratio <= 1.3)
    used = max(run[1].peak_mb for run in floor)
    bar = f"≤ {most_mb} MB"
    yield Row(
        f"{what}: memory", f"{memory:.0f} MB", f"{used:.0f} MB floor", None, bar, memory <= most_mb
    )
    if peer is not None:
        seconds, child = json_from_child(peer, PEER, str(stored), "1")
        named = f"{seconds:.1f} s, {child.peak_mb:,.0f} MB red-dwarf (one run)"
        yield Row(what, f"{mine:.2f} s", named, seconds / mine, "≥ 12 ×", seconds >= 12 * mine)


def _child(name: str, stored: Path) -> tuple[dict[str, Any], Child]:
    return json_from_child(sys.executable, OURS, str(ROOT), name, str(stored), str(ROUNDS))


def _csv(path: Path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
