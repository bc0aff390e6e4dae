"""A site that takes votes, to be measured: ``python -m benchmarks.vote_server site|bare PORT``.

``site`` is the site as it is, ``bare`` a function without Django's stack that puts the same votes
into the same ballot box, in an interpreter with the same settings and with nothing running beside
it: it gives no ballot its place in the record. Both answer ``POST /bench/act`` with an official
act, as any page would do it. COMITY_CONFIG_DIR names a folder; what is missing there is made.
"""

# Nothing of the site can be imported before Django is set up.
# ruff: noqa: PLC0415

import os
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from comity.site.server import SWITCH_EVERY, THREADS, set_aside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
os.environ["COMITY_DEMO"] = "1"

ID: Final = "bench-1"
STATEMENTS: Final = 60
ACT: Final = "/bench/act"
KIND: Final = "COMITY_BENCH_KIND"
Start = Callable[[str, list[tuple[str, str]]], Any]


def main() -> None:
    """Prepare the instance and serve it until interrupted."""
    kind, port = sys.argv[1:]
    os.environ[KIND] = kind
    prepare()
    Granian(
        "benchmarks.vote_server:application",
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def prepare() -> None:
    """Make an instance with one open conversation, where there is none."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from comity.edge import make_folder
    from comity.site.record.intake import open_intake
    from comity.site.record.keeping import log_key, open_log

    configuration = settings.COMITY
    if configuration.database.is_file():
        return
    make_folder(configuration.data_folder)
    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    signer = log_key(configuration.key_file, "bench.invalid/record")
    log = open_log(signer=signer, simulated=True, now=now)
    open_intake(log=log, key_file=configuration.key_file, now=now)
    open_for_votes(log, configuration.pseudonym_folder, now)
    connection.close()


def open_for_votes(log: Any, keys: Path, now: datetime) -> None:
    """Open the conversation that votes are cast in, with its statements."""
    from comity.people import Mandate, Role
    from comity.site.dialogue.actions import OPEN, SEED, open_conversation, seed_statements
    from comity.site.members.actions import give_mandate
    from comity.site.members.beginning import begin_members
    from comity.site.members.models import PersonRow
    from comity.site.members.queries import acting_as

    begin_members(log=log, names={"en": "Bench"}, person="Bench", now=now)
    me = PersonRow.objects.get()
    role, until = Role(me.party_id, "secretary"), now + timedelta(days=365)
    mandate = Mandate("m-1", me.pk, role, frozenset((OPEN, SEED)), now, until)
    by = acting_as(me.pk)
    if by is None:
        raise LookupError("nobody was entered")
    give_mandate(log=log, acting=by, mandate=mandate, now=now)
    acting = acting_as(me.pk)
    open_conversation(
        log=log, terms=_terms(now, simulated=log.simulated), acting=acting, keys=keys, now=now
    )
    statements = [(f"Statement {number} is one of many.", "en") for number in range(STATEMENTS)]
    seed_statements(log=log, conversation=ID, statements=statements, acting=acting, now=now)


def _terms(now: datetime, *, simulated: bool) -> Any:
    from comity.dialogue import Terms, read_rule
    from comity.edge import shipped

    rule = read_rule(shipped("dialogue", "common-ground", 1))
    return Terms(
        id=ID,
        symbol="A24/DIA/99",
        title="A question",
        question="Is this fast enough?",
        benefit="It is measured.",
        risk="It is not real.",
        language="en",
        languages=("en",),
        tier="anonymous",
        tiers=("anonymous",),
        ballots="open",
        moderation="before",
        rule=(rule.id, str(rule.version), rule.sha256),
        opens=now,
        closes=now + timedelta(days=7),
        simulated=simulated,
    )


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer a request by the site, or bare; official acts the same way in both."""
    if environ["PATH_INFO"] == ACT:
        official_act()
        start("204 No Content", [("Content-Length", "0")])
        return [b""]
    return _answer()(environ, start)


_MAKING: Final = threading.Lock()
_MADE: Final[list[Callable[[dict[str, Any], Start], Iterable[bytes]]]] = []


def _answer() -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    with _MAKING:
        if not _MADE:
            _MADE.append(_bare() if os.environ[KIND] == "bare" else _site())
        return _MADE[0]


def _site() -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    from comity.site.wsgi import application as site

    return site


def _bare() -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    """Return a function that does nothing but read the form and cast the votes.

    The interpreter has the settings that the site gives it, so that they make no difference.
    """
    import django

    django.setup()
    from django.conf import settings

    from comity.site.dialogue.actions import Voting, Written, cast_votes
    from comity.site.dialogue.ballot_box import ComeBack
    from comity.site.dialogue.box import ballot_box
    from comity.site.record.intake import intake_of

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        voter = environ["HTTP_COOKIE"].rpartition("=")[2]
        votes = tuple(
            Written(name.removeprefix("vote-"), value)
            for name, value in parse_qsl(body.decode())
            if name.startswith("vote-")
        )
        voting = Voting(ID, voter, votes, datetime.now(UTC))
        done = cast_votes(
            box=ballot_box(), intake=intake_of(settings.COMITY.key_file), voting=voting
        )
        status = "503 Service Unavailable" if isinstance(done, ComeBack) else "303 See Other"
        start(status, [("Content-Length", "0"), ("Location", "/")])
        return [b""]

    sys.setswitchinterval(SWITCH_EVERY)
    set_aside()
    return answer


def official_act() -> None:
    """Enter an act in the record, as an office does: in its own transaction, not in the box."""
    from django.db import transaction

    from comity.canonical import encode
    from comity.edge import entry_time
    from comity.record import Entry, public_payload
    from comity.site.record.actions import Content, append_entry
    from comity.site.record.models import Log

    content = encode({"v": 1, "what": "measured"})
    with transaction.atomic():
        append_entry(
            log=Log.objects.get(),
            statement=Entry(
                act="dialogue.measure_act",
                actor="assembly/secretary",
                subject=f"dialogue:conversation:{ID}",
                at=entry_time(datetime.now(UTC)),
                payload=public_payload(content),
            ),
            content=Content(content),
        )


if __name__ == "__main__":
    main()
