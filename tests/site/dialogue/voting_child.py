"""A process that takes votes until it is killed: the ballot box, batches and the sequencer at once.

It loads the site once and then forks a child for each line it reads, so that two hundred kills do
not cost two hundred starts. Run as ``python -m tests.site.dialogue.voting_child``.
"""

import base64
import json
import os
import random
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["main"]

VOTERS = 6
STATEMENTS = 3


def main() -> None:
    """Read one JSON object a line; print the number of the child that works on it, then its end."""
    import django  # noqa: PLC0415 - only this process needs it

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.db import connections  # noqa: PLC0415 - after setup

    # It stands for the test's own instance, which is none of a demonstration.
    settings.COMITY = replace(settings.COMITY, demo=False)
    for line in sys.stdin:
        wish = json.loads(line)
        connections.settings["default"]["NAME"] = wish["database"]
        child = os.fork()
        if not child:
            _vote(wish)
        print(child, flush=True)  # noqa: T201 - the test reads it
        os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201 - as above


def _vote(wish: dict) -> None:
    """Take votes in several threads until the end, and note each signed word as it comes."""
    from comity.site.dialogue import ballot_box  # noqa: PLC0415 - after setup
    from comity.site.dialogue.actions import (  # noqa: PLC0415 - after setup
        Voting,
        Written,
        cast_votes,
        write_votings,
    )
    from comity.site.record.intake import intake_of  # noqa: PLC0415 - after setup

    kind = _EarlyBox(ballot_box) if wish["early"] else ballot_box.BallotBox
    box = kind(write_votings)
    intake = intake_of(Path(wish["key_file"]))
    noted = os.open(wish["noted"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    at = datetime.fromisoformat(wish["at"])

    def voter(number: int) -> None:
        draw = random.Random(f"{wish['seed']}/{number}")
        while True:
            count = draw.randint(1, STATEMENTS)
            votes = tuple(
                Written(str(one), str(draw.choice((1, 0, -1))))
                for one in draw.sample(range(1, STATEMENTS + 1), count)
            )
            voting = Voting(wish["conversation"], f"p{draw.randrange(500)}", votes, at)
            done = cast_votes(box=box, intake=intake, voting=voting)
            os.write(noted, base64.b64encode(done.note) + b"\n")

    threading.Thread(target=_sequence, args=(wish,), daemon=True).start()
    threads = [threading.Thread(target=voter, args=(number,)) for number in range(VOTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _sequence(wish: dict) -> None:
    """Enter batches and sequence without a pause, so that kills fall into that as well."""
    from comity.edge import load_key  # noqa: PLC0415 - after setup
    from comity.site.record import batches  # noqa: PLC0415 - after setup
    from comity.site.record.models import Log  # noqa: PLC0415 - after setup
    from comity.site.record.sequencer import sequence_pending  # noqa: PLC0415 - after setup

    signer = load_key(Path(wish["key_file"]))
    log = Log.objects.get()
    while True:
        now = datetime.now(UTC)
        batches.enter_batch(log=log, subject=wish["subject"], now=now)
        sequence_pending(folder=Path(wish["log_folder"]), signer=signer, now=now)
        time.sleep(0.01)


class _EarlyBox:
    """The control: a box that says yes before the commit, as it must never be."""

    def __init__(self, module) -> None:
        self._module = module

    def __call__(self, write):
        from django.db import transaction  # noqa: PLC0415 - after setup

        class Early(self._module.BallotBox):
            def _write_next(self):
                with transaction.atomic():
                    group = self._next_group()
                    outcomes = write([one.request for one in group])
                    for one, outcome in zip(group, outcomes, strict=True):
                        one.done(outcome)
                    time.sleep(0.02)

        return Early(write)


if __name__ == "__main__":
    main()
