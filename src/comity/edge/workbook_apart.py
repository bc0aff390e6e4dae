"""Reads a workbook that somebody sent in a process of its own, with little memory and time.

A file that makes its reader swell or stall takes this process along, and nothing else.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from comity.documents import CsvLimits, Grid, read_sheet, sheet_rows
from comity.fault import KINDS, N_, Fault, FaultKind, Place, RefusedError, refuse

__all__ = ["main", "read_workbook"]

PATIENCE: Final = 60.0
SECONDS: Final = 30
MEMORY: Final = 512 * 1024 * 1024
"""Bytes that reading may take beyond what the program itself takes."""
PROGRAM: Final = __file__
"""Run as a file: the child loads what reads workbooks, and nothing else of ours."""

COSTLY: Final = FaultKind(
    "edge.workbook_costly",
    N_("reading the workbook was broken off: {reason}"),
    N_("it is read within {seconds} seconds and {memory} bytes of memory"),
    N_("Copy the part with the list to a new workbook, or save it as “CSV UTF-8”."),
)


def read_workbook(data: bytes, name: str, limits: CsvLimits) -> Grid:
    """Return the one sheet of the workbook ``data``; raise ``RefusedError`` by row and column."""
    told = json.dumps(
        {"name": name, "limits": [limits.bytes, limits.rows, limits.columns, limits.characters]}
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own program
            [sys.executable, "-I", PROGRAM, told],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
            env={},
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        values = {"reason": type(error).__name__, "seconds": SECONDS, "memory": MEMORY}
        raise refuse(COSTLY.at(Place(name), **values)) from error
    if "faults" in answer:
        raise RefusedError(_fault(one) for one in answer["faults"])
    rows = [(number, tuple(cells)) for number, cells in answer["rows"]]
    return read_sheet(f"{name}: {answer['sheet']}", rows)


def main() -> None:
    """Read a workbook from standard input within limits, and write its rows, or why not."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    most = _taken() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.stdout.buffer.write(json.dumps(_answer(json.loads(sys.argv[1]))).encode())


def _taken() -> int:
    """Return how much this process has reserved, or a guess where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except (OSError, ValueError):
        return 3 * MEMORY
    return pages * resource.getpagesize()


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    try:
        sheet, rows = sheet_rows(sys.stdin.buffer.read(), told["name"], CsvLimits(*told["limits"]))
    except RefusedError as refused:
        return {"faults": [_told(fault) for fault in refused.faults]}
    return {"sheet": sheet, "rows": rows}


def _told(fault: Fault) -> list[Any]:
    return [fault.code, fault.place.name, fault.place.line, fault.place.column, {**fault.values}]


def _fault(told: list[Any]) -> Fault:
    code, name, line, column, values = told
    return KINDS[code].at(Place(name, line, column), **values)


if __name__ == "__main__":
    main()
