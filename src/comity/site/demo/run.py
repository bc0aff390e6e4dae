"""Runs the demonstration on this computer."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Final

from django.conf import settings
from django.db import connection

from comity.render import LANGUAGES
from comity.site.demo.plant import clear, plant
from comity.site.server import ADDRESS, alone, free_port, server_at

__all__ = ["Wish", "run"]

PATIENCE: Final = 30.0
PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Wish:
    """What ``comity demo`` was asked for."""

    port: int | None = None
    fresh: bool = False
    check: bool = False


def run(wish: Wish, say: Callable[[str], None]) -> int:
    """Plant what is missing and serve it until interrupted; return the exit code."""
    port = free_port(wish.port)
    with alone(settings.COMITY.data_folder, port):
        if wish.fresh:
            clear(settings.COMITY)
        plant(settings.COMITY, say)
        connection.close()
        say(f"http://localhost:{port}")
        if wish.check:
            return _checked(port, say)
        say("Everything here is invented. Ctrl-C ends it.")
        server_at(ADDRESS, port).serve()
    return 0


def _checked(port: int, say: Callable[[str], None]) -> int:
    """Serve, fetch the front page in each language, end; return 0 if all were there."""
    failed: list[str] = list(LANGUAGES)
    server = server_at(ADDRESS, port)

    def check() -> None:
        _wait_for(port)
        failed[:] = _missing_pages(port)
        server.signal_handler_interrupt()

    watcher = threading.Thread(target=check, daemon=True)
    watcher.start()
    server.serve()
    watcher.join()
    say(f"Front page missing: {', '.join(failed)}" if failed else "Front page there in 6 languages")
    return 1 if failed else 0


def _missing_pages(port: int) -> Sequence[str]:
    return [code for code in LANGUAGES if _status(port, f"/{code}/") != HTTPStatus.OK]


def _status(port: int, path: str) -> int | None:
    """Return the status of the answer, or None where nobody answers."""
    link = HTTPConnection(ADDRESS, port, timeout=PATIENCE)
    try:
        link.request("GET", path)
        return link.getresponse().status
    except OSError:
        return None
    finally:
        link.close()


def _wait_for(port: int) -> None:
    """Wait until somebody answers on ``port``, or until patience ends."""
    end = time.monotonic() + PATIENCE
    while _status(port, "/log/checkpoint") is None and time.monotonic() < end:
        time.sleep(PAUSE)
