"""What a durable vote costs on PostgreSQL with two workers, against the site on its own file."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.bench_votes import ROUNDS, Served, wait_for
from benchmarks.machine import Row, unused_port
from tests.postgresql import NAME, SURE, begun

WORKERS: Final = 2
LEAST: Final = 0.8
SLOWEST: Final = 0.250
NO_SERVER: Final = "postgresql: not measured, no server is here: apt-get install postgresql"
COUNT: Final = "SELECT count(*) FROM dialogue_vote_line"


def rows() -> Iterator[Row]:
    """Yield the rate of votes singly on both databases, taken in turns, and what was lost."""
    database = begun(SURE)
    if database is None:
        print(NO_SERVER, file=sys.stderr)
        return
    with ExitStack() as stack:
        stack.callback(database.end)
        database.make(NAME)
        site = stack.enter_context(_served(database.environment(NAME), WORKERS))
        plain = stack.enter_context(_served({}, 1))
        yield from _compared(site, plain, lambda: int(database.tell(NAME, COUNT)))


def _compared(site: Served, plain: Served, stored: Callable[[], int]) -> Iterator[Row]:
    ours, floor, waits, others = [], [], [], []
    kept = 0
    for turn in range(ROUNDS + 1):
        first, second = site.load(1), plain.load(1)
        kept += first["answered"]
        if turn:
            ours.append(first["answered"] / first["seconds"])
            floor.append(second["answered"] / second["seconds"])
            waits.append(first["p99"])
            others.append(second["p99"])
    rate, least = statistics.median(ours), statistics.median(floor)
    wait = statistics.median(waits)
    yield Row(
        f"votes: durable, through HTTP, singly, PostgreSQL with {WORKERS} workers",
        f"{rate:,.0f}/s, p99 {wait * 1000:.0f} ms",
        f"{least:,.0f}/s, p99 {statistics.median(others) * 1000:.0f} ms on a file, one worker",
        rate / least,
        f"≥ {LEAST} ×, p99 < {SLOWEST * 1000:.0f} ms",
        rate >= LEAST * least and wait < SLOWEST,
    )
    lost = kept - stored()
    yield Row("votes: answered and not in PostgreSQL", f"{lost}", "", None, "0", holds=lost == 0)


@contextmanager
def _served(database: Mapping[str, str], workers: int) -> Iterator[Served]:
    """Make an instance and serve it as an organisation does."""
    with tempfile.TemporaryDirectory() as folder:
        plain = {name: of for name, of in os.environ.items() if not name.startswith("COMITY_")}
        settings = {"DJANGO_SETTINGS_MODULE": "comity.site.settings", "COMITY_CONFIG_DIR": folder}
        environment = {**plain, **settings, **database}
        made = [sys.executable, "-m", "benchmarks.vote_instance"]
        subprocess.run(made, env=environment, check=True, stderr=subprocess.DEVNULL)
        port = unused_port()
        command = ["serve", "--port", str(port), "--workers", str(workers)]
        server = subprocess.Popen(
            [sys.executable, "-m", "comity", *command],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            served = Served(port, Path(folder))
            wait_for(served)
            yield served
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
