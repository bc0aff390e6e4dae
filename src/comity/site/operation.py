"""Runs an organisation's own instance."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.core.management import call_command

from comity.canonical import Json
from comity.edge import make_folder
from comity.fault import N_, FaultKind, Place, refuse
from comity.site.configuration import Configuration, start_faults
from comity.site.record.keeping import log_key, note_deployment, open_log
from comity.site.record.models import Log
from comity.site.record.sequencer import sequence_pending
from comity.site.server import alone, server_at

__all__ = ["operate", "prepare"]

DEMO_STAMPED: Final = FaultKind(
    "site.demo_database",
    N_("the database is that of a demonstration"),
    N_("a demonstration is never served as a real instance"),
    N_("Name another folder in COMITY_DATA_DIR; a new database is made there."),
)


def operate(address: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the instance until it is interrupted; refuse where something speaks against it."""
    configuration: Configuration = settings.COMITY
    faults = start_faults(configuration)
    if faults:
        raise refuse(*faults)
    with alone(configuration.data_folder, port):
        prepare(configuration)
        say(f"http://{address}:{port}")
        server_at(address, port).serve()


def prepare(configuration: Configuration) -> None:
    """Bring tables and record up to date before anybody is served."""
    make_folder(configuration.data_folder)
    call_command("migrate", verbosity=0)
    if Log.objects.filter(simulated=True).exists():
        raise refuse(DEMO_STAMPED.at(Place(str(configuration.database))))
    now = datetime.now(UTC)
    signer = log_key(configuration.key_file, configuration.instance.origin)
    log = open_log(signer=signer, simulated=False, now=now)
    instance = configuration.instance
    settings_in_use: Json = {
        "names": dict(instance.names),
        "operator": dict(instance.operator),
        "pillars": list(instance.pillars),
    }
    note_deployment(log=log, settings=settings_in_use, now=now)
    sequence_pending(folder=configuration.log_folder, signer=signer, now=now)
