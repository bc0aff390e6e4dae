import pytest
from django.db import connection, transaction

from comity.edge import create_wrapping, load_wrapping
from comity.fault import RefusedError
from comity.record import BallotLine, opens, parse_entry, seal_line
from comity.site.home.health import reconcile
from comity.site.record.batches import enter_batch, seal_ballots, sealed_ballots
from comity.site.record.models import Entry, SealedBallot
from comity.site.record.wrapping import is_locked, open_key, open_or_refuse, wrap_key, wrap_keys
from tests.site.conftest import NOW, sequence

pytestmark = pytest.mark.django_db
KEY = bytes(range(32))
LINE = BallotLine(1, "p-1", "1", 1)
SUBJECT = "dialogue:conversation:c-1"


def seal():
    with transaction.atomic():
        seal_ballots(subject=SUBJECT, lines=[LINE], by=NOW)
    return SealedBallot.objects.get()


def test_a_key_is_stored_wrapped_and_read_bare(instance):
    stored = wrap_key(KEY)
    assert (len(stored), KEY in stored) == (40, False)
    assert open_key(stored) == open_or_refuse(stored) == KEY
    assert wrap_key(None) is open_key(None) is None
    assert instance.wrapping_file.stat().st_mode & 0o777 == 0o600
    assert not instance.wrapping_file.is_relative_to(instance.data_folder)


def test_what_an_earlier_version_stored_bare_is_read_as_it_is():
    assert open_key(KEY) == KEY
    assert not is_locked(KEY)
    assert not is_locked(None)


def test_ballots_and_sealed_content_lie_wrapped_in_their_rows(published, instance):
    row = Entry.objects.exclude(payload_key=None).first()
    commitment = parse_entry(bytes(row.leaf)).payload
    assert not opens(commitment, bytes(row.payload), bytes(row.payload_key))
    assert opens(commitment, bytes(row.payload), open_key(row.payload_key))
    ballot = seal()
    assert seal_line(LINE, open_key(ballot.key)) == bytes(ballot.leaf)


def test_without_its_file_nothing_opens_and_no_new_key_is_made(instance):
    ballot = seal()
    kept = instance.wrapping_file.read_bytes()
    instance.wrapping_file.unlink()
    assert is_locked(ballot.key)
    for call in (lambda: open_or_refuse(ballot.key), lambda: wrap_keys([KEY])):
        with pytest.raises(RefusedError) as refused:
            call()
        assert refused.value.faults[0].code == "record.wrapping_lost"
    assert not instance.wrapping_file.exists()
    # The control: with the file it opens again, without a restart.
    instance.wrapping_file.write_bytes(kept)
    instance.wrapping_file.chmod(0o600)
    assert not is_locked(ballot.key)


def test_another_wrapping_key_opens_nothing(instance):
    ballot = seal()
    instance.wrapping_file.unlink()
    create_wrapping(instance.wrapping_file)
    assert is_locked(ballot.key)


def test_a_file_that_others_may_read_is_refused_though_it_was_read_before(instance):
    stored = wrap_key(KEY)
    instance.wrapping_file.chmod(0o644)
    with pytest.raises(RefusedError) as refused:
        open_key(stored)
    assert refused.value.faults[0].code == "edge.wrapping_key_open_to_others"


def test_the_file_is_read_once(instance, monkeypatch):
    stored = wrap_key(KEY)
    assert open_key(stored) == KEY
    monkeypatch.setattr("comity.site.record.wrapping.load_wrapping", pytest.fail)
    assert open_key(stored) == KEY
    assert load_wrapping(instance.wrapping_file).wrap(KEY) == stored


def test_the_comparison_says_that_it_could_not_compare_and_accuses_nobody(published, instance):
    before = len(reconcile(instance, NOW).differences)
    instance.wrapping_file.unlink()
    found = reconcile(instance, NOW).differences
    assert [one.is_lock for one in found].count(True) == 1
    assert len(found) == before + 1


def test_who_owns_the_database_cannot_pass_a_key_off_as_wrapped(published, instance):
    key = Entry.objects.exclude(payload_key=None).first()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE record_entry SET payload_key = %s WHERE id = %s", [wrap_key(KEY), key.pk]
        )
    found = [one for one in reconcile(instance, NOW).differences if one.kind == "entry"]
    assert found[0].column == "payload"


def test_auditors_are_refused_what_is_locked_rather_than_given_less(log, instance):
    seal()
    enter_batch(log=log, subject=SUBJECT, now=NOW)
    sequence(instance.log_folder)
    assert len(list(sealed_ballots(SUBJECT))) == 1
    instance.wrapping_file.unlink()
    with pytest.raises(RefusedError):
        list(sealed_ballots(SUBJECT))
