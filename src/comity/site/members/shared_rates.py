"""Attempts counted over all workers of a site, where it has several."""

import hashlib
import json
import os
import socket
from datetime import datetime, timedelta
from typing import Final

from comity.site.members.rates import Rate

__all__ = ["SOCKET", "SharedRate"]

SOCKET: Final = "COMITY_COUNTS_SOCKET"
PATIENCE: Final = 5.0


class SharedRate(Rate):
    """A rate under a ``label`` that is the same in all workers: they ask the process that counts.

    Where nobody answers nothing is allowed: the workers end with that process.
    """

    def __init__(self, label: str, limit: int, window: timedelta) -> None:
        super().__init__(limit, window)
        self.label = label

    def allows(self, name: str, now: datetime) -> bool:
        """Count an attempt of ``name`` among those at all workers; return whether it is allowed."""
        if SOCKET in os.environ:
            return _ask(self.label, "allows", name, now.isoformat())
        return super().allows(name, now)

    def forgive(self, name: str) -> None:
        """Forget the attempts of ``name`` at all workers."""
        if SOCKET in os.environ:
            _ask(self.label, "forgive", name)
        else:
            super().forgive(name)

    def take_back(self, name: str) -> None:
        """Count the latest attempt of ``name`` no longer, whichever worker it was at."""
        if SOCKET in os.environ:
            _ask(self.label, "take_back", name)
        else:
            super().take_back(name)


def _ask(label: str, asked: str, name: str, *told: str) -> bool:
    short = hashlib.sha256(name.encode()).hexdigest()
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(PATIENCE)
            asking.connect(os.environ[SOCKET])
            asking.sendall(json.dumps([label, asked, short, *told]).encode() + b"\n")
            return asking.recv(1) == b"1"
    except OSError:
        return False
