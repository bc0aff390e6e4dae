import secrets
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from comity.canonical import encode
from comity.edge import entry_time, file_reader, verify_signature
from comity.record import (
    Entry,
    inclusion_from_tiles,
    parse_release,
    parse_vkey,
    public_payload,
    root_from_tiles,
    sealed_payload,
    verify_checkpoint,
    verify_inclusion,
)
from comity.site.record import models, queries
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log, SubEntry, SubLog
from comity.site.record.sequencing import sequence_now
from comity.site.record.sublogs import (
    append_internal,
    open_sub_log,
    release_head,
    sequence_sub_logs,
    sub_log_of,
)
from tests.site.conftest import NOW, begin, sequence
from tests.site.tampering import run

pytestmark = pytest.mark.django_db
DELEGATION = "people:delegation:d-1"
TEXT = "what only the delegation may know"


@pytest.fixture
def keys(tmp_path) -> Path:
    return tmp_path / "keys" / "sublogs"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "data" / "sublogs"


@pytest.fixture
def sub_log(log, keys) -> SubLog:
    return open_sub_log(log=log, subject=DELEGATION, keys=keys, now=NOW)


def edit(sub_log, number, subject="standards:text:t-1"):
    """Enter an internal act."""
    content, key = encode({"n": number, "text": TEXT}), secrets.token_bytes(32)
    statement = Entry(
        act="standards.edit_text",
        actor="verrane/delegate",
        subject=subject,
        at=entry_time(NOW + timedelta(seconds=number)),
        payload=sealed_payload(content, key, "delegation"),
    )
    with transaction.atomic():
        return append_internal(sub_log=sub_log, statement=statement, content=Content(content, key))


def public_act(log, number):
    content = encode({"n": number})
    statement = Entry(
        act="dialogue.open",
        actor="assembly/secretary",
        subject=f"dialogue:conversation:c-{number}",
        at=entry_time(NOW),
        payload=public_payload(content),
    )
    with transaction.atomic():
        append_entry(log=log, statement=statement, content=Content(content))


def test_a_sub_log_is_made_once_with_a_name_that_tells_nobody_whose_it_is(log, sub_log, keys):
    again = open_sub_log(log=log, subject=DELEGATION, keys=keys, now=NOW)
    assert again == sub_log == sub_log_of(DELEGATION)
    assert sub_log_of("people:delegation:d-2") is None
    assert sub_log.origin.startswith(f"{log.origin}/")
    assert "d-1" not in sub_log.origin
    other = open_sub_log(log=log, subject="people:delegation:d-2", keys=keys, now=NOW)
    assert parse_vkey(other.vkey).public != parse_vkey(sub_log.vkey).public
    for file in keys.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_every_internal_entry_is_proved_under_the_sub_logs_own_head(sub_log, keys, folder):
    for number in range(300):
        edit(sub_log, number)
        if number == 100:
            sequence_sub_logs(folder=folder, keys=keys, now=NOW)
    assert sequence_sub_logs(folder=folder, keys=keys, now=NOW) == 1
    assert sequence_sub_logs(folder=folder, keys=keys, now=NOW) == 0
    (own,) = folder.iterdir()
    note = (own / "checkpoint").read_bytes()
    head = verify_checkpoint(note, [parse_vkey(sub_log.vkey)], verify_signature)
    assert head.size == SubEntry.objects.count() == 301
    assert head.root == root_from_tiles(301, file_reader(own))
    row = SubEntry.objects.get(idx=250)
    path = inclusion_from_tiles(250, 301, file_reader(own))
    assert verify_inclusion(bytes(row.leaf_hash), 250, path, head)


