"""How everything here is measured: medians, peak memory of a child process, the machine."""

import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

# Linux counts the memory of the process that starts a child as the child's own peak. So a bare
# interpreter of about 10 MB stands between the two and reports what the kernel says.
LAUNCHER: Final = """
import json, os, sys, time
report, *command = sys.argv[1:]
begin = time.perf_counter()
child = os.spawnvp(os.P_NOWAIT, command[0], command)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - begin
with open(report, "w") as out:
    json.dump([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss], out)
"""

ONE_THREAD: Final = {
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was measured, against what, and whether the bar holds.

    ``ratio`` is stated as the bar states it; None where the bar is a figure of its own.
    """

    what: str
    ours: str
    other: str
    ratio: float | None
    bar: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Child:
    """What a child process gave: wall time, peak resident memory and its standard output."""

    seconds: float
    peak_mb: float
    output: bytes


def median_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median wall time of ``work`` over ``repeats`` runs, after one that warms up."""
    work()
    return statistics.median(_seconds(work) for _ in range(repeats))


def in_child(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Child:
    """Run ``command`` with one thread for BLAS; return what it took and wrote.

    ``extra`` adds to the environment. Raises ``CalledProcessError`` when it does not exit 0.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [sys.executable, "-S", "-c", LAUNCHER, str(report), *command],
            check=True,
            stdout=subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, **(extra or {})},
        )
        code, seconds, kibibytes = json.loads(report.read_bytes())
    if code:
        raise subprocess.CalledProcessError(code, list(command), done.stdout)
    return Child(seconds, kibibytes / 1024, done.stdout)


def json_from_child(python: Path | str, script: str, *arguments: str) -> tuple[Any, Child]:
    """Run ``script`` under ``python``; return the JSON it printed last, and what it took.

    For peers in their own environments: the script times itself, so imports do not count.
    """
    child = in_child([str(python), "-W", "ignore", "-c", script, *arguments])
    return json.loads(child.output.splitlines()[-1]), child


def oracle(name: str) -> Path | None:
    """Return the interpreter of the peer called ``name``, or None when it is not made."""
    folder = Path(__file__).resolve().parents[1] / ".oracles" / name
    return folder / "bin" / "python" if (folder / "ready").is_file() else None


def unused_port() -> int:
    """Return a port of this computer that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def machine_note() -> str:
    """Return a line that says where and with what the figures were taken."""
    parts = [
        _processor(),
        f"{os.cpu_count()} cores",
        f"{_memory_gib():.0f} GiB",
        f"{platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}",
        f"numpy {version('numpy')}, scipy {version('scipy')}",
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]
    return " · ".join(parts)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "processor unknown")


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
