"""Two sequencers and slow commits: all that is stored is entered, and no size has two heads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from comity.canonical import encode
from comity.edge import entry_time, file_reader, verify_signature
from comity.record import (
    BallotLine,
    Entry,
    parse_batch,
    public_payload,
    root_at,
    verify_checkpoint,
)
from comity.site.record import sequencer
from comity.site.record.actions import Content, append_entry
from comity.site.record.batches import enter_batch, seal_ballots
from comity.site.record.models import BallotBatch, Log, SealedBallot
from comity.site.record.models import Entry as EntryRow
from comity.site.record.sequencer import LostRaceError, sequence_pending
from tests.site.conftest import NOW, SIGNER, begin
from tests.site.file_database import empty_database, file_database, in_thread

__all__ = ["empty_database", "file_database"]

SUBJECT = "dialogue:conversation:c-1"
WRITERS = 4
ACTS = 25


def act(number):
    """Enter an act whose transaction takes its time to commit."""
    content = encode({"n": number})
    statement = Entry(
        act="dialogue.open",
        actor="assembly/secretary",
        subject=f"dialogue:conversation:c-{number}",
        at=entry_time(NOW),
        payload=public_payload(content),
    )
    with transaction.atomic():
        append_entry(log=Log.objects.get(), statement=statement, content=Content(content))
        time.sleep(0.002)


def ballots(number):
    """Seal a few ballots, slowly."""
    lines = [BallotLine(number * 10 + place, f"p{number}", str(place), 1) for place in range(3)]
    with transaction.atomic():
        seal_ballots(subject=SUBJECT, lines=lines, by=NOW)
        time.sleep(0.002)


class Race:
    """Two sequencers that run as long as somebody writes, each noting the heads it saw."""

    def __init__(self, folder):
        self.folder = folder
        self.over = threading.Event()
        self.heads = []
        self.lost = 0

    def sequence(self, _number):
        while not self.over.is_set():
            try:
                enter_batch(log=Log.objects.get(), subject=SUBJECT, now=NOW)
                sequence_pending(folder=self.folder, signer=SIGNER, now=NOW)
            except LostRaceError:
                self.lost += 1
            note = bytes(Log.objects.get().note)
            if note:
                head = verify_checkpoint(note, [SIGNER.key], verify_signature)
                self.heads.append((head.size, head.root))

    def run(self):
        """Let everybody go; raise what any of them raised."""

        def write(writer):
            for number in range(ACTS):
                act(writer * ACTS + number)
                ballots(writer * ACTS + number)

        with ThreadPoolExecutor(WRITERS + 2) as pool:
            racing = [pool.submit(in_thread(self.sequence), number) for number in range(2)]
            writing = [pool.submit(in_thread(write), number) for number in range(WRITERS)]
            try:
                for future in writing:
                    future.result()
            finally:
                self.over.set()
            for future in racing:
                future.result()


@pytest.fixture
def race(file_database, tmp_path):
    begin()
    return Race(tmp_path / "log")


def test_two_sequencers_give_each_entry_one_place_and_sign_each_size_once(race):
    race.run()
    enter_batch(log=Log.objects.get(), subject=SUBJECT, now=NOW)
    size = sequence_pending(folder=race.folder, signer=SIGNER, now=NOW)
    places = EntryRow.objects.order_by("idx").values_list("idx", flat=True)
    assert list(places) == list(range(size))
    assert size == 1 + WRITERS * ACTS + BallotBatch.objects.count()
    assert len(dict(race.heads)) == len(set(race.heads))
    for signed, root in set(race.heads):
        assert root_at(signed, size, file_reader(race.folder)) == root
    assert race.lost, "they never met: the race was none"


def test_slow_commits_of_ballots_are_stored_entered_and_counted(race):
    race.run()
    enter_batch(log=Log.objects.get(), subject=SUBJECT, now=NOW)
    batches = [parse_batch(bytes(row.entry.payload)) for row in BallotBatch.objects.all()]
    assert sum(batch.count for batch in batches) == WRITERS * ACTS * 3
    assert SealedBallot.objects.count() == WRITERS * ACTS * 3
    assert not SealedBallot.objects.filter(batch=None).exists()


def overtaken(race, monkeypatch):
    """Sequence an act; while its files are written, another sequencer places it and one more."""
    act(1)
    store = sequencer._store  # noqa: SLF001 - the race is set where it matters

    def slowly(*given):
        monkeypatch.setattr(sequencer, "_store", store)
        act(2)
        assert sequence_pending(folder=race.folder, signer=SIGNER, now=NOW) == 3
        store(*given)

    monkeypatch.setattr(sequencer, "_store", slowly)
    sequence_pending(folder=race.folder, signer=SIGNER, now=NOW)


def test_who_was_overtaken_changes_nothing(race, monkeypatch):
    with pytest.raises(LostRaceError):
        overtaken(race, monkeypatch)
    assert Log.objects.get().size == 3


def test_control_without_comparing_the_size_the_log_goes_back(race, monkeypatch):
    def place(tables, origin, size, rows, signed):
        note, now = signed
        Log.objects.filter(origin=origin).update(size=size + len(rows), note=note, noted_at=now)

    place_well = sequencer._place  # noqa: SLF001 - only the slow one forgets to compare
    calls = []

    def placing(*given):
        calls.append(given)
        (place_well if len(calls) == 1 else place)(*given)

    monkeypatch.setattr(sequencer, "_place", placing)
    overtaken(race, monkeypatch)
    assert Log.objects.get().size == 2
