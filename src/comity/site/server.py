"""Runs the site: one process, one worker, one holder of the data folder."""

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from comity.edge import locked, make_folder, write_atomically
from comity.fault import N_, FaultKind, Place, RefusedError, refuse

__all__ = [
    "ADDRESS",
    "SERVER_LOCK",
    "THREADS",
    "Server",
    "alone",
    "end_with_parent",
    "free_port",
    "is_worker",
    "server_at",
]

ADDRESS: Final = "127.0.0.1"
FIRST_PORT: Final = 8000
PORTS: Final = 20
PARENT: Final = "COMITY_SERVER_PID"
LOOK_EVERY: Final = 0.5
# Whoever votes waits for the disk in a thread: the more wait, the more are written together.
THREADS: Final = 16
TOO_MANY: Final = "Python threads, which seems quite high"
SERVER_LOCK: Final = "server.lock"
"""Held in the data folder as long as somebody serves it."""

HOLDER: Final = "server.json"
IN_USE: Final = "edge.in_use"

RUNNING: Final = FaultKind(
    "site.already_running",
    N_("process {pid} is already serving this folder at {address}"),
    N_("one process at a time writes to a data folder"),
    N_("Stop it (kill {pid}), or name another folder in COMITY_DATA_DIR."),
)
NO_PORT: Final = FaultKind(
    "site.no_port",
    N_("the port is taken by another program"),
    N_("a server needs a port of its own"),
    N_("Name another one with --port, or leave it out: a free one is sought."),
)


@contextmanager
def alone(folder: Path, port: int) -> Iterator[None]:
    """Hold ``folder`` alone while serving on ``port``; refuse if another process does."""
    make_folder(folder)
    lock = locked(folder / SERVER_LOCK, wait=False)
    try:
        lock.__enter__()
    except RefusedError as refused:
        if refused.faults[0].code != IN_USE:
            raise
        raise _running(folder) from None
    try:
        _remove_cut_off(folder)
        holder = {"pid": os.getpid(), "address": f"http://localhost:{port}"}
        write_atomically(folder / HOLDER, json.dumps(holder).encode())
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.__exit__(None, None, None)


def _remove_cut_off(folder: Path) -> None:
    """Remove what a kill has left of files that only the server writes, in folders of its own."""
    for below in folder.iterdir():
        if below.is_dir():
            for left in below.rglob(".*.tmp"):
                left.unlink(missing_ok=True)


def free_port(wanted: int | None) -> int:
    """Return ``wanted`` if it is free, else refuse it; without it the next free one from 8000."""
    if wanted is not None:
        if not _is_free(wanted):
            raise refuse(NO_PORT.at(Place(f"--port {wanted}")))
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if _is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


class Server(Protocol):
    """What is used of a server."""

    def serve(self) -> None:
        """Serve until interrupted."""

    def signal_handler_interrupt(self) -> None:
        """Interrupt it, from any thread."""


def end_with_parent() -> None:
    """Let this worker end when the process that started it is gone, however that ended.

    Left alone it would go on serving and hold the data folder, and nobody would know its number.
    """
    if not is_worker():
        return
    parent = os.environ[PARENT]

    def watch() -> None:
        while str(os.getppid()) == parent:
            time.sleep(LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def is_worker() -> bool:
    """Return whether this process is the worker of the server that ``server_at`` gives."""
    return os.environ.get(PARENT) == str(os.getppid())


def server_at(address: str, port: int) -> Server:
    """Return the server of the site."""
    os.environ[PARENT] = str(os.getpid())
    # Its warning of many threads is about threads that compute; ours wait.
    logging.getLogger("_granian").addFilter(lambda line: TOO_MANY not in line.getMessage())
    return Granian(
        "comity.site.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
        return True


def _running(folder: Path) -> RefusedError:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        pid, address = holder["pid"], holder["address"]
    except (OSError, ValueError, KeyError):
        pid, address = "?", "?"
    return refuse(RUNNING.at(Place(str(folder)), pid=pid, address=address))
