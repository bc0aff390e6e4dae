import pytest
from django.db import connection

from comity.fault import RefusedError
from comity.record import ERASE, parse_entry
from comity.site.home.health import reconcile
from comity.site.record.erasing import empty_write_ahead_log, erase_content
from comity.site.record.models import Entry, Log
from comity.site.record.queries import entry_at
from tests.site.conftest import NOW, sequence
from tests.site.erasing import BASIS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def erase(index, basis=BASIS):
    return erase_content(
        log=Log.objects.get(), index=index, basis=basis, actor="server/operator", now=NOW
    )


@pytest.mark.parametrize("index", [1, 2])
def test_content_and_key_go_and_an_entry_says_so(published, instance, index):
    leaf = entry_at(index).leaf
    erasing = erase(index)
    sequence(instance.log_folder)
    gone = entry_at(index)
    assert (gone.payload, gone.payload_key, gone.leaf) == (None, None, leaf)
    assert gone.erased_by == 3
    erasing.refresh_from_db()
    told = parse_entry(bytes(erasing.leaf))
    assert (told.act, told.refs, told.actor) == (ERASE, (index,), "server/operator")
    assert BASIS.encode() in bytes(erasing.payload)


def test_the_comparison_finds_nothing_missing_that_an_entry_has_erased(published, instance):
    erase(2)
    sequence(instance.log_folder)
    assert [
        str(one)
        for one in reconcile(instance, NOW).differences
        if one.kind == "entry" and one.column != "mandate"
    ] == []


@pytest.mark.parametrize(
    ("index", "basis", "code"),
    [
        (9, BASIS, "record.erase_no_entry"),
        (0, BASIS, "record.erase_kept"),
        (2, "", "record.erase_basis"),
        (2, "two\nlines", "record.erase_basis"),
    ],
)
def test_what_cannot_be_erased_is_refused_and_nothing_changes(published, index, basis, code):
    with pytest.raises(RefusedError) as error:
        erase(index, basis)
    assert error.value.faults[0].code == code
    assert Entry.objects.count() == 3
    assert not Entry.objects.filter(payload=None).exists()


def test_content_is_erased_once(published, instance):
    erase(1)
    sequence(instance.log_folder)
    with pytest.raises(RefusedError) as error:
        erase(1)
    assert error.value.faults[0].code == "record.erased_before"


@pytest.mark.parametrize("busy", [0, 1])
def test_whether_the_write_ahead_log_was_emptied_is_told(monkeypatch, busy):
    asked = []

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, statement):
            asked.append(statement)

        def fetchone(self):
            return (busy, 0, 0)

    monkeypatch.setattr(connection, "cursor", Cursor)
    assert empty_write_ahead_log() is not bool(busy)
    assert asked == ["PRAGMA wal_checkpoint(TRUNCATE)"]
