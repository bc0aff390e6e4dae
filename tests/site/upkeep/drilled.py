"""A real instance in a folder of its own, begun and voted in by processes of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ANSWERS = """\
[organisation]
en = "The Example Conference"
[site]
origin = "record.example.org/conference"
hosts = ["localhost"]
[operator]
controller = "Secretariat"
contact = "secretariat@example.org"
host_state = "here"
legal_regime = "a law"
retention = "a year"
[administrator]
name = "Amara Quill"
"""
PASSPHRASE = "correct horse battery staple"
VOTE = """
import sys, django; django.setup()
from datetime import UTC, datetime, timedelta
from django.conf import settings
from comity.people import Mandate, Role
from comity.site.dialogue.ballot_box import WriteThrough
from comity.site.dialogue.actions import OPEN, SEED, Voting, Written, cast_votes
from comity.site.dialogue.actions import open_conversation, seed_statements, write_votings
from comity.site.dialogue.models import Conversation
from comity.edge import load_key, pseudonyms_of
from comity.site.members.actions import give_mandate
from comity.site.members.models import PersonRow
from comity.site.members.permissions import role_table
from comity.site.members.queries import acting_as
from comity.site.record.batches import enter_batch
from comity.site.record.intake import intake_of, open_intake
from comity.site.record.models import Log
from comity.site.record.sequencer import sequence_pending
from tests.site.dialogue import world
from dataclasses import replace

first, count = int(sys.argv[1]), int(sys.argv[2])
of, now, log = settings.COMITY, datetime.now(UTC), Log.objects.get()
if not Conversation.objects.exists():
    me = PersonRow.objects.get()
    give_mandate(log=log, acting=acting_as(me.id), now=now, mandate=Mandate(
        id="m-secretary", holder=me.id, role=Role("organisation", "secretary"),
        scope=role_table().acts_of("secretary"), start=now, end=now + timedelta(days=9)))
    who = acting_as(me.id)
    terms = replace(world.terms(), opens=now - timedelta(minutes=1),
                    closes=now + timedelta(days=1), simulated=False)
    open_conversation(log=log, terms=terms, acting=who, keys=of.pseudonym_folder, now=now)
    seed_statements(log=log, conversation=world.ID, statements=world.SEEDS, acting=who, now=now)
open_intake(log=log, key_file=of.key_file, now=now)
key = pseudonyms_of(of.pseudonym_folder, world.ID)
for number in range(first, first + count):
    cast_votes(box=WriteThrough(write_votings), intake=intake_of(of.key_file), voting=Voting(
        world.ID, key.of(f"{number:032x}"), (Written("1", "1"), Written("2", "-1")), now))
enter_batch(log=log, subject=f"dialogue:conversation:{world.ID}", now=now)
sequence_pending(folder=of.log_folder, signer=load_key(of.key_file), now=now)
from comity.site.dialogue.models import VoteLine
print(VoteLine.objects.count())
"""


class Instance:
    """An instance in ``folder``, and the commands that are run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "site"
        self.checkpoint = self.data / "log" / "checkpoint"
        self.key = folder / "keys" / "site.key"

    def environment(self) -> dict[str, str]:
        """Return the environment of its processes."""
        plain = {name: of for name, of in os.environ.items() if not name.startswith("COMITY_")}
        return {
            **plain,
            "COMITY_CONFIG_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "comity.site.settings",
        }

    def run(self, *command: str | Path) -> tuple[int, str]:
        """Run a command of Comity; return its code and all it said."""
        return self._done("-m", "comity", *map(str, command))

    def vote(self, first: int, count: int) -> int:
        """Let so many people vote on two statements, from this number on; return all lines."""
        code, said = self._done("-c", VOTE, str(first), str(count))
        assert code == 0, said
        return int(said.split()[-1])

    def begin(self) -> "Instance":
        """Begin the instance from answers."""
        answers = self.folder.with_name(f"{self.folder.name}.toml")
        answers.write_text(ANSWERS)
        code, said = self.run("init", "--from", answers)
        assert code == 0, said
        return self

    def entries(self) -> list[tuple[int, str, bytes, bytes]]:
        """Return the entries that have a place: it, the act, the leaf and the content."""
        with closing(sqlite3.connect(self.data / "comity.sqlite3")) as rows:
            return rows.execute(
                "SELECT idx, act, leaf, payload FROM record_entry"
                " WHERE idx IS NOT NULL ORDER BY idx"
            ).fetchall()

    def differences(self) -> list[dict]:
        """Return what its rows say other than its record."""
        return json.loads(self.run("record", "reconcile", "--json")[1])["differences"]

    def _done(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[3],
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr
