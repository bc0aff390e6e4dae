"""The drill of an erasure: nothing is left in the raw files of the database, nor in a backup."""

import sqlite3

from comity.site.dialogue.actions import Kept, take_out
from comity.site.dialogue.models import VoteLine
from comity.site.home.health import reconcile
from comity.site.record.batches import enter_batch
from comity.site.record.erasing import empty_write_ahead_log
from comity.site.record.indexing import index_new
from comity.site.record.models import Log, SealedBallot
from tests.site.conftest import begin, sequence
from tests.site.dialogue.world import (
    ID,
    NOW,
    appeal,
    concern,
    opened,
    rejected,
    submit,
    vote,
    voter,
)
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

FOLDED = "quellwick"
WORDS = "The harbour master of Quellwick told me"


def traces(folder, *needles: str) -> list[str]:
    """Return the files below ``folder`` that hold one of ``needles``."""
    found = [needle.encode() for needle in needles]
    return sorted(
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(one in file.read_bytes() for one in found)
    )


def backup(file, target) -> None:
    """Copy a live database as a backup does."""
    with sqlite3.connect(file) as source, sqlite3.connect(target) as copy:
        source.backup(copy)


def test_threat_T7_the_drill_finds_nothing_in_raw_files_nor_in_a_backup(
    file_database, instance, tmp_path
):
    begin()
    opened(instance, ballots="protected", moderation="after")
    for number in range(20):
        vote(instance, number, (1, 1), (2, 1))
    submit(instance, 3, f"{WORDS} so.")
    appeal(instance, 3, rejected(instance, 3, f"{WORDS} twice."), f"{WORDS} indeed.")
    concern(instance, 3, 1, text=f"{WORDS} that.")
    enter_batch(log=Log.objects.get(), subject=f"dialogue:conversation:{ID}", now=NOW)
    sequence(instance.log_folder)
    while index_new():
        pass
    who = voter(instance, 3)
    folder = file_database.parent
    # Control: before the erasure they are there, in the database and in every copy of it.
    backup(file_database, tmp_path / "before.sqlite3")
    assert traces(folder, WORDS)
    assert traces(folder, FOLDED)
    assert traces(folder, who)
    assert WORDS.encode() in (tmp_path / "before.sqlite3").read_bytes()
    keys = [bytes(key) for key in own_keys(who)]
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    take_out(log=Log.objects.get(), conversation=ID, voter=who, kept=kept, now=NOW)
    assert empty_write_ahead_log()
    sequence(instance.log_folder)
    empty_write_ahead_log()
    backup(file_database, tmp_path / "after.sqlite3")
    assert traces(folder, WORDS, FOLDED, who) == []
    after = (tmp_path / "after.sqlite3").read_bytes()
    raw = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for data in (after, raw):
        assert not any(
            one in data for one in (WORDS.encode(), FOLDED.encode(), who.encode(), *keys)
        )
    assert reconcile(instance, NOW).differences == []


def own_keys(who: str):
    seqs = VoteLine.objects.filter(voter=who).values("seq")
    return SealedBallot.objects.filter(seq__in=seqs).values_list("key", flat=True)
