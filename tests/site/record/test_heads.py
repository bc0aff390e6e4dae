import pytest

from comity.record import Checkpoint, sign_checkpoint
from comity.site.record import heads
from comity.site.record.heads import current_note, witnessed_notes
from comity.site.record.models import Log, WitnessedHead
from tests.site.conftest import SIGNER
from tests.site.record.cosigners import ONE, cosigned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def hold(size, note):
    WitnessedHead.objects.create(log=Log.objects.get(), size=size, note=note)


def test_the_newest_head_comes_with_the_lines_of_its_witnesses(published):
    log = Log.objects.get()
    assert current_note(log) == bytes(log.note)
    hold(3, cosigned(ONE))
    assert current_note(log) == cosigned(ONE)


@pytest.mark.parametrize("other", [b"no note", None])
def test_another_head_never_takes_the_place_of_the_signed_one(published, other):
    log = Log.objects.get()
    twin = sign_checkpoint(Checkpoint(SIGNER.key.name, 3, bytes([7] * 32)), SIGNER)
    hold(3, twin if other is None else other)
    assert current_note(log) == bytes(log.note)


def test_notes_come_newest_first_and_in_bounds(published, monkeypatch):
    for size in (1, 3, 2):
        hold(size, f"{size}".encode())
    log = Log.objects.get()
    assert witnessed_notes(log) == [b"3", b"2", b"1"]
    assert witnessed_notes(log, above=2) == [b"3"]
    monkeypatch.setattr(heads, "MOST", 2)
    assert witnessed_notes(log) == [b"3", b"2"]
