"""Counts attempts for all workers of a site, in the process that started them.

What is asked goes through a socket in a folder that nobody else may enter. Counts stay in memory,
as they do where there is one worker: no address and no name is written anywhere.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from tempfile import TemporaryDirectory
from typing import Final

from comity.site.members.rates import Rate
from comity.site.members.shared_rates import SOCKET, SharedRate

__all__ = ["counted_together"]

NAME: Final = "counts"
PATIENCE: Final = 5.0
LONGEST: Final = 1_000


@contextmanager
def counted_together(rates: Sequence[SharedRate]) -> Iterator[None]:
    """Count ``rates`` here for all workers that are started within."""
    with TemporaryDirectory(prefix="comity-") as folder:
        path = Path(folder) / NAME
        with _Counts(path, rates) as counts:
            threading.Thread(target=counts.serve_forever, name="counts", daemon=True).start()
            os.environ[SOCKET] = str(path)
            try:
                yield
            finally:
                del os.environ[SOCKET]
                counts.shutdown()


class _Counts(ThreadingMixIn, UnixStreamServer):
    """Answers workers with the rates of this process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, rates: Sequence[SharedRate]) -> None:
        self.rates = {one.label: one for one in rates}
        super().__init__(str(path), _Asked)


class _Asked(StreamRequestHandler):
    """One question of a worker: what is asked, of which rate, about whom."""

    timeout = PATIENCE
    server: _Counts

    def handle(self) -> None:
        label, asked, name, *told = json.loads(self.rfile.readline(LONGEST))
        rate = self.server.rates[label]
        # As ``Rate`` does it: a shared one would ask here again.
        if asked == "allows":
            allowed = Rate.allows(rate, name, datetime.fromisoformat(*told))
        else:
            allowed = True
            {"forgive": Rate.forgive, "take_back": Rate.take_back}[asked](rate, name)
        self.wfile.write(b"1" if allowed else b"0")
