"""Opens an instance's log: its key on disk, its row, its first entry, and what was deployed."""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.migrations.recorder import MigrationRecorder

from comity import __version__
from comity.canonical import Json, digest, encode
from comity.edge import KeySigner, create_key, entry_time, load_key
from comity.record import Entry, VerifierKey, format_vkey, public_payload
from comity.site.record.actions import OPERATOR, Content, append_entry, begin_log
from comity.site.record.models import Entry as EntryRow
from comity.site.record.models import Log

__all__ = ["enter_unless_said", "log_key", "note_deployment", "open_log"]

BEGIN: Final = "record.begin"
DEPLOY: Final = "record.deploy"


def log_key(path: Path, origin: str) -> KeySigner:
    """Return the signer of the log's key in ``path``, made now if there is none.

    The log's name ends in 16 hex digits of its key, so that no two logs share one by accident.
    """

    def name_of(key: VerifierKey) -> str:
        return f"{origin}/{key.public.hex()[:16]}"

    return load_key(path) if path.is_file() else create_key(path, name_of)


@transaction.atomic
def open_log(*, signer: KeySigner, simulated: bool, now: datetime) -> Log:
    """Return the log of ``signer``; the first time, with the entry that begins it."""
    vkey = format_vkey(signer.key)
    log = begin_log(origin=signer.key.name, vkey=vkey, simulated=simulated)
    if not EntryRow.objects.filter(log=log).exists():
        kind = "demo" if simulated else "instance"
        _append(log, BEGIN, encode({"v": 1, "kind": kind, "key": vkey}), now)
    return log


def note_deployment(*, log: Log, settings: Json, now: datetime) -> None:
    """Enter what is in use now, if it differs from what was entered last.

    ``settings`` are those that matter to results and pages; the entry holds only their digest.
    """
    applied = MigrationRecorder.Migration.objects.values_list("app", "name")
    content: Json = {
        "v": 1,
        "version": __version__,
        "settings": digest(settings),
        "migrations": digest(sorted(f"{app}/{name}" for app, name in applied)),
    }
    enter_unless_said(log=log, act=DEPLOY, content=encode(content), now=now)


@transaction.atomic
def enter_unless_said(*, log: Log, act: str, content: bytes, now: datetime) -> None:
    """Enter ``content`` about the log itself, unless that is what ``act`` said last."""
    last = EntryRow.objects.filter(log=log, act=act).order_by("-id").first()
    if last is None or last.payload is None or bytes(last.payload) != content:
        _append(log, act, content, now)


def _append(log: Log, act: str, content: bytes, now: datetime) -> None:
    statement = Entry(
        act=act,
        actor=OPERATOR,
        subject=f"record:log:{log.origin}",
        at=entry_time(now),
        payload=public_payload(content),
    )
    append_entry(log=log, statement=statement, content=Content(content))
