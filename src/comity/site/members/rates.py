"""How often something was tried lately, without writing down who tried.

Counts live in the memory of one process for at most an hour, under a key that is drawn when it
starts: nobody can tell from them which address or name they belong to.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address
from typing import Final

__all__ = ["LONGEST", "Rate", "counted_as"]

LONGEST: Final = timedelta(hours=1)
MOST_KEPT: Final = 50_000


class Rate:
    """At most ``limit`` attempts per name within ``window``."""

    def __init__(self, limit: int, window: timedelta) -> None:
        if window > LONGEST:
            raise ValueError("nothing is remembered for longer than an hour")
        self._limit, self._window = limit, window
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._tries: OrderedDict[bytes, deque[datetime]] = OrderedDict()

    def allows(self, name: str, now: datetime) -> bool:
        """Count an attempt of ``name``; return whether it is within the limit."""
        key = self._name(name)
        with self._lock:
            self._forget(now)
            tries = self._tries.setdefault(key, deque(maxlen=self._limit + 1))
            self._tries.move_to_end(key)
            while tries and now - tries[0] >= self._window:
                tries.popleft()
            tries.append(now)
            return len(tries) <= self._limit

    def forgive(self, name: str) -> None:
        """Forget the attempts of ``name``, who has shown who they are."""
        with self._lock:
            self._tries.pop(self._name(name), None)

    def take_back(self, name: str) -> None:
        """Count the latest attempt of ``name`` no longer: it was no guess."""
        with self._lock:
            tries = self._tries.get(self._name(name))
            if tries:
                tries.pop()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._tries.clear()

    def __len__(self) -> int:
        """Return how many names have attempts."""
        return len(self._tries)

    def _name(self, name: str) -> bytes:
        return hashlib.blake2b(name.encode(), key=self._key, digest_size=16).digest()

    def _forget(self, now: datetime) -> None:
        """Drop names that tried nothing within the window, and the oldest if there are too many.

        Names stand in the order of their last attempt, so that however many there are, only what
        goes is looked at: else whoever comes under many names would slow down everybody.
        """
        while self._tries:
            key, tries = next(iter(self._tries.items()))
            if tries and now - tries[-1] < self._window and len(self._tries) <= MOST_KEPT:
                return
            del self._tries[key]


def counted_as(address: str) -> str:
    """Return as what an address is counted: of version 6 its network of 64 bits.

    Whoever has one such address has them all.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    plain = found.ipv4_mapped
    return str(plain) if plain else str(IPv6Network((int(found), 64), strict=False))
