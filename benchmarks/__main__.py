"""Runs the benchmarks: ``python -m benchmarks [--write] [NAME …]``, or ``make bench``.

Each ``benchmarks/bench_NAME.py`` has a ``rows()`` that yields ``Row`` values. ``--write`` puts the
table into results.md; it needs a full run, so that no line is older than the note above it.
"""

import argparse
import importlib
import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.machine import ONE_THREAD, Row, machine_note

FOLDER: Final = Path(__file__).parent
RESULTS: Final = FOLDER / "results.md"
BEGIN: Final = "<!-- table: begin -->"
END: Final = "<!-- table: end -->"
HEAD: Final = ("what", "Comity", "peer or floor", "ratio", "bar", "holds")


def names() -> list[str]:
    """Return what can be run, in order."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def line(row: Row) -> str:
    """Return ``row`` as a line of the table."""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    cells = (row.what, row.ours, row.other, ratio, row.bar, "yes" if row.holds else "**no**")
    return "| " + " | ".join(cells) + " |"


def table(rows: Iterable[Row]) -> str:
    """Return ``rows`` as a Markdown table."""
    head = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    return "\n".join([*head, *map(line, rows)])


def with_table(page: str, note: str, lines: str) -> str:
    """Return ``page`` with everything between its two marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{note}\n\n{lines}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is named, or all; return 1 when a bar does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one of: {', '.join(names()) or 'none yet'}")
    parser.add_argument("--write", action="store_true", help="put the table into results.md")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.name) - set(names()))
    if unknown:
        parser.error(f"no benchmark called {', '.join(unknown)}")
    if options.write and options.name:
        parser.error("--write needs a full run")
    os.environ.update(ONE_THREAD)  # before anything imports numpy
    note = f"{time.strftime('%Y-%m-%d', time.gmtime())} · {machine_note()}"
    print(note, flush=True)
    rows: list[Row] = []
    for name in options.name or names():
        for row in importlib.import_module(f"benchmarks.bench_{name}").rows():
            print(line(row), flush=True)
            rows.append(row)
    if options.write:
        page = RESULTS.read_text(encoding="utf-8")
        RESULTS.write_text(with_table(page, note, table(rows)), encoding="utf-8")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
