"""The sequencer of a serving process: one thread that gives what was entered its place.

It is woken after each act and looks by itself every few seconds, so that an act whose wake-up was
lost, or one entered by a command beside the server, waits a moment and no longer.
"""

import logging
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final

from django.db import connection

from comity.edge import load_key
from comity.site.configuration import Configuration
from comity.site.postgres.locks import sequencing
from comity.site.record.batches import enter_due
from comity.site.record.models import Entry, Log
from comity.site.record.sequencer import LostRaceError, sequence_pending
from comity.site.record.sublogs import sequence_sub_logs

__all__ = ["keep_sequencing", "sequence_now", "wake"]

LOOK_EVERY: Final = 5.0
LOGGER: Final = logging.getLogger("comity.record")
WOKEN: Final = Event()


def wake() -> None:
    """Have what was committed just now sequenced at once."""
    WOKEN.set()


def keep_sequencing(configuration: Configuration) -> None:
    """Start the thread; it ends with the process, and the next start sequences what waits."""
    Thread(target=_run, args=(configuration,), name="sequencer", daemon=True).start()


def sequence_now(configuration: Configuration) -> None:
    """Sequence what waits; whatever goes wrong is logged, and tried again the next time.

    On PostgreSQL only who holds the lock of the sequencer does.
    """
    try:
        with sequencing():
            _sequence(configuration)
    except LostRaceError:
        wake()
    except Exception:
        # Whatever it is, the thread goes on: what was promised by when is still owed.
        LOGGER.exception("the sequencer could not give entries their place")


def _sequence(configuration: Configuration) -> None:
    for log in Log.objects.all():
        enter_due(log=log, now=datetime.now(UTC))
    if Entry.objects.filter(idx=None).exists():
        signer = load_key(configuration.key_file)
        folder = configuration.log_folder
        sequence_pending(folder=folder, signer=signer, now=datetime.now(UTC))
    sequence_sub_logs(
        folder=configuration.sub_log_folder,
        keys=configuration.sub_key_folder,
        now=datetime.now(UTC),
    )


def _run(configuration: Configuration) -> None:
    while True:
        WOKEN.wait(LOOK_EVERY)
        WOKEN.clear()
        sequence_now(configuration)
        connection.close()
