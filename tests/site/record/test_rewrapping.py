import pytest
from django.db import DatabaseError, connection, transaction

from comity.edge import create_wrapping, load_wrapping, unwrapped
from comity.fault import RefusedError
from comity.record import BallotLine
from comity.site.record import rewrapping
from comity.site.record.batches import seal_ballots
from comity.site.record.models import Entry, SealedBallot
from comity.site.record.rewrapping import replace_wrapping, require_wrapping, wrap_bare
from comity.site.record.sealed_files import read_sealed, write_sealed
from comity.site.record.wrapping import next_file, open_key
from tests.site.conftest import NOW
from tests.site.tampering import run, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(published, instance):
    """A sealed entry, seven ballots and a file for auditors; returned are their keys, bare."""
    lines = [BallotLine(n, "p-1", "1", 1) for n in range(1, 8)]
    with transaction.atomic():
        seal_ballots(subject="dialogue:conversation:c-1", lines=lines, by=NOW)
    instance.sealed_folder.mkdir(parents=True)
    write_sealed(instance.sealed_folder / "c-1.zip", b"PK")
    return keys()


def stored():
    sealed = Entry.objects.exclude(payload_key=None).order_by("pk")
    ballots = SealedBallot.objects.order_by("pk")
    rows = (*sealed.values_list("payload_key", flat=True), *ballots.values_list("key", flat=True))
    return [bytes(one) for one in rows]


def keys():
    return [open_key(one) for one in stored()]


def bare():
    """Store the keys as an earlier version did; the refusals of this one stand again afterwards."""
    with unguarded(), connection.cursor() as cursor:
        for table, column in (("record_entry", "payload_key"), ("record_sealedballot", "key")):
            cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL")
            for row, key in cursor.fetchall():
                told = [open_key(key), row]
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", told)


def test_what_an_earlier_version_kept_bare_is_wrapped_once(held, instance, monkeypatch):
    monkeypatch.setattr(rewrapping, "AT_ONCE", 3)
    bare()
    assert stored() == held
    assert wrap_bare(instance.sealed_folder) == len(held)
    assert {len(one) for one in stored()} == {40}
    assert keys() == held
    assert wrap_bare(instance.sealed_folder) == 0


def test_the_tables_still_refuse_another_bare_key_and_one_where_none_is(held):
    for change in ("x'00'", "zeroblob(32)"):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            run(f"UPDATE record_entry SET payload_key = {change} WHERE idx = 1")
    SealedBallot.objects.filter(seq=1).update(key=None)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        run("UPDATE record_sealedballot SET key = zeroblob(40) WHERE seq = 1")


def test_a_replaced_wrapping_key_opens_no_earlier_copy(held, instance, monkeypatch):
    monkeypatch.setattr(rewrapping, "AT_ONCE", 3)
    copy, old = stored(), load_wrapping(instance.wrapping_file)
    replace_wrapping(instance.sealed_folder)
    new = load_wrapping(instance.wrapping_file)
    assert all(unwrapped([new], one) is None for one in copy)
    # The control: the key that was destroyed opened them.
    assert [unwrapped([old], one) for one in copy] == held == keys()
    assert read_sealed(instance.sealed_folder / "c-1.zip") == b"PK"
    assert not next_file().exists()


def test_a_replacement_that_was_stopped_is_ended_at_the_next_start(held, instance, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    for name in ("wrap_files_anew", "_store", "remove_for_good"):
        with monkeypatch.context() as broken:
            broken.setattr(rewrapping, name, stop)
            with pytest.raises(KeyboardInterrupt):
                replace_wrapping(instance.sealed_folder)
        assert keys() == held, name
    wrap_bare(instance.sealed_folder)
    assert keys() == held
    assert not next_file().exists()


def test_it_does_not_begin_without_the_key_that_is_needed(held, instance):
    require_wrapping()
    kept = instance.wrapping_file.read_bytes()
    instance.wrapping_file.unlink()
    for call in (require_wrapping, lambda: replace_wrapping(instance.sealed_folder)):
        with pytest.raises(RefusedError):
            call()
    create_wrapping(instance.wrapping_file)
    with pytest.raises(RefusedError) as refused:
        require_wrapping()
    assert refused.value.faults[0].code == "record.wrapping_lost"
    instance.wrapping_file.write_bytes(kept)
    require_wrapping()


def test_where_nothing_is_sealed_yet_the_wrapping_key_is_made(log, instance):
    require_wrapping()
    made = instance.wrapping_file.read_bytes()
    require_wrapping()
    assert instance.wrapping_file.read_bytes() == made
