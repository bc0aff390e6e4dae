"""What a durable vote costs through HTTP, against the same ballot box without Django's stack."""

import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.machine import Row, unused_port

VOTE: Final = "/en/dialogue/conversations/bench-1/do/vote"
ACT: Final = "/bench/act"
SECRET: Final = "b" * 32
COOKIE: Final = f"csrftoken={SECRET}; comity-voter={{}}"
CONNECTIONS: Final = 12
SECONDS: Final = 4.0
ROUNDS: Final = 3
BATCH: Final = 50
PATIENCE: Final = 60
OFFERED: Final = 5_000
ACTS: Final = 200


@dataclass
class Served:
    """A server that is running, and how many requests it was sent."""

    port: int
    folder: Path
    sent: int = 0
    kept: int = field(default=0)

    def load(self, votes: int, **wish: Any) -> dict[str, Any]:
        """Send votings of so many votes each; return what came of it."""
        bodies = [_body(votes, turn) for turn in range(3)]
        return self._send({"path": VOTE, "bodies": bodies, **wish})

    def start(self, wish: dict[str, Any]) -> subprocess.Popen[str]:
        """Begin to send; the answer comes on the output of the process."""
        whole = {
            "cookie": COOKIE,
            "connections": CONNECTIONS,
            "seconds": SECONDS,
            "rate": 0,
            "patient": True,
            "first": self.sent,
            **wish,
        }
        self.sent += 10_000_000
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.vote_load", str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(whole))
        process.stdin.close()
        return process

    def _send(self, wish: dict[str, Any]) -> dict[str, Any]:
        return finished(self.start(wish))

    def stored(self) -> int:
        """Return how many votes are stored, read by another process than the server."""
        with closing(sqlite3.connect(self.folder / "demo" / "comity.sqlite3")) as rows:
            (count,) = rows.execute("SELECT count(*) FROM dialogue_vote_line").fetchone()
        return int(count)


def finished(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what the process that sends has printed."""
    assert process.stdout is not None
    answer: dict[str, Any] = json.loads(process.stdout.read())
    process.wait()
    return answer


def rows() -> Iterator[Row]:
    """Yield the rate of votes singly and in batches, and what an official act waits for."""
    with _served("site") as site, _served("bare") as bare:
        for votes, wanted in ((1, 1_000), (BATCH, 15_000)):
            yield _ratio(site, bare, votes, wanted)
        yield _lost(site)
        yield _official(site)
        yield from _recomputing(site)


def _ratio(site: Served, bare: Served, votes: int, wanted: int) -> Row:
    """Compare the site with the bare function, in turns, so that both see the same machine."""
    ours, floor, waits = [], [], []
    for turn in range(ROUNDS + 1):
        first, second = site.load(votes), bare.load(votes)
        if turn:
            ours.append(first["answered"] * votes / first["seconds"])
            floor.append(second["answered"] * votes / second["seconds"])
            waits.append(first["p99"])
        site.kept += first["answered"] * votes
    rate, least = statistics.median(ours), statistics.median(floor)
    wait = statistics.median(waits) * 1000
    how = "singly" if votes == 1 else f"{votes} in a request"
    return Row(
        f"votes: durable, through HTTP, {how} (orientation {wanted:,}/s)",
        f"{rate:,.0f}/s, p99 {wait:.0f} ms",
        f"{least:,.0f}/s bare function, same box",
        rate / least,
        "≥ 0.5 ×",
        rate >= 0.5 * least,
    )


def _lost(site: Served) -> Row:
    """Compare what was answered with what another process finds in the database."""
    lost = site.kept - site.stored()
    return Row("votes: answered and not stored", f"{max(lost, 0)}", "", None, "0", holds=lost <= 0)


def _official(site: Served) -> Row:
    """Offer more votes than can be taken, and 200 official acts in one second among them."""
    flood = site.start(
        {
            "path": VOTE,
            "bodies": [_body(1, 0)],
            "rate": OFFERED,
            "connections": 256,
            "patient": False,
        }
    )
    time.sleep(1.5)
    acts = finished(
        site.start({"path": ACT, "bodies": [""], "rate": ACTS, "seconds": 1, "connections": 200})
    )
    votes = finished(flood)
    taken = votes["answered"] / votes["seconds"]
    wait = acts["p99"] * 1000
    what = f"{ACTS} official acts in a second, {OFFERED:,} votes/s offered, {taken:,.0f}/s taken"
    return Row(
        f"votes: {what}",
        f"p99 {wait:.0f} ms, {ACTS - acts['answered']} lost",
        "",
        None,
        "p99 < 500 ms, none lost",
        holds=wait < 500 and acts["answered"] == ACTS,
    )


def _recomputing(site: Served) -> Iterator[Row]:
    """Send 200 votes a second: idle, while a report is computed, while its page is asked for."""
    wish = {"rate": 200, "connections": 32}
    seconds = str(SECONDS + 1)
    idle = site.load(1, **wish)["p99"]
    reports = [sys.executable, "-m", "benchmarks.vote_reports", seconds]
    with subprocess.Popen(reports, stdout=subprocess.PIPE, text=True) as computing:
        assert computing.stdout is not None
        computing.stdout.readline()
        yield _beside("while a report is computed", site.load(1, **wish)["p99"], idle)
    pages = [sys.executable, "-m", "benchmarks.vote_results", str(site.port), seconds]
    with subprocess.Popen(pages):
        busy = site.load(1, **wish)["p99"]
    yield _beside("while live results are asked for without a pause", busy, idle)


def _beside(what: str, busy: float, idle: float) -> Row:
    return Row(
        f"votes: p99 at 200/s {what}",
        f"{busy * 1000:.0f} ms",
        f"{idle * 1000:.0f} ms idle",
        busy / idle,
        "≤ 4 ×",
        busy <= 4 * idle,
    )


def _body(votes: int, turn: int) -> str:
    form = [f"csrfmiddlewaretoken={SECRET}", "from=ballot"]
    form += [f"vote-{number}={(number + turn) % 3 - 1}" for number in range(1, votes + 1)]
    return "&".join(form)


@contextmanager
def _served(kind: str) -> Iterator[Served]:
    with tempfile.TemporaryDirectory() as folder:
        port = unused_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.vote_server", kind, str(port)],
            env={**os.environ, "COMITY_CONFIG_DIR": folder},
            stderr=subprocess.DEVNULL,
        )
        try:
            served = Served(port, Path(folder))
            wait_for(served)
            yield served
        finally:
            server.terminate()
            server.wait(30)


def wait_for(served: Served) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", served.port), timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("the server did not start")