def test_an_act_that_is_taken_back_leaves_no_internal_entry(sub_log):
    before = SubEntry.objects.count()

    def act():
        with transaction.atomic():
            edit(sub_log, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert SubEntry.objects.count() == before


def test_an_internal_entry_is_written_in_the_transaction_of_its_act(sub_log, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    monkeypatch.setattr(transaction, "atomic", nullcontext)
    with pytest.raises(RuntimeError, match="transaction of its act"):
        edit(sub_log, 1)


def test_content_the_entry_does_not_commit_to_is_refused(sub_log):
    statement = Entry("a.b", "x", "s:k:i", entry_time(NOW), public_payload(b"one"))
    with pytest.raises(ValueError, match="other content"):
        append_internal(sub_log=sub_log, statement=statement, content=Content(b"other"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record_subentry",
        "UPDATE record_subentry SET leaf = x'00'",
        "UPDATE record_subentry SET payload = x'00'",
    ],
)
def test_the_database_itself_keeps_internal_entries(sub_log, statement):
    with pytest.raises(DatabaseError, match="record_subentry"), transaction.atomic():
        run(statement)


def test_a_head_reaches_the_public_tree_only_at_its_release(log, sub_log, keys, folder, tmp_path):
    edit(sub_log, 1)
    with pytest.raises(ValueError, match="signed head"):
        release_head(log=log, sub_log=sub_log, actor="verrane/head", now=NOW)
    sequence_sub_logs(folder=folder, keys=keys, now=NOW)
    entry = release_head(log=log, sub_log=sub_log, actor="verrane/head", now=NOW)
    sequence(tmp_path)
    head = parse_release(bytes(entry.payload), log.origin, verify_signature)
    assert (head.origin, head.size) == (sub_log.origin, 2)
    assert TEXT.encode() not in bytes(entry.payload)
    released = models.Entry.objects.filter(act="record.release_head")
    assert [row.idx for row in released] == [1]


def test_the_sequencing_thread_places_internal_acts_too(log, instance):
    sub_log = open_sub_log(log=log, subject=DELEGATION, keys=instance.sub_key_folder, now=NOW)
    edit(sub_log, 1)
    sequence(instance.log_folder)
    sequence_now(instance)
    assert SubLog.objects.get().size == 2
    assert [path.name for path in instance.sub_log_folder.iterdir()] == [
        sub_log.origin.rpartition("/")[2]
    ]


def world(folder, keys, internal):
    """Do the same public acts, with ``internal`` edits between them; return all that is public."""
    with transaction.atomic():
        log = begin()
        sub_log = (
            open_sub_log(log=log, subject=DELEGATION, keys=keys, now=NOW) if internal else None
        )
        for number in range(5):
            public_act(log, number)
            for step in range(internal // 5):
                edit(sub_log, 1_000 * number + step, f"standards:text:t-{step}")
            if internal:
                sequence_sub_logs(folder=folder / "sub", keys=keys, now=NOW)
            sequence(folder / "log")
        public = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted((folder / "log").rglob("*"))
            if path.is_file()
        }
        rows = list(models.Entry.objects.order_by("idx").values())
        logs = list(Log.objects.values())
        shown = [queries.head(), queries.entries_page(1), queries.latest_acts(50)]
        shown += [queries.find("standards:text:t-1"), queries.sealed_counts()]
        transaction.set_rollback(True)
    first = rows[0]["id"]
    for row in rows:
        row["id"] -= first
    return public, rows, logs, shown


def test_leak_the_public_tree_is_byte_identical_for_none_and_for_500_internal_edits(tmp_path):
    """Files, rows and what pages are given are the same: nobody can tell that anything was done."""
    quiet = world(tmp_path / "quiet", tmp_path / "keys1", 0)
    busy = world(tmp_path / "busy", tmp_path / "keys2", 500)
    assert quiet[0].keys() == busy[0].keys()
    assert quiet == busy
    assert len(quiet[0]) > 3
    everything = b"".join(busy[0].values())
    assert TEXT.encode() not in everything
    # Control: the edits are there, in the sub-log's own files.
    (own,) = (tmp_path / "busy" / "sub").iterdir()
    assert b"standards.edit_text" in (own / "tile" / "entries" / "000").read_bytes()
    assert b"standards.edit_text" not in everything
