"""A site in a folder of its own whose process dies, or whose disk fills, at a numbered write.

Run as ``python -m tests.site.crashing FOLDER kill|full``: for each write of publishing a report and
sequencing it a copy of the site is made, a child process does the work and is struck there, and
then does it again undisturbed. What each told on the way, what was signed and how the site stood
is printed, a JSON line for each write. Nothing of this is in the shipped code.
"""

import errno
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

WRITING = ("INSERT", "UPDATE", "DELETE", "BEGIN", "SAVEPOINT", "RELEASE")
FILE, DATABASE = "file", "database"
Strike = Callable[[str], None]


def tell(**said: object) -> None:
    """Write a line at once: what is told here was told, whatever happens next."""
    os.write(1, json.dumps(said).encode() + b"\n")


def in_child(task: Callable[[], None]) -> tuple[bool, list[dict[str, Any]]]:
    """Run ``task`` in a child process; return whether it was killed, and what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.dup2(writing, 1)
        code = 1
        try:
            task()
            code = 0
        except BaseException:  # noqa: BLE001 - told, and the child ends here
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        lines = [json.loads(line) for line in told]
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"a child failed: {lines}")
    return os.WIFSIGNALED(status), lines


def be_at(folder: Path) -> None:
    """Let this process work on the site in ``folder``."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.db import connection  # noqa: PLC0415 - as above

    settings.COMITY = replace(
        settings.COMITY, config_folder=folder, data_folder=folder / "data", demo=True
    )
    connection.settings_dict["NAME"] = str(settings.COMITY.database)


@contextmanager
def counted(strike: Strike) -> Iterator[None]:
    """Call ``strike`` before and after every write to a file or to the database."""
    from django.db import connection, connections  # noqa: PLC0415 - Django is set up first
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415 - as above

    def around(kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if real is opened and not arguments[1] & os.O_CREAT:
                return real(*arguments, **named)
            strike(kind)
            found = real(*arguments, **named)
            strike(kind)
            return found

        return call

    def statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        writes = sql.startswith(WRITING)
        return (around(DATABASE, execute) if writes else execute)(sql, *rest)

    opened = os.open
    backend = type(connections["default"])
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(statement):
        for name in ("open", "fsync", "replace", "mkdir"):
            patch.setattr(os, name, around(FILE, getattr(os, name)))
        patch.setattr(backend, "_commit", around(DATABASE, vars(BaseDatabaseWrapper)["_commit"]))
        yield


def striking(manner: str, number: int) -> Strike:
    """Return what happens at each write: a kill at the numbered one, or a disk full from there."""
    from django.db import OperationalError  # noqa: PLC0415 - Django is set up first

    left = [number]

    def strike(kind: str) -> None:
        left[0] -= 1
        if left[0] == 0 and manner == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if left[0] <= 0 and manner == "full":
            if kind == DATABASE:
                raise OperationalError("database or disk is full")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return strike


def work(folder: Path, strike: Strike) -> None:
    """Publish a report where it is not published, sequence it, and tell of both."""
    be_at(folder)
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.db import DatabaseError, connection  # noqa: PLC0415 - as above

    from comity.fault import RefusedError  # noqa: PLC0415 - as above
    from comity.site.dialogue.models import PublishedReport  # noqa: PLC0415 - as above
    from comity.site.record import sequencer  # noqa: PLC0415 - as above
    from tests.site.conftest import bundle, sequence  # noqa: PLC0415 - as above

    sign = sequencer.sign_checkpoint

    def signing(checkpoint: Any, signer: Any) -> bytes:
        note = sign(checkpoint, signer)
        tell(signed=checkpoint.size, note=note.hex())
        return note

    sequencer.sign_checkpoint = signing
    one = bundle()
    connection.ensure_connection()
    there = PublishedReport.objects.exists()
    try:
        with counted(strike):
            if not there:
                published(one)
            tell(acknowledged=True)
            tell(sequenced=sequence(settings.COMITY.log_folder))
    except (RefusedError, DatabaseError) as error:
        codes = [fault.code for fault in getattr(error, "faults", ())]
        tell(refused=type(error).__name__, codes=codes)


def published(one: Any) -> None:
    """Publish ``one`` as the secretary."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up first

    from comity.site.dialogue.actions import publish_report  # noqa: PLC0415 - as above
    from comity.site.record.models import Log  # noqa: PLC0415 - as above
    from tests.site.conftest import NOW, SYMBOL, sign_off  # noqa: PLC0415 - as above

    publish_report(
        log=Log.objects.get(),
        members=one.members,
        sign_off=sign_off(one.subject),
        symbol=SYMBOL,
        folder=settings.COMITY.bundle_folder,
        now=NOW,
    )


def begin(folder: Path) -> None:
    """Make the site, with a log that has begun, a secretary, and all of it signed for."""
    be_at(folder)
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from tests.site.conftest import begin as begin_log  # noqa: PLC0415 - as above
    from tests.site.conftest import bundle, sequence, sign_off  # noqa: PLC0415 - as above

    settings.COMITY.data_folder.mkdir(parents=True)
    call_command("migrate", verbosity=0)
    begin_log()
    sign_off(bundle().subject)  # enters who signs
    sequence(settings.COMITY.log_folder)


def examine(folder: Path) -> None:
    """Tell how the site stands: what the comparison with the record finds, and what is there."""
    be_at(folder)
    from django.conf import settings  # noqa: PLC0415 - Django is set up first
    from django.db import connection  # noqa: PLC0415 - as above

    from comity.site.dialogue.models import PublishedReport  # noqa: PLC0415 - as above
    from comity.site.home.health import reconcile  # noqa: PLC0415 - as above
    from comity.site.record.models import Entry, Log  # noqa: PLC0415 - as above
    from tests.site.conftest import NOW  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone()[0]
    checkpoint = settings.COMITY.log_folder / "checkpoint"
    tell(
        whole=whole,
        differences=[str(one) for one in reconcile(settings.COMITY, NOW).differences],
        reports=PublishedReport.objects.count(),
        entries=Entry.objects.count(),
        size=Log.objects.get().size,
        checkpoint=checkpoint.read_bytes().hex(),
        leftovers=sorted(path.name for path in folder.rglob("*.tmp")),
    )


def sweep(folder: Path, manner: str) -> None:
    """Strike at every write in turn, until the work is done before the strike."""
    os.environ["COMITY_CONFIG_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    import django  # noqa: PLC0415 - the environment comes first

    django.setup()
    in_child(lambda: begin(folder / "begun"))
    number, struck = 0, True
    while struck:
        number += 1
        site = folder / f"w{number}"
        shutil.copytree(folder / "begun", site)
        killed, told = in_child(lambda: work(site, striking(manner, number)))  # noqa: B023 - at once
        struck = killed or any("refused" in line for line in told)
        after = in_child(lambda: examine(site))[1]  # noqa: B023 - as above
        again = in_child(lambda: work(site, lambda _: None))[1]  # noqa: B023 - as above
        then = in_child(lambda: examine(site))[1]  # noqa: B023 - as above
        tell(number=number, struck=struck, told=told, after=after[0], again=again, then=then[0])
        shutil.rmtree(site)


if __name__ == "__main__":
    sweep(Path(sys.argv[1]), sys.argv[2])
