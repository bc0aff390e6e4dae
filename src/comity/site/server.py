"""Runs the site: one holder of the data folder, and its workers, of which a file takes one."""

import gc
import json
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels

from comity.edge import locked, make_folder, write_atomically
from comity.fault import N_, FaultKind, Place, RefusedError, refuse
from comity.site.certificates import Certificate

__all__ = [
    "ADDRESS",
    "HOLDER",
    "SERVER_LOCK",
    "SWITCH_EVERY",
    "THREADS",
    "Server",
    "alone",
    "end_with_parent",
    "free_port",
    "is_free",
    "is_worker",
    "port_of_its_own",
    "server_at",
    "set_aside",
    "workers_of",
]

ADDRESS: Final = "127.0.0.1"
FIRST_PORT: Final = 8000
PORTS: Final = 20
PARENT: Final = "COMITY_SERVER_PID"
LOOK_EVERY: Final = 0.5
# Whoever votes waits for the disk in a thread: the more wait, the more are written together.
THREADS: Final = 16
TOO_MANY: Final = "Python threads, which seems quite high"
# A vote waits for the interpreter some twenty times, each time so long while a page is made.
SWITCH_EVERY: Final = 0.0005
SERVER_LOCK: Final = "server.lock"
"""Held in the data folder as long as somebody serves it."""

HOLDER: Final = "server.json"
"""Lies in the data folder as long as somebody serves it, and says who and where."""

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
def alone(folder: Path, port: int, workers: int = 1) -> Iterator[None]:
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
        holder = {"pid": os.getpid(), "address": f"http://localhost:{port}", "workers": workers}
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


@contextmanager
def free_port(wanted: int | None) -> Iterator[int]:
    """Hold ``wanted`` if it is free, else refuse it; without it the next free one from 8000."""
    for port in (wanted,) if wanted is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        claim = _claim(port)
        if claim is None:
            continue
        with claim:
            if _is_unbound(port):
                yield port
                return
    if wanted is not None:
        raise refuse(NO_PORT.at(Place(f"--port {wanted}")))
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        given = int(probe.getsockname()[1])
    with port_of_its_own(given):
        yield given


@contextmanager
def port_of_its_own(port: int) -> Iterator[None]:
    """Hold ``port``; refuse it if another instance has it."""
    claim = _claim(port)
    if claim is None:
        raise refuse(NO_PORT.at(Place(f"--port {port}")))
    with claim:
        yield


def is_free(port: int) -> bool:
    """Return whether nobody listens on ``port`` and no other instance holds it."""
    claim = _claim(port)
    if claim is None:
        return False
    with claim:
        return _is_unbound(port)


def _claim(port: int) -> socket.socket | None:
    """Return what holds ``port`` until it is closed or the process ends; None if it is held.

    On Linux the server shares its port with any other server of the same user, and requests go
    now to one, now to the other. So a name of the system, which one process has, stands for it.
    """
    if sys.platform != "linux":
        return socket.socket()
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0comity-port-{port}")
    except OSError:
        claim.close()
        return None
    return claim


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


def set_aside() -> None:
    """Let what was loaded up to now, which stays as long as the process, never be searched again.

    A search through all of it for what is no longer used stops every thread for a tenth of a
    second, and whoever votes meanwhile waits.
    """
    gc.collect()
    gc.freeze()


def is_worker() -> bool:
    """Return whether this process is a worker of the server that ``server_at`` gives."""
    return os.environ.get(PARENT) == str(os.getppid())


def workers_of(folder: Path) -> int:
    """Return how many workers serve from ``folder``; 1 where nobody does."""
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return max(1, int(holder.get("workers", 1)))
    except (OSError, ValueError, TypeError, AttributeError):
        return 1


def server_at(
    address: str, port: int, workers: int = 1, certificate: Certificate | None = None
) -> Server:
    """Return the server of the site; one worker that dies ends it, as one alone would.

    With a ``certificate`` it does TLS by itself.
    """
    os.environ[PARENT] = str(os.getpid())
    # Its warning of many threads is about threads that compute; ours wait.
    logging.getLogger("_granian").addFilter(lambda line: TOO_MANY not in line.getMessage())
    return Granian(
        "comity.site.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        ssl_cert=None if certificate is None else certificate.file,
        ssl_key=None if certificate is None else certificate.key,
        # Browsers of 2017 know no later one.
        ssl_protocol_min=SSLProtocols.tls12,
    )


def _is_unbound(port: int) -> bool:
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
