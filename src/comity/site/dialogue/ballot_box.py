"""The ballot box: many people's votes, written by one thread in few transactions.

Whoever votes waits until the transaction with the vote is committed, and gets a signed note then.
The line is bounded: where it is full, or the disk nearly is, people are asked to come back. What an
office does never stands in this line.
"""

import logging
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from django.db import connection, transaction

from comity.site.postgres.pipeline import sent_together

__all__ = ["BallotBox", "Box", "ComeBack", "Limits", "NotKnownError", "WriteThrough", "room_in"]

LOGGER: Final = logging.getLogger("comity.dialogue")
LOOK_EVERY: Final = 1.0
PATIENCE: Final = 30.0
LEAST_FREE: Final = 1_000_000_000
FULL: Final = "full"
NO_ROOM: Final = "no_room"

Q = TypeVar("Q")
"""What is asked: for example the votes of one person."""
R = TypeVar("R")
"""What became of it."""
Q_contra = TypeVar("Q_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class NotKnownError(Exception):
    """The answer did not come in time: the votes may have been kept, and may be sent again."""


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Nothing was taken; the person may try again after so many seconds (503, Retry-After)."""

    seconds: int
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How many votes may wait, how many are written together, and how long to stay away."""

    waiting: int = 4_000
    together: int = 500
    come_back: int = 3
    come_back_later: int = 120


class Box(Protocol[Q_contra, R_co]):
    """What a page knows of a ballot box."""

    def cast(self, request: Q_contra, votes: int = 1) -> R_co | ComeBack:
        """Take ``request``, which holds so many votes; return what became of it."""

    def away(self) -> ComeBack | None:
        """Return when to come back, where nothing is taken now: asked for all that is no vote."""


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Q, R]):
    """A request in the line, and the gate that opens once its outcome is known."""

    request: Q
    votes: int
    gate: threading.Lock = field(default_factory=threading.Lock)
    outcome: R | None = None
    error: Exception | None = None

    def done(self, outcome: R) -> None:
        self.outcome = outcome
        self.gate.release()

    def failed(self, error: Exception) -> None:
        self.error = error
        self.gate.release()

    def result(self) -> R:
        if not self.gate.acquire(timeout=PATIENCE):
            raise NotKnownError
        if self.error is not None:
            raise self.error
        return self.outcome  # type: ignore[return-value]  # it was set before the gate opened


class BallotBox(Generic[Q, R]):
    """Takes requests from any thread; one thread of its own writes them.

    ``write`` gets requests in the order they came and returns an outcome for each; it runs inside
    a transaction of this box. If it raises, each request is tried again by itself, so that nobody
    suffers from what another sent.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Q]], Sequence[R]],
        limits: Limits | None = None,
        has_room: Callable[[], bool] = lambda: True,
    ) -> None:
        self._write = write
        self._limits = limits or Limits()
        self._has_room = has_room
        self._roomy, self._looked = True, float("-inf")
        self._line: deque[_Waiting[Q, R]] = deque()
        self._votes = 0
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False

    def cast(self, request: Q, votes: int = 1) -> R | ComeBack:
        """Return what became of ``request`` once it is committed, or when to come back.

        Raises whatever ``write`` raises for this request, and ``NotKnownError``.
        """
        if connection.in_atomic_block:
            raise RuntimeError("who waits for the ballot box holds no transaction")
        if not self._look_for_room():
            return self._later()
        waiting = _Waiting[Q, R](request, votes)
        waiting.gate.acquire()
        with self._change:
            if not self._takes(votes):
                return self._soon()
            self._line.append(waiting)
            self._votes += votes
            self._start()
            self._change.notify()
        return waiting.result()

    def away(self) -> ComeBack | None:
        """Return when to come back, where the disk or the line takes no vote; None where it does.

        Whatever else people send without signing in waits for the same room.
        """
        if not self._look_for_room():
            return self._later()
        with self._change:
            return None if self._takes(1) else self._soon()

    def stop(self) -> None:
        """Write what waits, then end; whoever comes later is asked to come back."""
        with self._change:
            self._ending = True
            self._change.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _takes(self, votes: int) -> bool:
        return not self._ending and self._votes + votes <= self._limits.waiting

    def _soon(self) -> ComeBack:
        return ComeBack(self._limits.come_back, FULL)

    def _later(self) -> ComeBack:
        return ComeBack(self._limits.come_back_later, NO_ROOM)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="ballot box", daemon=True)
            self._thread.start()

    def _look_for_room(self) -> bool:
        now = time.monotonic()
        if now - self._looked > LOOK_EVERY:
            self._roomy, self._looked = self._has_room(), now
        return self._roomy

    def _run(self) -> None:
        try:
            while self._somebody():
                self._write_next()
        finally:
            connection.close()

    def _somebody(self) -> bool:
        """Wait until somebody waits; return False at the end."""
        with self._change:
            while not self._line and not self._ending:
                self._change.wait()
            return bool(self._line)

    def _next_group(self) -> list[_Waiting[Q, R]]:
        """Take all who wait by now, up to the limit."""
        with self._change:
            group: list[_Waiting[Q, R]] = []
            votes = 0
            while self._line and (not group or votes < self._limits.together):
                group.append(self._line.popleft())
                votes += group[-1].votes
            self._votes -= votes
            return group

    def _write_next(self) -> None:
        """Write a group; who comes while it waits for its turn to write is in it."""
        connection.close_if_unusable_or_obsolete()
        group: list[_Waiting[Q, R]] = []

        def taken() -> Sequence[Q]:
            group.extend(self._next_group())
            return [one.request for one in group]

        try:
            outcomes = _committed(self._write, taken)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to who waits
            self._singly(group or self._next_group(), error)
            return
        for one, outcome in zip(group, outcomes, strict=True):
            one.done(outcome)

    def _singly(self, group: Sequence[_Waiting[Q, R]], error: Exception) -> None:
        """Try each request of a group that failed by itself."""
        LOGGER.error("%d votings could not be written together", len(group), exc_info=error)
        if len(group) == 1:
            group[0].failed(error)
            return
        for one in group:
            try:
                (outcome,) = _committed(self._write, partial(list, [one.request]))
            except Exception as own:  # noqa: BLE001 - as above
                one.failed(own)
            else:
                one.done(outcome)


class WriteThrough(Generic[Q, R]):
    """A box without a line, for commands and tests: it writes at once, where it is called."""

    def __init__(self, write: Callable[[Sequence[Q]], Sequence[R]]) -> None:
        self._write = write

    def cast(self, request: Q, votes: int = 1) -> R | ComeBack:  # noqa: ARG002 - as every box
        """Return what became of ``request``."""
        (outcome,) = _committed(self._write, lambda: [request])
        return outcome

    def away(self) -> ComeBack | None:
        """Return None: it always takes."""
        return None


def room_in(folder: Path) -> bool:
    """Return whether the disk of ``folder`` has room for votes: a twentieth of it, or 1 GB."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return False
    return usage.free >= min(usage.total // 20, LEAST_FREE)


def _committed(
    write: Callable[[Sequence[Q]], Sequence[R]], asked: Callable[[], Sequence[Q]]
) -> Sequence[R]:
    """Return what became of what is ``asked`` once it is this thread's turn to write."""
    with ExitStack() as stack, transaction.atomic():
        requests = asked()
        # Until after the commit, which goes out together with the last rows.
        stack.enter_context(sent_together())
        outcomes = write(requests)
        if len(outcomes) != len(requests):
            raise RuntimeError("there is an outcome for each request")
    return outcomes
