import logging

import pytest

from comity.edge import entry_time
from comity.record import Entry as RecordEntry
from comity.record import public_payload
from comity.site.record import sequencing
from comity.site.record.actions import Content, append_entry
from comity.site.record.keeping import log_key, open_log
from comity.site.record.models import Entry
from comity.site.record.sequencer import LostRaceError
from comity.site.record.sequencing import sequence_now, wake
from tests.site.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(instance):
    """A log under a key that lies on disk, as that of a serving process does."""
    signer = log_key(instance.key_file, "assembly.test/record")
    return open_log(signer=signer, simulated=True, now=NOW)


def append(log):
    content = b"{}"
    statement = RecordEntry(
        act="dialogue.say",
        actor="a/b",
        subject="dialogue:conversation:dia-1",
        at=entry_time(NOW),
        payload=public_payload(content),
    )
    return append_entry(log=log, statement=statement, content=Content(content))


def test_what_waits_gets_its_place_and_the_checkpoint_is_served(own, instance):
    sequence_now(instance)
    assert not Entry.objects.filter(idx=None).exists()
    assert (instance.log_folder / "checkpoint").is_file()


def test_nothing_is_signed_where_nothing_waits(own, instance, monkeypatch):
    sequence_now(instance)
    before = (instance.log_folder / "checkpoint").read_bytes()
    sequence_now(instance)
    assert (instance.log_folder / "checkpoint").read_bytes() == before


def test_a_key_that_cannot_be_read_is_logged_and_tried_again(own, instance, caplog):
    key = instance.key_file.read_bytes()
    instance.key_file.write_bytes(b"damaged")
    with caplog.at_level(logging.ERROR):
        sequence_now(instance)
    assert "could not give entries their place" in caplog.text
    instance.key_file.write_bytes(key)
    sequence_now(instance)
    assert not Entry.objects.filter(idx=None).exists()


def test_who_lost_a_race_looks_again_at_once(own, instance, monkeypatch):
    def lose(**_):
        raise LostRaceError("origin")

    monkeypatch.setattr("comity.site.record.sequencing.sequence_pending", lose)
    sequencing.WOKEN.clear()
    sequence_now(instance)
    assert sequencing.WOKEN.is_set()


def test_waking_is_remembered_until_somebody_looks():
    sequencing.WOKEN.clear()
    wake()
    assert sequencing.WOKEN.is_set()
    sequencing.WOKEN.clear()
