"""Takes a witness's signature in on the computer of the site, whether it is being served or not."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError

from comity.edge import read_bounded, read_policy
from comity.fault import Place, refuse
from comity.record import plain
from comity.site.configuration import Configuration
from comity.site.operation import BAD_DATABASE, NO_DATABASE
from comity.site.record.cosigning import Cosigned, Places, add_cosignature
from comity.site.record.models import Log

__all__ = ["places_of", "take_in"]

HOLDS: Final = 0
FORKED: Final = 4
LARGEST_NOTE: Final = 1_000_000


def take_in(file: Path, say: Callable[[str], None]) -> int:
    """Add what this site's witnesses have signed in ``file`` to its record; return the exit code.

    4 where it contradicts the record: the proof is kept.
    """
    configuration: Configuration = settings.COMITY
    place = Place(configuration.database_name)
    if not configuration.has_database:
        raise refuse(NO_DATABASE.at(place))
    try:
        taken = _taken(configuration, read_bounded(file, LARGEST_NOTE))
    except DatabaseError as error:
        raise refuse(BAD_DATABASE.at(place, reason=error)) from error
    if taken is None:
        raise refuse(NO_DATABASE.at(place))
    if taken.fork is not None:
        say("It contradicts this site’s record: its key has signed two histories.")
        say(f"The proof is in {taken.fork}. Stop the site, keep the proof, and tell others.")
        return FORKED
    say(f"{taken.size} entries of this site are witnessed by {plain(', '.join(taken.names))}.")
    return HOLDS


def places_of(configuration: Configuration) -> Places:
    """Return where an instance keeps what has to do with witnesses."""
    return Places(
        log=configuration.log_folder,
        forks=configuration.fork_folder,
        witnesses=configuration.witness_file,
    )


def _taken(configuration: Configuration, offered: bytes) -> Cosigned | None:
    log = Log.objects.filter(size__gt=0).order_by("origin").first()
    if log is None:
        return None
    return add_cosignature(
        log=log,
        offered=offered,
        policy=read_policy(configuration.witness_file),
        places=places_of(configuration),
    )
