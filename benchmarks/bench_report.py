"""The command people type, from files on disk to a bundle that verifies, on 100,000 people."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.machine import Row, in_child
from benchmarks.synthetic import synthetic
from comity.dialogue import Statement, write_polis_statements, write_polis_votes

PEOPLE: Final = 100_000
STATEMENTS: Final = 2_000


def rows() -> Iterator[Row]:
    """Yield the quick and the full report on 4.8 million votes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = synthetic(PEOPLE, STATEMENTS)
        texts = [Statement(str(i), f"Statement {i}", 1) for i in range(STATEMENTS)]
        (root / "votes.csv").write_bytes(write_polis_votes(made.log))
        (root / "comments.csv").write_bytes(write_polis_statements(made.log, texts))
        votes = len(made.log)
        del made, texts
        yield _row(root, votes, ["--quick"], 90)
        yield _row(root, votes, [], 300)


def _row(root: Path, votes: int, options: list[str], most: int) -> Row:
    child = in_child(
        [sys.executable, "-m", "comity", "dialogue", "report", str(root / "votes.csv"),
         "--statements", str(root / "comments.csv"), "--out", str(root / "out"), *options],
        {"COMITY_CONFIG_DIR": str(root / "home")},
    )  # fmt: skip
    name = "quick report" if options else "full report"
    return Row(
        f"report: {name} from CSV to bundle, {PEOPLE:,} × {STATEMENTS:,}, {votes:,} votes",
        f"{child.seconds:.0f} s, {child.peak_mb:,.0f} MB",
        "",
        None,
        f"< {most} s, < 2 GB",
        child.seconds < most and child.peak_mb < 2_000,
    )
