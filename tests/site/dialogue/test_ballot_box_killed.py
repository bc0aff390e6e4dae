"""Nothing that was acknowledged is lost, whenever the process is killed.

Beside the votes, batches are entered and sequenced without a pause, so that kills fall between any
two steps of all of it. The control is a box that says yes too early: there votes are lost.
"""

import base64
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from comity.edge import (
    KeySigner,
    create_key,
    file_reader,
    verify_signature,
)
from comity.record import (
    BallotLine,
    IntakeNote,
    open_batch,
    parse_batch,
    root_at,
    verify_ballot_receipt,
    verify_checkpoint,
    verify_intake,
)
from comity.site.dialogue.models import VoteLine
from comity.site.dialogue.tallies import standing_of
from comity.site.record.batches import enter_batch, receipt_of, sealed_ballots
from comity.site.record.intake import intake_of
from comity.site.record.keeping import open_log
from comity.site.record.models import BallotBatch, Entry, SealedBallot
from comity.site.record.reconcile import Reach, reconcile_record
from comity.site.record.sequencer import sequence_pending
from comity.site.record.signed_log import published_note
from tests.site.dialogue.world import ID, NOW, opened
from tests.site.file_database import empty_database, file_database
from tools.tree import ROOT

__all__ = ["empty_database", "file_database"]

KILLS = 200
SUBJECT = f"dialogue:conversation:{ID}"


@dataclass
class Room:
    """An instance with a conversation, the process that takes votes for it, what it signed for."""

    configuration: object
    signer: KeySigner
    database: Path
    noted: Path
    process: subprocess.Popen
    read: int = 0
    notes: list[IntakeNote] = field(default_factory=list)
    heads: dict[int, bytes] = field(default_factory=dict)

    def kill_once(self, draw: random.Random, *, early: bool = False) -> None:
        """Let votes come for a moment and kill whoever takes them."""
        wish = {
            "database": str(self.database),
            "key_file": str(self.configuration.key_file),
            "log_folder": str(self.configuration.log_folder),
            "noted": str(self.noted),
            "conversation": ID,
            "subject": SUBJECT,
            "at": NOW.isoformat(),
            "seed": draw.random(),
            "early": early,
        }
        size = self.noted.stat().st_size if self.noted.exists() else 0
        self.process.stdin.write(f"{json.dumps(wish)}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline())
        end = time.monotonic() + 20
        while not (self.noted.exists() and self.noted.stat().st_size > size):
            assert time.monotonic() < end, "no vote was taken"
            time.sleep(0.002)
        time.sleep(draw.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        assert self.process.stdout.readline() == "ended\n"

    def new_notes(self) -> list[IntakeNote]:
        """Return what was signed for since the last look; a line that was cut off is none."""
        data = self.noted.read_bytes()
        whole = data[self.read : data.rfind(b"\n") + 1]
        self.read += len(whole)
        key = intake_of(self.configuration.key_file).key
        found = [
            verify_intake(base64.b64decode(line), key, verify_signature)
            for line in whole.splitlines()
        ]
        self.notes += found
        return found

    def head(self) -> None:
        """Check the published head, if there is one; no size has ever two roots."""
        note = published_note(self.configuration.log_folder)
        if note is not None:
            head = verify_checkpoint(note, [self.signer.key], verify_signature)
            assert self.heads.setdefault(head.size, head.root) == head.root


@pytest.fixture
def room(file_database, instance, tmp_path):
    """Give an open conversation, and the process that is going to be killed over and over."""
    name = "assembly.test/record/killed"
    signer = create_key(instance.key_file, lambda _: name)
    log = open_log(signer=signer, simulated=True, now=NOW)
    opened(instance)
    connection.close()
    environment = {
        **os.environ,
        "COMITY_CONFIG_DIR": str(instance.config_folder),
        "COMITY_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "comity.site.settings",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.site.dialogue.voting_child"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert log.origin == name
        yield Room(instance, signer, file_database, tmp_path / "noted", process)
        process.stdin.close()


def missing(notes) -> set[bytes]:
    """Return the leaves signed for that are not stored with their line."""
    leaves = [leaf for note in notes for leaf in note.ballots]
    stored: set[bytes] = set()
    for start in range(0, len(leaves), 500):
        rows = SealedBallot.objects.filter(leaf__in=leaves[start : start + 500])
        stored |= {bytes(leaf) for leaf in rows.values_list("leaf", flat=True)}
    return set(leaves) - stored


def entered(room) -> None:
    """Enter and sequence what was left over, as the next start of the site does."""
    now = datetime.now(UTC)
    log = Entry.objects.first().log
    enter_batch(log=log, subject=SUBJECT, now=now)
    sequence_pending(folder=room.configuration.log_folder, signer=room.signer, now=now)


def assert_stored_is_entered_is_counted(room) -> None:
    """Lines, sealed leaves, batches, what auditors open and the live count are one number."""
    lines = {
        row.seq: BallotLine(row.seq, row.voter, str(row.statement), row.vote)
        for row in VoteLine.objects.all()
    }
    assert sorted(lines) == list(range(1, len(lines) + 1))
    by_entry: dict[int, list] = {}
    for index, _, seq, key in sealed_ballots(SUBJECT):
        by_entry.setdefault(index, []).append((lines[seq], key))
    total = 0
    for batch in BallotBatch.objects.select_related("entry"):
        said = parse_batch(bytes(batch.entry.payload))
        assert len(open_batch(said, by_entry[batch.entry.idx])) == said.count
        total += said.count
    assert total == len(lines) == SealedBallot.objects.count()
    assert standing_of(ID, f"killed {room.database}").lines == total


def assert_record_holds(room) -> None:
    """The tree, the rows and the files agree, and every head that was published is a part of it."""
    folder = room.configuration.log_folder
    note = published_note(folder)
    head = verify_checkpoint(note, [room.signer.key], verify_signature)
    for size, root in room.heads.items():
        assert root_at(size, head.size, file_reader(folder)) == root
    differences = list(reconcile_record(Reach(folder, note, room.signer.key)))
    assert [one for one in differences if one.column not in {"symbol", "title", "opened"}] == []


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_threat_kill_every_vote_acknowledged_is_found_after_200_kills(room):
    draw = random.Random(20261126)
    for _ in range(KILLS):
        room.kill_once(draw)
        assert missing(room.new_notes()) == set()
        room.head()
        connection.close()
    assert len(room.notes) > KILLS
    entered(room)
    assert_stored_is_entered_is_counted(room)
    assert_record_holds(room)
    for note in draw.sample(room.notes, 20):
        receipt = receipt_of(note.ballots[0], room.configuration.log_folder)
        head = verify_checkpoint(receipt.proof.checkpoint, [room.signer.key], verify_signature)
        assert verify_ballot_receipt(receipt, head)


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_control_a_box_that_says_yes_before_the_commit_loses_votes(room):
    draw = random.Random(7)
    for _ in range(20):
        room.kill_once(draw, early=True)
        lost = missing(room.new_notes())
        connection.close()
        if lost:
            return
    pytest.fail("20 kills found nothing: the test above could not fail")
