"""Computes a report over and over, as after a close: ``python -m benchmarks.vote_reports SECONDS``.

Says ``begun`` when the first one begins.
"""

import sys
import time
from typing import Final

from benchmarks.synthetic import synthetic
from comity.dialogue import Parameters, Statement, open_inputs
from comity.edge import run_apart, shipped

PEOPLE: Final = 1_500
STATEMENTS: Final = 60
REPORTED: Final = (("dialogue.counts", 1), ("dialogue.report", 1), ("dialogue.slate", 1))


def main() -> None:
    """Compute until the time is over; each time in a child, as the site does."""
    seconds = float(sys.argv[1])
    made = synthetic(PEOPLE, STATEMENTS)
    texts = [Statement(str(i), f"Statement {i}", 1) for i in range(STATEMENTS)]
    rule = shipped("dialogue", "common-ground", 1)
    files = open_inputs(made.log, texts, Parameters("A question"), rule, 1)
    print("begun", flush=True)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run_apart(REPORTED, files)


if __name__ == "__main__":
    main()
