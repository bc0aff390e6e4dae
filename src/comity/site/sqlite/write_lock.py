"""One lock per database and process: who writes holds it from the beginning to the end.

SQLite lets one connection write at a time and lets others try again by chance, so that under load
some wait for seconds and some are told that the database is locked. Here they wait in line.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final

__all__ = ["NoTurnError", "WriteLock", "lock_of"]

IN_MEMORY: Final = ":memory:"
_LOCKS: Final[dict[str, "WriteLock"]] = {}
_MAKING: Final = threading.Lock()


class NoTurnError(Exception):
    """It was nobody's turn to end: another write has held the database for too long."""


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """One who waits: for whom, in which thread, and the gate that opens when the turn comes."""

    holder: object
    thread: int
    gate: threading.Lock = field(default_factory=threading.Lock)


class WriteLock:
    """A lock that is given in the order in which it was asked for."""

    __slots__ = ("_held", "_mutex", "_waiting")

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held: _Turn | None = None
        self._waiting: deque[_Turn] = deque()

    def is_held_by(self, holder: object) -> bool:
        """Return whether ``holder`` has the lock."""
        held = self._held
        return held is not None and held.holder is holder

    @property
    def is_free(self) -> bool:
        """Return whether nobody has the lock."""
        return self._held is None

    @property
    def waiting(self) -> int:
        """Return how many wait for it."""
        return len(self._waiting)

    def acquire(self, holder: object, patience: float) -> None:
        """Wait for at most ``patience`` seconds and take the lock for ``holder``.

        Raises ``NoTurnError``; ``RuntimeError`` where this thread would wait for itself.
        """
        turn = _Turn(holder, threading.get_ident())
        with self._mutex:
            if self._held is None:
                self._held = turn
                return
            if self._held.thread == turn.thread:
                raise RuntimeError("this thread is writing already, through another connection")
            turn.gate.acquire()
            self._waiting.append(turn)
        self._wait(turn, patience)

    def release(self, holder: object) -> None:
        """Give the lock to who has waited longest; nothing happens if ``holder`` has it not."""
        with self._mutex:
            if self._held is None or self._held.holder is not holder:
                return
            self._held = self._waiting.popleft() if self._waiting else None
            if self._held is not None:
                self._held.gate.release()

    def _wait(self, turn: _Turn, patience: float) -> None:
        came = False
        try:
            came = turn.gate.acquire(timeout=patience)
        finally:
            if not came:
                self._withdraw(turn)
        if not came:
            raise NoTurnError(f"another write has held the database for {patience:.0f} s")

    def _withdraw(self, turn: _Turn) -> None:
        """Wait no longer; the turn may have come in the same moment and is then passed on."""
        with self._mutex:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self.release(turn.holder)


def lock_of(database: str) -> WriteLock:
    """Return this process's lock of the file ``database``; a database in memory has its own."""
    if database == IN_MEMORY:
        return WriteLock()
    with _MAKING:
        return _LOCKS.setdefault(database, WriteLock())
