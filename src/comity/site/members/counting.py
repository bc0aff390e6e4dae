"""Counts attempts for all workers of a site, in the process that started them.

What is asked goes through a socket in a folder that nobody else may enter. Counts stay in memory,
as they do where there is one worker: no address and no name is written anywhere. What is no
question of ours is dropped without an answer and counts for nothing.
"""

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils.timezone import now

from comity.site.members.rates import Rate
from comity.site.members.shared_rates import SOCKET, SharedRate

__all__ = ["counted_together"]

NAME: Final = "counts"
PATIENCE: Final = 5.0
LONGEST: Final = 1_000
MOST: Final = 256
"""Questions that are heard at the same time; a worker asks one for each request it answers."""
APART: Final = timedelta(minutes=1)
"""So far apart the clocks of this process and of a worker may be: they are of one computer."""
DIGEST: Final = re.compile(r"[0-9a-f]{64}")

Clock = Callable[[], datetime]


@contextmanager
def counted_together(rates: Sequence[SharedRate], clock: Clock = now) -> Iterator[None]:
    """Count ``rates`` here for all workers that are started within; ``clock`` is that of here."""
    with TemporaryDirectory(prefix="comity-") as folder:
        path = Path(folder) / NAME
        with _Counts(path, rates, clock) as counts:
            threading.Thread(target=counts.serve_forever, name="counts", daemon=True).start()
            os.environ[SOCKET] = str(path)
            try:
                yield
            finally:
                del os.environ[SOCKET]
                counts.shutdown()


@dataclass(frozen=True, slots=True)
class _Question:
    """What a worker asks: ``allows`` with its time, ``forgive`` or ``take_back``; of whom."""

    rate: SharedRate
    asked: str
    name: str
    at: datetime | None

    def answer(self) -> bool:
        """Count it, as ``Rate`` does it: a shared one would ask here again."""
        if self.at is not None:
            return Rate.allows(self.rate, self.name, self.at)
        {"forgive": Rate.forgive, "take_back": Rate.take_back}[self.asked](self.rate, self.name)
        return True


class _Counts(ThreadingMixIn, UnixStreamServer):
    """Answers workers with the rates of this process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, rates: Sequence[SharedRate], clock: Clock) -> None:
        self._rates = {one.label: one for one in rates}
        self._clock = clock
        self._heard = threading.BoundedSemaphore(MOST)
        super().__init__(str(path), _Asked)

    def verify_request(self, _request: object, _address: object) -> bool:
        """Hear one more question unless too many are heard already; the others are dropped."""
        return self._heard.acquire(blocking=False)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Hear one question in a thread of its own."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._heard.release()

    def handle_error(self, _request: object, _address: object) -> None:
        """Say nothing of who asks in pieces, or is gone before the answer."""

    def read(self, line: bytes) -> _Question | None:
        """Return the question that a line holds, None if it is none of ours.

        A time far from now is none: it would have what others tried forgotten.
        """
        try:
            label, asked, name, *told = json.loads(line)
            rate, at = self._rates[label], datetime.fromisoformat(*told) if told else None
            known = asked in ({"allows"} if told else {"forgive", "take_back"})
            timely = at is None or abs(at - self._clock()) <= APART
        except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
            return None
        ours = known and timely and isinstance(name, str) and DIGEST.fullmatch(name) is not None
        return _Question(rate, asked, name, at) if ours else None


class _Asked(StreamRequestHandler):
    """One question of a worker: what is asked, of which rate, about whom."""

    timeout = PATIENCE
    server: _Counts

    def handle(self) -> None:
        # A worker sends its question at once: who sends it bit by bit is not waited for.
        question = self.server.read(self.connection.recv(LONGEST))
        if question is not None:
            self.wfile.write(b"1" if question.answer() else b"0")
