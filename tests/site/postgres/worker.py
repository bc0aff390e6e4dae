"""A worker of a site on PostgreSQL: ``python -m tests.site.postgres.worker begin|vote|count``.

``vote NAME unheld`` is the control: neither the turn to write nor the conversation's row is held.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

__all__ = ["main"]

THREADS = 8
VOTINGS = 10
STATEMENTS = 3


def begin() -> dict[str, Any]:
    """Make the tables, the record and an open conversation."""
    from django.conf import settings  # noqa: PLC0415 - after setup

    from comity.site.tables import update_tables  # noqa: PLC0415 - after setup
    from tests.site.conftest import begin as begin_log  # noqa: PLC0415 - after setup
    from tests.site.dialogue.world import opened  # noqa: PLC0415 - after setup

    settings.COMITY.data_folder.mkdir(parents=True)
    update_tables()
    begin_log()
    return {"id": opened(settings.COMITY)}


def vote(name: str) -> dict[str, Any]:
    """Vote in several threads through a box whose transactions take their time to commit."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.db import connection  # noqa: PLC0415 - after setup

    from comity.site.dialogue.actions import (  # noqa: PLC0415 - after setup
        Voting,
        Written,
        cast_votes,
        write_votings,
    )
    from comity.site.dialogue.ballot_box import BallotBox, Limits  # noqa: PLC0415 - after setup
    from comity.site.record.intake import intake_of  # noqa: PLC0415 - after setup
    from tests.site.dialogue.world import ID, NOW  # noqa: PLC0415 - after setup

    def slowly(requests: Any) -> Any:
        done = write_votings(requests)
        time.sleep(0.005)
        return done

    box = BallotBox(slowly, Limits(together=6))
    intake = intake_of(settings.COMITY.key_file)
    votes = tuple(Written(str(number), "1") for number in range(1, STATEMENTS + 1))

    def somebody(number: int) -> list[str]:
        leaves: list[str] = []
        for turn in range(VOTINGS):
            voting = Voting(ID, f"{name}-{number}-{turn % 5}", votes, NOW)
            leaves += [
                leaf.hex() for leaf in cast_votes(box=box, intake=intake, voting=voting).leaves
            ]
        connection.close()
        return leaves

    # Both begin at once, however busy the machine is.
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as pool:
        told = [leaf for leaves in pool.map(somebody, range(THREADS)) for leaf in leaves]
    box.stop()
    return {"told": told}


def count() -> dict[str, Any]:
    """Enter the ballots, sequence, and tell what is stored, what is logged and what is counted."""
    from django.conf import settings  # noqa: PLC0415 - after setup
    from django.db.models import Sum  # noqa: PLC0415 - after setup

    from comity.record import parse_batch  # noqa: PLC0415 - after setup
    from comity.site.dialogue.models import ParticipationCount, VoteLine  # noqa: PLC0415 - after setup
    from comity.site.home.health import reconcile  # noqa: PLC0415 - after setup
    from comity.site.record.batches import enter_batch  # noqa: PLC0415 - after setup
    from comity.site.record.models import BallotBatch, Log, SealedBallot  # noqa: PLC0415 - after setup
    from tests.site.conftest import sequence  # noqa: PLC0415 - after setup
    from tests.site.dialogue.world import ID, NOW  # noqa: PLC0415 - after setup

    enter_batch(log=Log.objects.get(), subject=f"dialogue:conversation:{ID}", now=NOW)
    sequence(settings.COMITY.log_folder)
    seqs = list(VoteLine.objects.order_by("seq").values_list("seq", flat=True))
    batches = [parse_batch(bytes(row.entry.payload)) for row in BallotBatch.objects.all()]
    people = ParticipationCount.objects.filter(part="tier").aggregate(Sum("count"))
    return {
        "seqs": seqs,
        "sealed": [
            bytes(leaf).hex() for leaf in SealedBallot.objects.values_list("leaf", flat=True)
        ],
        "logged": sum(batch.count for batch in batches),
        "people": people["count__sum"],
        "differences": [str(one) for one in reconcile(settings.COMITY, NOW).differences],
    }


def let_go() -> None:
    """Hold neither the turn to write nor the row of the conversation."""
    from comity.site.dialogue.actions import votes  # noqa: PLC0415 - after setup
    from comity.site.postgres import wrapper  # noqa: PLC0415 - after setup

    wrapper.BEGIN = "BEGIN"
    votes.HOLD = "SELECT %s"


def main() -> None:
    """Do what is named and print what became of it."""
    import django  # noqa: PLC0415 - only this process needs it

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - after setup

    Path(settings.COMITY.config_folder).mkdir(parents=True, exist_ok=True)
    if sys.argv[-1] == "unheld":
        let_go()
    does = {"begin": begin, "count": count, "vote": lambda: vote(sys.argv[2])}
    print(json.dumps(does[sys.argv[1]]()))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
