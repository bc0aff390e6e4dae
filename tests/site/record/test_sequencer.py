from datetime import timedelta

import pytest
from django.db.transaction import atomic

from comity.canonical import encode
from comity.edge import entry_time, file_reader, verify_signature
from comity.record import (
    Checkpoint,
    inclusion_from_tiles,
    public_payload,
    root_from_tiles,
    root_of,
    sign_checkpoint,
    verify_checkpoint,
    verify_inclusion,
)
from comity.record import Entry as Statement
from comity.site.record import sequencer
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Entry, Log
from comity.site.record.sequencer import LostRaceError, publish_head, sequence_pending
from tests.site.conftest import NOW, SIGNER, sequence

pytestmark = pytest.mark.django_db


def add(log, count, act="dialogue.open", refs=()):
    first = Entry.objects.count()
    for number in range(first, first + count):
        data = encode({"n": number})
        statement = Statement(
            act=act,
            actor="assembly/secretary",
            subject=f"dialogue:conversation:c-{number}",
            at=entry_time(NOW),
            payload=public_payload(data),
            refs=refs,
        )
        with atomic():
            append_entry(log=log, statement=statement, content=Content(data))


def verified(folder):
    return verify_checkpoint((folder / "checkpoint").read_bytes(), [SIGNER.key], verify_signature)


@pytest.mark.parametrize("steps", [[1], [3, 4], [255, 1, 1], [300]])
def test_every_entry_is_proved_under_the_published_head(log, tmp_path, steps):
    for step in steps:
        add(log, step)
        sequence(tmp_path)
    head = verified(tmp_path)
    assert head.size == Entry.objects.count() == 1 + sum(steps)
    assert head.root == root_from_tiles(head.size, file_reader(tmp_path))
    rows = Entry.objects.order_by("id").values_list("idx", "leaf_hash")
    assert [place for place, _ in rows] == list(range(head.size))
    for place, leaf in rows[:: max(1, head.size // 7)]:
        path = inclusion_from_tiles(place, head.size, file_reader(tmp_path))
        assert verify_inclusion(bytes(leaf), place, path, head)


def test_nothing_pending_signs_nothing(log, tmp_path):
    sequence(tmp_path)
    note = (tmp_path / "checkpoint").read_bytes()
    assert sequence(tmp_path) == 1
    assert (tmp_path / "checkpoint").read_bytes() == note


def test_a_lost_checkpoint_file_is_written_again(log, tmp_path):
    sequence(tmp_path)
    note = (tmp_path / "checkpoint").read_bytes()
    (tmp_path / "checkpoint").unlink()
    publish_head(folder=tmp_path, origin=log.origin)
    assert (tmp_path / "checkpoint").read_bytes() == note


def test_before_the_first_entry_there_is_no_head_to_publish(log, tmp_path):
    publish_head(folder=tmp_path, origin=log.origin)
    assert not (tmp_path / "checkpoint").exists()


def test_record_R4_attack_two_sequencers_on_one_database_sign_one_head(log, tmp_path, monkeypatch):
    add(log, 2)
    sign = sequencer.sign_checkpoint

    def overtaken(checkpoint, signer):
        Log.objects.update(size=1)
        return sign(checkpoint, signer)

    monkeypatch.setattr(sequencer, "sign_checkpoint", overtaken)
    with pytest.raises(LostRaceError):
        sequence(tmp_path)
    assert not Entry.objects.filter(idx__isnull=False).exists()
    assert not (tmp_path / "checkpoint").exists()


@pytest.mark.parametrize("step", ["_store", "_place", "publish_head"])
def test_a_crash_between_two_steps_costs_nothing(log, tmp_path, monkeypatch, step):
    """What a crash cut off is done by the next run, which signs the same bytes."""
    add(log, 2)
    leaves = [bytes(leaf) for (leaf,) in Entry.objects.order_by("id").values_list("leaf_hash")]
    expected = sign_checkpoint(Checkpoint(log.origin, 3, root_of(leaves)), SIGNER)

    def crash(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(sequencer, step, crash)
        with pytest.raises(KeyboardInterrupt):
            sequence(tmp_path)
    sequence(tmp_path)
    assert (tmp_path / "checkpoint").read_bytes() == expected
    assert verified(tmp_path).size == 3


def test_more_than_one_batch_keeps_the_order(log, tmp_path, monkeypatch):
    monkeypatch.setattr(sequencer, "MOST_AT_ONCE", 2)
    add(log, 4)
    sizes = [sequence(tmp_path) for _ in range(3)]
    assert sizes == [2, 4, 5]


def test_a_log_that_was_never_opened_has_nothing_to_sequence(db, tmp_path):
    with pytest.raises(Log.DoesNotExist):
        sequence_pending(folder=tmp_path, signer=SIGNER, now=NOW)


def test_a_clock_that_went_back_does_not_make_the_newer_head_the_older(log, tmp_path):
    sequence(tmp_path)
    for hours in (-3, 2):
        add(log, 1)
        sequence(tmp_path, NOW + timedelta(hours=hours))
        assert Log.objects.get().noted_at == NOW + timedelta(hours=max(0, hours))
    assert verified(tmp_path).size == 3
