import socket
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from comity.edge import create_key
from comity.record import BallotLine
from comity.site.record.batches import seal_ballots
from comity.site.server import port_of_its_own
from comity.site.upkeep import doctor
from comity.site.upkeep.doctor import look_over
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def well(instance, file_database, monkeypatch):
    """An instance in which nothing has to be mended; its rows are compared by others."""
    create_key(instance.key_file, lambda _: "a/record")
    compared(monkeypatch, '{"differences": []}')
    return replace(instance, described=True)


def compared(monkeypatch, said):
    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=said))


def unused_port():
    """Return a port that nobody has, another one in each process that runs tests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def must(configuration, port=None, now=NOW):
    found = list(look_over(configuration, port or unused_port(), now))
    assert all(one.is_well for one in found if not one.must)
    return {one.what: [fault.code for fault in one.faults] for one in found if not one.is_well}


def test_nothing_is_to_be_mended_where_all_is_well(well):
    assert must(well) == {}


def test_each_thing_that_is_wrong_is_named(well, monkeypatch):
    well.key_file.chmod(0o640)
    assert must(well) == {"keys": ["edge.key_open_to_others"]}
    well.key_file.chmod(0o600)
    well.key_file.parent.chmod(0o755)
    assert must(well) == {"keys": ["site.doctor_open_to_others"]}
    well.key_file.parent.chmod(0o700)
    well.witness_file.write_text("no line of a policy\n")
    assert list(must(well)) == ["witnesses"]
    well.witness_file.unlink()
    compared(monkeypatch, '{"differences": [1, 2]}')
    assert must(well) == {"rows and record": ["site.doctor_rows_differ"]}
    compared(monkeypatch, "no JSON")
    assert must(well) == {"rows and record": ["site.doctor_not_compared"]}


def test_without_a_database_its_keys_and_rows_are_not_looked_at(well):
    assert all(one.looked_at for one in look_over(well, 0, NOW))
    well.database.unlink()
    unseen = [one.what for one in look_over(well, 0, NOW) if not one.looked_at]
    assert unseen == ["keys", "clock", "rows and record"]


def test_a_lost_key_and_a_short_secret_are_named(well):
    well.key_file.unlink()
    found = must(replace(well, secret="short"))
    assert found == {"description and secret": ["site.secret_missing"], "keys": ["site.key_lost"]}


def test_a_wrapping_key_that_is_lost_damaged_or_open_to_others_is_named(well):
    assert must(well) == {}
    with transaction.atomic():
        seal_ballots(subject="d:c:c-1", lines=[BallotLine(1, "p-1", "1", 1)], by=NOW)
    connection.close()
    assert must(well) == {}
    well.wrapping_file.chmod(0o644)
    assert must(well) == {"keys": ["site.doctor_open_to_others"]}
    well.wrapping_file.chmod(0o600)
    well.wrapping_file.write_text("no key\n")
    assert must(well) == {"keys": ["edge.not_a_wrapping_key"]}
    well.wrapping_file.unlink()
    assert must(well) == {"keys": ["record.wrapping_lost"]}


def test_a_damaged_database_is_named(well):
    with closing(sqlite3.connect(well.database)) as rows:
        rows.execute("PRAGMA foreign_keys=OFF")
        rows.execute("INSERT INTO record_mention (entry_id, digest) VALUES (99, 'x')")
        rows.commit()
    assert must(well)["database"] == ["site.upkeep_database_damaged"]
    whole = well.database.read_bytes()
    well.database.write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
    assert must(well)["database"] == ["site.upkeep_database_damaged"]
    well.database.unlink()
    assert must(well) == {"database": ["site.doctor_no_database"]}


def test_a_clock_behind_the_record_is_named(well):
    insert = (
        "INSERT INTO record_entry (log_id, leaf, leaf_hash, opened, act, actor, subject, at,"
        ' payload_class, "release", symbol, title)'
        " VALUES ('o', x'', x'', 0, '', '', '', ?, '', '', '', '')"
    )
    with closing(sqlite3.connect(well.database)) as rows:
        rows.execute(
            "INSERT INTO record_log (origin, vkey, size, note, simulated) VALUES ('o','',0,x'',0)"
        )
        rows.execute(insert, ("2026-11-27 11:00:00",))
        rows.commit()
        assert must(well) == {}
        rows.execute(insert, ("2026-11-28 11:00:00",))
        rows.commit()
    assert must(well) == {"clock": ["site.doctor_clock"]}


def test_a_port_of_somebody_else_is_named_and_ones_own_is_not(well):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert must(well, port) == {"port": ["site.doctor_port_taken"]}
        (well.data_folder / "server.json").write_text("{}")
        assert must(well, port) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="only there a server shares its port")
def test_a_port_that_another_instance_holds_is_named_before_anything_listens_on_it(well):
    port = unused_port()
    with port_of_its_own(port):
        assert must(well, port) == {"port": ["site.doctor_port_taken"]}
    assert must(well, port) == {}


def test_a_full_disk_is_named(well, monkeypatch):
    monkeypatch.setattr(
        doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=10**9, total=10**11)
    )
    assert must(well) == {"room on the disk": ["site.doctor_low_disk"]}


def test_fonts_and_packages_are_notes(well, monkeypatch):
    monkeypatch.setattr(doctor, "font_folders", lambda: ())
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    found = {one.what: len(one.faults) for one in look_over(well, 0, NOW)}
    assert (found["fonts for pictures"], found["optional packages"]) == (3, 3)
    assert must(well) == {}


def test_a_mail_server_that_takes_no_mail_is_named(well, monkeypatch):
    assert must(well) == {}  # letters lie in a folder
    for name, value in (("MAIL", "smtp"), ("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", "1")):
        monkeypatch.setenv(f"COMITY_{name}", value)
    assert must(well) == {"mail": ["site.mail_not_taken"]}
    monkeypatch.setenv("COMITY_SMTP_PORT", "none")
    assert must(well) == {"mail": ["site.mail_setting"]}
