"""Erases on the computer of the site, whether it is being served or not."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError

from comity.fault import Place, refuse
from comity.site.configuration import Configuration
from comity.site.dialogue.actions import Kept
from comity.site.home.erasing import erase_everywhere
from comity.site.operation import BAD_DATABASE, NO_DATABASE
from comity.site.placing import place_unless_served
from comity.site.record.actions import OPERATOR
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.models import Entry, Log
from comity.site.record.rewrapping import replace_wrapping
from comity.site.server import alone

__all__ = ["erase"]


def erase(index: int, basis: str, say: Callable[[str], None], *, shut_copies: bool = False) -> None:
    """Erase the content of entry ``index`` of the site on this computer, and say what came of it.

    What names a person goes from the rows of every room at once; the entry that says so gets its
    place from the server that runs, or here where none does. ``shut_copies`` replaces the wrapping
    key as well; the site must not be served meanwhile.
    """
    configuration: Configuration = settings.COMITY
    place = Place(configuration.database_name)
    if not configuration.has_database:
        raise refuse(NO_DATABASE.at(place))
    if shut_copies:
        _refuse_while_served(configuration)
    now = datetime.now(UTC)
    try:
        log = Log.objects.filter(size__gt=0).order_by("origin").first()
        if log is None:
            raise refuse(NO_DATABASE.at(place))
        kept = Kept(configuration.sealed_folder, configuration.draft_folder)
        erasing = erase_everywhere(
            log=log, index=index, basis=basis, actor=OPERATOR, kept=kept, now=now
        )
        emptied = empty_write_ahead_log()
        place_unless_served(configuration, now)
    except DatabaseError as error:
        raise refuse(BAD_DATABASE.at(place, reason=error)) from error
    by = Entry.objects.values_list("idx", flat=True).get(pk=erasing.pk)
    said = "An entry says so" if by is None else f"Entry {by} says so"
    say(f"Erased: the content of entry {index}. {said} and on what basis.")
    if not emptied:
        say("Somebody was reading just then: restart the site, so that no trace stays beside it.")
    if shut_copies:
        _shut_copies(configuration)
        say("Keys in copies of the data made until now are opened by no key that is here.")
        say("Destroy older backups of keys, which hold the wrapping key that was replaced.")
    say("What others downloaded before, and your own backups, are not in its reach.")


def _refuse_while_served(configuration: Configuration) -> None:
    with alone(configuration.data_folder, 0):
        pass


def _shut_copies(configuration: Configuration) -> None:
    with alone(configuration.data_folder, 0):
        replace_wrapping(configuration.sealed_folder)
        empty_write_ahead_log()
