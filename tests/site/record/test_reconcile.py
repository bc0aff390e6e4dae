import pytest

from comity.site.record.models import Entry, Log
from comity.site.record.reconcile import Difference, reconcile_record
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db


def found(instance):
    return list(reconcile_record(instance.log_folder))


def test_an_untouched_record_has_no_differences(published, instance):
    assert found(instance) == []


def test_an_empty_log_has_none_either(log, instance):
    assert found(instance) == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("subject = 'dialogue:report:other'", "subject"),
        ("act = 'dialogue.open'", "act"),
        ("actor = 'x/y'", "actor"),
        ("at = '2020-01-01 00:00:00'", "at"),
        ("payload_class = 'public '", "payload_class"),
        ("release = '2030-01-01'", "release"),
        ("leaf_hash = x'00'", "leaf_hash"),
        ("leaf = x'7b7d'", "leaf"),
    ],
)
def test_raw_sql_on_a_row_is_found_and_named(published, instance, change, column):
    tamper(f"UPDATE record_entry SET {change} WHERE idx = 2")
    assert Difference("record_entry 2", column) in found(instance)


def test_content_that_was_exchanged_is_found(published, instance):
    tamper("UPDATE record_entry SET payload = x'7b7d' WHERE idx = 2")
    assert "payloads" in {one.column for one in found(instance)}


def test_a_removed_row_is_found(published, instance):
    tamper("UPDATE record_entry SET idx = NULL WHERE idx = 2")
    assert Difference(f"log {Log.objects.get().origin}", "size") in found(instance)


def test_a_removed_mention_is_found(published, instance):
    tamper("DELETE FROM record_mention WHERE id = (SELECT max(id) FROM record_mention)")
    assert Difference("record_entry 2", "mention") in found(instance)


def test_a_shortened_log_is_found(published, instance):
    tamper("UPDATE record_log SET size = 2")
    assert "size" in {one.column for one in found(instance)}


@pytest.mark.parametrize("path", ["tile/entries/000.p/3", "tile/0/000.p/3"])
def test_a_changed_file_of_the_log_is_found(published, instance, path):
    file = instance.log_folder / path
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert found(instance)


def test_a_lost_file_of_the_log_is_found(published, instance):
    (instance.log_folder / "tile/entries/000.p/3").unlink()
    assert Difference("record_entry 0", "leaf") in found(instance)


def test_another_note_than_the_published_one_is_found(published, instance):
    tamper("UPDATE record_log SET note = x'00'")
    assert {one.column for one in found(instance)} == {"note"}


def test_erased_content_is_no_difference(published, instance):
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    assert [one for one in found(instance) if one.column != "payloads"] == []
