import io
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from comity.edge import (
    create_key,
    create_wrapping,
    load_wrapping,
    make_folder,
    make_pseudonyms,
    open_by_passphrase,
)
from comity.edge.age import AgeWriter, Identity, open_encrypted
from comity.fault import Place, RefusedError
from comity.record import BallotLine, seal_line
from comity.site.record.batches import seal_ballots
from comity.site.record.models import SealedBallot
from comity.site.record.sealed_files import write_sealed
from comity.site.record.wrapping import open_key
from comity.site.upkeep import backup
from comity.site.upkeep.archive import open_archive
from comity.site.upkeep.backup import back_up, back_up_keys
from comity.site.upkeep.snapshot import ASIDE
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PHRASE = "correct horse battery"


@pytest.fixture
def held(instance, file_database):
    """An instance with tables, a description, keys and a bundle."""
    assert instance.database == file_database
    create_key(instance.key_file, lambda _: "a/record")
    make_pseudonyms(instance.pseudonym_folder, "dia-1")
    (instance.key_file.parent / "record.key").write_text("of somebody's own record")
    instance.instance_file.write_text("described")
    instance.bundle_folder.mkdir()
    (instance.bundle_folder / "dia-1.zip").write_bytes(b"bundle")
    return instance


def refused(call, *arguments):
    with pytest.raises(RefusedError) as raised:
        call(*arguments)
    return raised.value.faults[0].code


def test_a_backup_holds_data_and_settings_for_its_owner_alone(held, tmp_path):
    done = back_up(held, tmp_path, NOW)
    assert done.file == tmp_path / "comity-20261126T120000Z.backup"
    assert done.file.stat().st_mode & 0o777 == 0o600
    with open_archive(done.file, Place("x")) as archive:
        assert set(archive.members) == {
            "data/comity.sqlite3", "data/bundles/dia-1.zip", "config/instance.toml",
        }  # fmt: skip
    assert not list(tmp_path.glob(".comity*"))


def test_record_R5_a_backup_alone_yields_no_key_of_what_is_sealed(held, tmp_path):
    """Who has the archive alone opens no ballot and no sealed entry, nor what was erased since."""
    with transaction.atomic():
        lines = [BallotLine(number, "p-1", "1", 1) for number in range(1, 4)]
        seal_ballots(subject="dialogue:conversation:c-1", lines=lines, by=NOW)
    ballots = list(SealedBallot.objects.order_by("seq"))
    keys = [open_key(one.key) for one in ballots]
    make_folder(held.sealed_folder)
    write_sealed(held.sealed_folder / "c-1.zip", b"".join(keys))
    connection.close()
    with zipfile.ZipFile(back_up(held, tmp_path, NOW).file) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
        (tmp_path / "copy").write_bytes(archive.read("data/comity.sqlite3"))
    assert "data/sealed/c-1.zip" in names
    assert not any("wrapping" in name for name in names)
    assert not any(key in everything for key in keys)
    with closing(sqlite3.connect(tmp_path / "copy")) as rows:
        copied = [key for (key,) in rows.execute("SELECT key FROM record_sealedballot")]
    SealedBallot.objects.update(key=None)
    tried = [
        seal_line(line, key[start : start + 32]) == bytes(one.leaf)
        for line, one, key in zip(lines, ballots, copied, strict=True)
        for start in range(9)
    ]
    assert not any(tried)
    # The control: together with the wrapping key the same archive gives them, erased or not.
    wrapping = load_wrapping(held.wrapping_file)
    assert [wrapping.unwrap(key) for key in copied] == keys


MINE, OTHER = Identity(b"B" * 32), Identity(b"C" * 32)


def test_an_encrypted_backup_is_opened_by_its_recipient_alone(held, tmp_path):
    done = back_up(held, tmp_path, NOW, [MINE.recipient])
    assert done.file == tmp_path / "comity-20261126T120000Z.backup.age"
    assert done.file.stat().st_mode & 0o777 == 0o600
    # The control: what is not encrypted shows the names and contents of its files.
    readable = back_up(held, tmp_path / "out", NOW).file.read_bytes()
    for shown in (b"bundles/dia-1.zip", b"backup.json", b"instance.toml"):
        assert shown in readable
        assert shown not in done.file.read_bytes()
    with done.file.open("rb") as source:
        opened = open_encrypted(source, (MINE,), Place("x"))
        with open_archive(opened, Place("x")) as archive:
            assert archive.zipped.read("data/bundles/dia-1.zip") == b"bundle"
        with pytest.raises(RefusedError) as error:
            open_encrypted(source, (OTHER,), Place("x"))
    assert error.value.faults[0].code == "edge.age_other_key"
    assert done.members == 3


