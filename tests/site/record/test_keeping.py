import pytest

from comity.record import parse_entry
from comity.site.record.keeping import log_key, note_deployment, open_log
from comity.site.record.models import Entry
from tests.site.conftest import NOW


def test_the_key_is_made_once_and_the_logs_name_ends_in_it(tmp_path):
    file = tmp_path / "keys" / "log.key"
    first = log_key(file, "council.example/record")
    again = log_key(file, "council.example/record")
    assert first.key == again.key
    assert first.key.name == f"council.example/record/{first.key.public.hex()[:16]}"
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_log_begins_with_an_entry_that_says_what_it_is(signer):
    for _ in range(2):
        open_log(signer=signer, simulated=True, now=NOW)
    (row,) = Entry.objects.all()
    assert b'"kind":"demo"' in bytes(row.payload)
    assert parse_entry(bytes(row.leaf)).act == "record.begin"


@pytest.mark.django_db
def test_what_is_in_use_is_entered_only_when_it_differs(log):
    for settings in ({"a": 1}, {"a": 1}, {"a": 2}, {"a": 1}):
        note_deployment(log=log, settings=settings, now=NOW)
    assert Entry.objects.filter(act="record.deploy").count() == 3
