"""Asks the server on this computer, as a visitor would."""

import time
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Final

from comity.render import LANGUAGES
from comity.site.server import ADDRESS

__all__ = ["missing_fronts", "status_of", "wait_for"]

PATIENCE: Final = 30.0
PAUSE: Final = 0.05


def status_of(port: int, path: str) -> int | None:
    """Return the status of the answer, or None where nobody answers."""
    link = HTTPConnection(ADDRESS, port, timeout=PATIENCE)
    try:
        link.request("GET", path)
        return link.getresponse().status
    except OSError:
        return None
    finally:
        link.close()


def missing_fronts(port: int) -> Sequence[str]:
    """Return the languages in which the front page is not there."""
    return [code for code in LANGUAGES if status_of(port, f"/{code}/") != HTTPStatus.OK]


def wait_for(port: int, patience: float = PATIENCE) -> None:
    """Wait until somebody answers on ``port``, or until patience ends."""
    end = time.monotonic() + patience
    while status_of(port, "/log/checkpoint") is None and time.monotonic() < end:
        time.sleep(PAUSE)