@pytest.mark.parametrize("to", [None, [MINE.recipient]])
def test_nothing_readable_is_ever_written_where_an_encrypted_backup_goes(
    held, tmp_path, monkeypatch, to
):
    """The control: without a recipient, the copy of the database lies there meanwhile."""
    seen = []
    real = backup.heads_in

    def looked(rows):
        seen.extend(path.read_bytes()[:15] for path in target.rglob("*") if path.is_file())
        return real(rows)

    target = tmp_path / "stick"
    target.mkdir()
    monkeypatch.setattr(backup, "heads_in", looked)
    back_up(held, target, NOW, to)
    assert (b"SQLite format 3" in seen) == (to is None)
    assert not list(held.data_folder.glob(".comity*"))


def test_what_a_killed_backup_left_in_the_data_is_in_no_later_one(held, tmp_path):
    left = held.data_folder / f"{ASIDE}x"
    left.mkdir()
    (left / "rows").write_bytes(b"half")
    assert back_up(held, tmp_path / "out", NOW).members == 3


def test_where_writing_fails_nothing_is_there(held, tmp_path, monkeypatch):
    monkeypatch.setattr(AgeWriter, "finish", lambda _: None)
    code = refused(back_up, held, tmp_path / "out", NOW, [MINE.recipient])
    assert code == "edge.age_changed"
    assert list(tmp_path.glob("*out*")) == []


def test_the_wrapping_key_is_among_the_keys_that_are_locked(held, tmp_path):
    create_wrapping(held.wrapping_file)
    done = back_up_keys(held, tmp_path / "keys", PHRASE, NOW)
    opened = open_by_passphrase(done.file.read_bytes(), PHRASE, Place("k"))
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        assert archive.read("keys/site.wrapping.key") == held.wrapping_file.read_bytes()


def test_a_backup_never_takes_the_place_of_a_file(held, tmp_path):
    (tmp_path / "mine").write_text("mine")
    assert refused(back_up, held, tmp_path / "mine", NOW) == "site.upkeep_backup_there"
    assert refused(back_up_keys, held, tmp_path / "mine", PHRASE, NOW) == "site.upkeep_backup_there"
    assert (tmp_path / "mine").read_text() == "mine"
    assert refused(back_up, held, tmp_path / "no" / "x", NOW) == "site.upkeep_no_folder"


def test_a_disk_without_links_gets_a_backup_as_well(held, tmp_path, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(backup.os, "link", no_links)
    assert back_up(held, tmp_path / "out", NOW).file.is_file()


def test_keys_are_locked_and_those_of_others_are_not_among_them(held, tmp_path):
    done = back_up_keys(held, tmp_path / "keys", PHRASE, NOW)
    assert done.file.stat().st_mode & 0o777 == 0o600
    opened = tmp_path / "opened"
    opened.write_bytes(open_by_passphrase(done.file.read_bytes(), PHRASE, Place("k")))
    with zipfile.ZipFile(opened) as archive:
        assert set(archive.namelist()) == {
            "keys/site.key", "keys/pseudonyms/dia-1.pseudonyms", "secret", "backup.json",
        }  # fmt: skip
        assert archive.read("keys/site.key") == held.key_file.read_bytes()
    assert refused(back_up_keys, held, tmp_path / "x", "short", NOW) == "edge.passphrase_short"
    assert not (tmp_path / "x").exists()


def test_what_disappears_meanwhile_is_left_out(held, tmp_path, monkeypatch):
    listed = [
        ("drafts/a", tmp_path / "gone"),
        ("bundles/dia-1.zip", held.bundle_folder / "dia-1.zip"),
    ]
    monkeypatch.setattr(backup, "files_of", lambda *_: iter(listed))
    assert back_up(held, tmp_path / "out", NOW).members == 3


def test_a_name_that_could_not_be_read_back_is_found_at_once(held, tmp_path):
    (held.bundle_folder / "a b").touch()
    assert refused(back_up, held, tmp_path / "out", NOW) == "site.upkeep_archive_unreadable"
    assert not (tmp_path / "out").exists()


def test_where_nothing_is_there_is_nothing_to_copy(instance, tmp_path):
    assert refused(back_up, instance, tmp_path / "out", NOW) == "site.upkeep_nothing_here"
    assert refused(back_up_keys, instance, tmp_path / "out", PHRASE, NOW) == "site.upkeep_no_keys"
