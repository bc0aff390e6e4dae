"""Asks for the live results over and over: ``python -m benchmarks.vote_results PORT SECONDS``."""

import sys
import time
from http.client import HTTPConnection
from typing import Final

RESULTS: Final = "/en/dialogue/conversations/bench-1/"


def main() -> None:
    """Ask until the time is over."""
    port, seconds = int(sys.argv[1]), float(sys.argv[2])
    connection = HTTPConnection("localhost", port, timeout=30)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.request("GET", RESULTS)
        connection.getresponse().read()


if __name__ == "__main__":
    main()
