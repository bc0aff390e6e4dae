"""Runs the demonstration on this computer."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from comity.render import LANGUAGES
from comity.site.demo.plant import clear, plant
from comity.site.demo.probe import missing_fronts, wait_for
from comity.site.home.health import last_health
from comity.site.home.nightly import compare_apart
from comity.site.server import ADDRESS, alone, free_port, server_at

__all__ = ["Wish", "run_demo"]

SOON: Final = 5.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What ``comity demo`` was asked for."""

    port: int | None = None
    fresh: bool = False
    check: bool = False


def run_demo(wish: Wish, say: Callable[[str], None]) -> int:
    """Plant what is missing and serve it until interrupted; return the exit code."""
    with free_port(wish.port) as port, alone(settings.COMITY.data_folder, port):
        if wish.fresh:
            clear(settings.COMITY)
        before = last_health(settings.COMITY)
        plant(settings.COMITY, say)
        connection.close()
        say(f"http://localhost:{port}")
        if wish.check:
            return _checked(port, say)
        say("Everything here is invented. Ctrl-C ends it.")
        if before is not None and before == last_health(settings.COMITY):
            _compare_soon()
        server_at(ADDRESS, port).serve()
    return 0


def _compare_soon() -> None:
    """Compare rows and record once the first page is there: a start does not wait for it."""
    soon = threading.Timer(SOON, compare_apart, kwargs={"demo": True})
    soon.daemon = True
    soon.start()


def _checked(port: int, say: Callable[[str], None]) -> int:
    """Serve, fetch the front page in each language, end; return 0 if all were there."""
    failed: list[str] = list(LANGUAGES)
    server = server_at(ADDRESS, port)

    def check() -> None:
        wait_for(port)
        failed[:] = missing_fronts(port)
        server.signal_handler_interrupt()

    watcher = threading.Thread(target=check, daemon=True)
    watcher.start()
    server.serve()
    watcher.join()
    say(f"Front page missing: {', '.join(failed)}" if failed else "Front page there in 6 languages")
    return 1 if failed else 0
