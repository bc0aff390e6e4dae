"""Runs an organisation's own instance."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Max

from comity.canonical import Json
from comity.edge import entry_time, load_key, make_folder, read_policy
from comity.fault import N_, FaultKind, Place, refuse
from comity.site.api.limits import PER_CALLER, PER_TOKEN
from comity.site.certificates import own_certificate
from comity.site.configuration import Configuration, start_faults
from comity.site.frozen import KEY_LOST
from comity.site.home.health import Reconciliation, check_health, reconciliation_json
from comity.site.loopback import real_instance_faults
from comity.site.members.beginning import begin_members
from comity.site.members.signing_in import attempts
from comity.site.postgres.locks import serving_alone
from comity.site.postgres.roles import room_faults
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.intake import open_intake
from comity.site.record.keeping import log_key, note_deployment, open_log
from comity.site.record.models import Entry as EntryRow
from comity.site.record.models import Log
from comity.site.record.rewrapping import require_wrapping, wrap_bare
from comity.site.record.sequencer import sequence_pending
from comity.site.server import alone, port_of_its_own, server_at
from comity.site.upkeep.upgrading import bring_up_to_date, drop_copy

__all__ = ["BAD_DATABASE", "NO_DATABASE", "begin", "operate", "prepare", "reconcile"]

DEMO_STAMPED: Final = FaultKind(
    "site.demo_database",
    N_("the database is that of a demonstration"),
    N_("a demonstration is never served as a real instance"),
    N_("Name another folder in COMITY_DATA_DIR; a new database is made there."),
)
NO_DATABASE: Final = FaultKind(
    "site.no_database",
    N_("there is no such file"),
    N_("a site that was started has a database in its data folder"),
    N_("Start it once with comity serve or comity demo, or name its folder in COMITY_DATA_DIR."),
)
BAD_DATABASE: Final = FaultKind(
    "site.database_unreadable",
    N_("it cannot be read: {reason}"),
    N_("the database is whole and has the tables of this version"),
    N_("Start the site once, which updates the tables. If it is damaged, bring back a copy."),
)
CLOCK: Final = FaultKind(
    "site.clock_behind",
    N_("the clock says {now}, and the last entry is of {last}"),
    N_("a site is not started by a clock that is more than a day behind its own record"),
    N_("Set the clock of this computer, then start again. Nothing is lost meanwhile."),
)
OTHER_KEY: Final = FaultKind(
    "site.other_key",
    N_("it is not the key of the record {origin}"),
    N_("a record is continued by its own key"),
    N_("Put the right key there, or name the folder of the other instance in COMITY_DATA_DIR."),
)
ON_A_FILE: Final = FaultKind(
    "site.workers_on_a_file",
    N_("a site with its database in a file has one worker"),
    N_("several workers need a database that several processes may write to"),
    N_("Leave --workers out, or name a PostgreSQL database in COMITY_DATABASE_URL."),
)
FIRST_SHOWN: Final = 20
PATIENCE: Final = timedelta(days=1)


def operate(
    address: str,
    port: int,
    say: Callable[[str], None],
    workers: int = 1,
    tls: tuple[Path | None, Path | None] = (None, None),
) -> None:
    """Serve the instance until it is interrupted; refuse where something speaks against it.

    ``tls`` names a certificate and its key; without them a web server before it does TLS.
    """
    configuration = _startable()
    if workers > 1 and not configuration.database_url:
        raise refuse(ON_A_FILE.at(Place(f"--workers {workers}")))
    certificate = own_certificate(*tls)
    held = alone(configuration.data_folder, port, workers)
    with held, port_of_its_own(port), serving_alone():
        prepare(configuration)
        with _together(workers):
            say(f"{'http' if certificate is None else 'https'}://{address}:{port}")
            server_at(address, port, workers, certificate).serve()


@contextmanager
def _together(workers: int) -> Iterator[None]:
    """Let several workers count attempts together, each with connections of its own."""
    if workers == 1:
        yield
        return
    faults = room_faults(workers)
    if faults:
        raise refuse(*faults)
    # No worker has a socket of this process's connection.
    connections.close_all()
    from comity.site.members.counting import counted_together  # noqa: PLC0415 - needs Unix

    with counted_together((*attempts(), PER_CALLER, PER_TOKEN)):
        yield


def begin(person: str, say: Callable[[str], None]) -> None:
    """Enter the organisation and ``person`` as its first administrator; print the invitation."""
    configuration = _startable()
    now = datetime.now(UTC)
    with alone(configuration.data_folder, 0), serving_alone():
        prepare(configuration)
        names = configuration.instance.names
        access = begin_members(log=Log.objects.get(), names=names, person=person, now=now)
        signer = log_key(configuration.key_file, configuration.instance.origin)
        sequence_pending(folder=configuration.log_folder, signer=signer, now=now)
    say(f"Name to sign in by:      {access.handle}")
    say(f"Code of the invitation:  {access.code}")
    say("Start the site, open its page “Redeem an invitation” and enter the code within 14 days.")


def _startable() -> Configuration:
    """Return the configuration of a real instance; refuse where something speaks against it."""
    configuration: Configuration = settings.COMITY
    faults = (*start_faults(configuration), *real_instance_faults(configuration))
    if faults:
        raise refuse(*faults)
    return configuration


def prepare(configuration: Configuration) -> None:
    """Bring tables and record up to date before anybody is served."""
    make_folder(configuration.data_folder)
    bring_up_to_date(configuration)
    if Log.objects.filter(simulated=True).exists():
        raise refuse(DEMO_STAMPED.at(Place(configuration.database_name)))
    _refuse_without_its_key(configuration)
    read_policy(configuration.witness_file)  # a mistyped line stops the start, not a page
    now = datetime.now(UTC)
    signer = log_key(configuration.key_file, configuration.instance.origin)
    require_wrapping()
    if wrap_bare(configuration.sealed_folder):
        empty_write_ahead_log()
    log = open_log(signer=signer, simulated=False, now=now)
    _refuse_a_clock_behind(configuration, log, now)
    instance = configuration.instance
    settings_in_use: Json = {
        "names": dict(instance.names),
        "operator": dict(instance.operator),
        "pillars": list(instance.pillars),
        "pseudonym_days": instance.pseudonym_days,
    }
    note_deployment(log=log, settings=settings_in_use, now=now)
    drop_copy(configuration)
    open_intake(log=log, key_file=configuration.key_file, now=now)
    sequence_pending(folder=configuration.log_folder, signer=signer, now=now)
    check_health(configuration, now)


def reconcile(say: Callable[[str], None], *, as_json: bool = False) -> bool:
    """Compare every public row with the record, name each that differs; return whether none does.

    A server may go on meanwhile: this reads, and writes down for the page only what it found.
    """
    configuration: Configuration = settings.COMITY
    place = Place(configuration.database_name)
    if not configuration.has_database:
        raise refuse(NO_DATABASE.at(place))

    def tell(found: Reconciliation) -> None:
        if as_json:
            say(json.dumps(reconciliation_json(found), ensure_ascii=False, indent=1))
        else:
            _tell(found, say)

    try:
        found = check_health(configuration, datetime.now(UTC), tell)
    except DatabaseError as error:
        raise refuse(BAD_DATABASE.at(place, reason=error)) from error
    return not found.differences


def _tell(found: Reconciliation, say: Callable[[str], None]) -> None:
    for one in found.differences[:FIRST_SHOWN]:
        say(str(one))
    more = len(found.differences) - FIRST_SHOWN
    if more > 0:
        say(f"and {more} more: comity record reconcile --json lists them")
    if not found.differences:
        say(f"All {found.checked} rows compared are what the record says.")


def _refuse_without_its_key(configuration: Configuration) -> None:
    """Refuse to begin a second record beside one whose key is missing, or is another one."""
    held = Log.objects.values_list("origin", flat=True).first()
    if held is None:
        return
    place = Place(str(configuration.key_file))
    if not configuration.key_file.is_file():
        raise refuse(KEY_LOST.at(place))
    if load_key(configuration.key_file).key.name != held:
        raise refuse(OTHER_KEY.at(place, origin=held))


def _refuse_a_clock_behind(configuration: Configuration, log: Log, now: datetime) -> None:
    """Refuse to begin where the clock is days behind the record: deadlines would be wrong."""
    last = EntryRow.objects.filter(log=log).aggregate(last=Max("at"))["last"]
    if last is not None and last - now > PATIENCE:
        place = Place(configuration.database_name)
        raise refuse(CLOCK.at(place, now=entry_time(now), last=entry_time(last)))
