"""Places what a command beside the server has entered, where no server runs that would."""

from datetime import datetime

from comity.edge import load_key, locked
from comity.fault import RefusedError
from comity.site.configuration import Configuration
from comity.site.frozen import frozen_at
from comity.site.record.sequencer import sequence_pending
from comity.site.server import SERVER_LOCK

__all__ = ["place_unless_served"]


def place_unless_served(configuration: Configuration, now: datetime) -> None:
    """Give what was entered its place; leave it to the server that runs, and where all is frozen.

    What cannot be placed now waits for the next start, and that is no reason to fail.
    """
    if frozen_at(configuration.data_folder) is not None:
        return
    try:
        with locked(configuration.data_folder / SERVER_LOCK, wait=False):
            signer = load_key(configuration.key_file)
            sequence_pending(folder=configuration.log_folder, signer=signer, now=now)
    except RefusedError:
        return
