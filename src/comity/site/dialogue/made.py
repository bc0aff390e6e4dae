"""Makes files that cost time one at a time, and keeps the last ones in memory."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

__all__ = ["BusyError", "Workshop", "made"]

MOST_BYTES: Final = 48 * 1024 * 1024
LONGEST_WAIT: Final = 20.0


class BusyError(Exception):
    """Another file is being made, and that takes long: ask again in a moment."""


class Workshop:
    """One file is made at a time, so that many askers never cost more than one processor.

    What was made last is kept, up to ``most`` bytes, under a key that names all it depends on. It
    is kept nowhere else: what is erased from the disk must not live on in copies.
    """

    def __init__(self, most: int = MOST_BYTES, wait: float = LONGEST_WAIT) -> None:
        self._most = most
        self._wait = wait
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._looking = Lock()
        self._making = Lock()

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what was made under ``key``, else make it; raise ``BusyError`` after a wait."""
        found = self._found(key)
        if found is not None:
            return found
        if not self._making.acquire(timeout=self._wait):
            raise BusyError
        try:
            found = self._found(key)
            return self._keep(key, make()) if found is None else found
        finally:
            self._making.release()

    def _found(self, key: str) -> bytes | None:
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: str, data: bytes) -> bytes:
        with self._looking:
            self._kept[key] = data
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return data


made: Final = Workshop().made
"""The workshop of this process."""
