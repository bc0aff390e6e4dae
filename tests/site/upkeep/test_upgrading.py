import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection

from comity.fault import RefusedError
from comity.site.tables import update_tables
from comity.site.upkeep import upgrading
from comity.site.upkeep.backup import back_up
from comity.site.upkeep.snapshot import ASIDE
from comity.site.upkeep.upgrading import (
    bring_up_to_date,
    drop_copy,
    go_back,
    look,
    upgrade,
    waiting_changes,
)
from tests.site.conftest import begin
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def old(instance, file_database):
    """An instance that was begun, whose tables lack the last change of the members."""
    assert instance.database == file_database
    instance.config_folder.mkdir(exist_ok=True)
    instance.instance_file.write_text("described")
    begin()
    found = [one for one in connection.introspection.table_names() if "oidc" in one]
    changes = [f"DROP TABLE {one}" for one in found]
    changed(instance, *changes, "DELETE FROM django_migrations WHERE name = '0006_oidc'")
    assert found
    return instance


def changed(instance, *statements: str) -> None:
    """Change the database as its owner can, with the site's connection closed."""
    connection.close()
    with closing(sqlite3.connect(instance.database)) as opened:
        for one in statements:
            opened.execute(one)
        opened.commit()


def act(instance) -> None:
    """Add a row as a vote does."""
    with closing(sqlite3.connect(instance.database)) as opened:
        columns = [row[1] for row in opened.execute("PRAGMA table_info(record_sealedballot)")]
        marks = ", ".join("?" for _ in columns)
        values = [1 if "id" in one or one == "seq" else "2026-11-26" for one in columns]
        opened.execute("PRAGMA ignore_check_constraints=ON")
        opened.execute(f"INSERT INTO record_sealedballot VALUES ({marks})", values)
        opened.commit()


def rows(instance) -> list[str]:
    with closing(sqlite3.connect(instance.database)) as opened:
        return list(opened.iterdump())


def refused(call, *arguments):
    with pytest.raises(RefusedError) as raised:
        call(*arguments)
    return raised.value.faults[0].code


def test_what_waits_is_named_changed_and_compared(old):
    assert look(old) == ["members.0006_oidc"]
    done = upgrade(old, NOW)
    assert list(done.changes) == ["members.0006_oidc"]
    assert done.checked > 0
    assert waiting_changes() == []
    assert upgrade(old, NOW).changes == ()


@pytest.mark.parametrize("error", [RuntimeError("no room"), sqlite3.OperationalError("disk full")])
def test_what_fails_half_way_leaves_the_database_as_it_was(old, monkeypatch, error):
    before = rows(old)

    def half() -> None:
        changed(old, "CREATE TABLE half_done (a)")
        raise error

    monkeypatch.setattr(upgrading, "update_tables", half)
    assert refused(upgrade, old, NOW) == "site.upgrade_failed"
    assert rows(old) == before
    monkeypatch.undo()
    assert list(upgrade(old, NOW).changes) == ["members.0006_oidc"]


def test_rows_that_differ_from_the_record_afterwards_undo_it(old):
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record_entry'"
    with closing(sqlite3.connect(old.database)) as opened:
        names = [name for (name,) in opened.execute(triggers)]
    wrong = "UPDATE record_entry SET symbol = 'A24/DIA/9'"
    changed(old, *(f"DROP TRIGGER {name}" for name in names), wrong)
    before = rows(old)
    assert refused(upgrade, old, NOW) == "site.upgrade_differs"
    assert rows(old) == before


def test_the_way_back_is_open_until_somebody_acts(old):
    before = rows(old)
    upgrade(old, NOW)
    assert rows(old) != before
    assert go_back(old) == ""
    assert rows(old) == before
    assert refused(go_back, old) == "site.upgrade_no_copy"


def test_what_was_acted_since_is_never_dropped(old):
    upgrade(old, NOW)
    act(old)
    after = rows(old)
    assert refused(go_back, old) == "site.upgrade_acted_since"
    assert rows(old) == after


def test_who_was_cut_off_keeps_the_copy_from_before(old, monkeypatch):
    before = rows(old)

    def cut_off() -> None:
        changed(old, "CREATE TABLE half_done (a)")
        raise KeyboardInterrupt

    monkeypatch.setattr(upgrading, "update_tables", cut_off)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date(old)
        monkeypatch.setattr(upgrading, "update_tables", _raise)
    go_back(old)
    assert rows(old) == before


def _raise() -> None:
    raise KeyboardInterrupt


def test_what_was_acted_by_the_earlier_version_after_a_cut_off_is_never_dropped(old, monkeypatch):
    monkeypatch.setattr(upgrading, "update_tables", _raise)
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(old)
    act(old)
    before = rows(old)

    def fail() -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(upgrading, "update_tables", fail)
    assert refused(upgrade, old, NOW) == "site.upgrade_failed"
    assert rows(old) == before


def test_the_copy_goes_once_somebody_has_acted_and_the_way_back_says_why_it_is_shut(old):
    upgrade(old, NOW)
    (copy,) = old.data_folder.glob(f"{ASIDE}*/*.sqlite3")
    drop_copy(old)
    assert copy.is_file()
    act(old)
    drop_copy(old)
    assert not copy.exists()
    assert refused(go_back, old) == "site.upgrade_acted_since"


def test_what_is_put_back_is_read_by_whoever_could_read_it_before(old):
    old.database.chmod(0o600)
    upgrade(old, NOW)
    go_back(old)
    assert old.database.stat().st_mode & 0o777 == 0o600


def test_the_copy_from_before_is_in_no_backup(old, tmp_path):
    upgrade(old, NOW)
    assert list(old.data_folder.glob(f"{ASIDE}*"))
    done = back_up(old, tmp_path, NOW)
    assert ASIDE.encode() not in done.file.read_bytes()


def test_an_empty_folder_has_nothing_to_be_upgraded(instance):
    assert refused(upgrade, instance, NOW) == "site.upgrade_nothing_here"
    assert refused(look, instance) == "site.upgrade_nothing_here"
    assert not instance.database.exists()
    assert refused(go_back, instance) == "site.upgrade_nothing_here"


def test_tables_of_a_later_version_are_not_touched(old):
    changed(old, "INSERT INTO django_migrations (app, name, applied) VALUES ('members', 'x', '')")
    before = rows(old)
    assert refused(update_tables) == "site.tables_later"
    assert rows(old) == before


def test_tables_of_a_later_version_alone_are_refused_before_anybody_is_served(old):
    upgrade(old, NOW)
    changed(old, "INSERT INTO django_migrations (app, name, applied) VALUES ('members', 'x', '')")
    assert refused(bring_up_to_date, old) == "site.tables_later"
    assert refused(upgrade, old, NOW) == "site.tables_later"
    assert refused(waiting_changes) == "site.tables_later"
