"""What the site costs: report pages a second from one worker, and the weight of a first load."""

import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Final

from benchmarks.machine import Row, unused_port

REPORT: Final = "/en/dialogue/reports/dia-1/"
CLIENTS: Final = 8
SECONDS: Final = 5.0
PATIENCE: Final = 60


def rows() -> Iterator[Row]:
    """Yield the rate of report pages and the compressed size of a first load."""
    with tempfile.TemporaryDirectory() as folder, demo(folder) as port:
        rate = _rate(port, REPORT)
        what = f"pages: a report page, one worker, {CLIENTS} connections"
        yield Row(what, f"{rate:.0f}/s", "", None, "≥ 300/s", rate >= 300)
        for path in ("/ar/", REPORT):
            weight = _first_load(port, path) / 1024
            yield Row(
                f"pages: first load of {path}, HTML and CSS, gzip",
                f"{weight:.1f} KB",
                "",
                None,
                "≤ 14 KB",
                weight <= 14,
            )


@contextmanager
def demo(folder: str) -> Iterator[int]:
    """Serve a demonstration that lives in ``folder``; yield its port."""
    port = unused_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "comity", "demo", "--port", str(port)],
        env={**os.environ, "COMITY_CONFIG_DIR": folder},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            _get(HTTPConnection("localhost", port, timeout=5), "/en/")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("the demonstration did not start")


def _get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "identity"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{path} answers {answer.status}")
    return body


def _rate(port: int, path: str) -> float:
    """Return answers a second over a fixed time; each client keeps its connection."""
    counts = [0] * CLIENTS
    end = time.monotonic() + SECONDS

    def ask(index: int) -> None:
        connection = HTTPConnection("localhost", port, timeout=30)
        while time.monotonic() < end:
            _get(connection, path)
            counts[index] += 1

    threads = [Thread(target=ask, args=(index,)) for index in range(CLIENTS)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begin)


def _first_load(port: int, path: str) -> int:
    connection = HTTPConnection("localhost", port, timeout=30)
    page = _get(connection, path)
    sheets = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', page)
    styles = [_get(connection, sheet.decode()) for sheet in sheets]
    return sum(len(gzip.compress(data, 6)) for data in (page, *styles))
