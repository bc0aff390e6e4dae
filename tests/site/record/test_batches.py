from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import verify_signature
from comity.record import (
    BallotLine,
    encode_ballot_receipt,
    open_batch,
    parse_batch,
    parse_entry,
    verify_ballot_receipt,
    verify_checkpoint,
)
from comity.site.record import batches
from comity.site.record.batches import (
    due_by,
    enter_batch,
    enter_due,
    receipt_of,
    seal_ballots,
    sealed_ballots,
)
from comity.site.record.models import BallotBatch, Entry, SealedBallot
from tests.site.conftest import NOW, SIGNER, sequence
from tests.site.tampering import run

SUBJECT = "dialogue:conversation:c-1"
OTHER = "dialogue:conversation:c-2"
LONG = NOW + timedelta(days=20)
HOUR = timedelta(hours=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def lines(count, first=1):
    return [BallotLine(n, f"p-{n % 7}", str(n % 5), n % 3 - 1) for n in range(first, first + count)]


def seal(count, subject=SUBJECT, first=1, by=LONG):
    with transaction.atomic():
        return seal_ballots(subject=subject, lines=lines(count, first), by=by)


def count_waiting(subject):
    return SealedBallot.objects.filter(subject=subject, batch=None).count()


def batch_acts():
    return Entry.objects.filter(act="dialogue.enter_ballots").order_by("id")


@pytest.mark.django_db
def test_what_was_sealed_is_opened_with_lines_and_keys(log, tmp_path):
    seal(30)
    assert count_waiting(SUBJECT) == 30
    assert enter_batch(log=log, subject=SUBJECT, now=NOW) == 30
    assert list(sealed_ballots(SUBJECT)) == []
    sequence(tmp_path)
    (entry,) = batch_acts()
    batch = parse_batch(bytes(entry.payload))
    opened = {seq: key for index, _, seq, key in sealed_ballots(SUBJECT) if index == entry.idx}
    votes = open_batch(batch, [(line, opened[line.seq]) for line in lines(30)])
    assert list(votes) == lines(30)
    assert parse_entry(bytes(entry.leaf)).actor == "server/operator"


@pytest.mark.django_db
def test_each_ballot_has_a_receipt_once_its_batch_has_a_place(log, tmp_path):
    leaves = [*seal(5), *seal(4, OTHER)]
    assert [receipt_of(leaf, tmp_path) for leaf in leaves] == [None] * 9
    for subject in (SUBJECT, OTHER):
        enter_batch(log=log, subject=subject, now=NOW)
    assert receipt_of(leaves[0], tmp_path) is None
    sequence(tmp_path)
    for leaf in leaves:
        receipt = receipt_of(leaf, tmp_path)
        head = verify_checkpoint(receipt.proof.checkpoint, [SIGNER.key], verify_signature)
        assert verify_ballot_receipt(receipt, head)
        assert b"p-" not in encode_ballot_receipt(receipt)
    assert receipt_of(bytes(32), tmp_path) is None


@pytest.mark.django_db
def test_receipts_of_a_log_that_was_read_before_the_head_moved_wait(log, tmp_path):
    (leaf,) = seal(1)
    enter_batch(log=log, subject=SUBJECT, now=NOW)
    Entry.objects.filter(act="dialogue.enter_ballots").update(idx=1)
    assert receipt_of(leaf, tmp_path) is None


@pytest.mark.django_db
def test_ballots_are_sealed_in_the_transaction_that_stores_them(monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError, match="transaction that stores"):
        seal_ballots(subject=SUBJECT, lines=lines(1), by=LONG)


@pytest.mark.django_db
def test_nothing_to_enter_enters_nothing(log):
    assert enter_batch(log=log, subject=SUBJECT, now=NOW) == 0
    assert enter_due(log=log, now=NOW) == 0
    assert not batch_acts().exists()


@pytest.mark.django_db
def test_a_batch_is_entered_once_an_hour_and_of_a_hundred_or_more(log):
    seal(99)
    assert enter_due(log=log, now=NOW) == 0
    seal(1, first=100)
    assert enter_due(log=log, now=NOW) == 100
    seal(100, first=101)
    assert enter_due(log=log, now=NOW + timedelta(minutes=20)) == 0
    assert enter_due(log=log, now=NOW + HOUR) == 100
    assert [row.count for row in BallotBatch.objects.order_by("id")] == [100, 100]


@pytest.mark.django_db
def test_a_few_are_entered_before_their_time_is_over(log):
    seal(3, by=NOW + HOUR)
    seal(2, OTHER)
    assert enter_due(log=log, now=NOW + timedelta(minutes=44)) == 0
    assert enter_due(log=log, now=NOW + timedelta(minutes=45)) == 3
    assert count_waiting(OTHER) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "batches_of"), [(100, [40, 40, 20]), (85, [40, 45]), (49, [49]), (3, [3])]
)
def test_many_are_entered_in_several_batches_none_of_which_is_small(
    log, monkeypatch, waiting, batches_of
):
    monkeypatch.setattr(batches, "MOST", 40)
    monkeypatch.setattr(batches, "LEAST", 10)
    monkeypatch.setattr(batches, "CHUNK", 7)
    seal(waiting)
    assert enter_batch(log=log, subject=SUBJECT, now=NOW) == waiting
    assert [row.count for row in BallotBatch.objects.order_by("id")] == batches_of
    assert count_waiting(SUBJECT) == 0


@pytest.mark.django_db
def test_very_many_do_not_wait_for_the_hour(log, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 150)
    seal(100)
    assert enter_due(log=log, now=NOW) == 100
    seal(149, first=101)
    assert enter_due(log=log, now=NOW) == 0
    seal(1, first=250)
    assert enter_due(log=log, now=NOW) == 150


@pytest.mark.django_db
def test_threat_T6_what_comes_while_batches_are_entered_is_no_batch_of_a_few(log, monkeypatch):
    came = iter(range(100, 106))
    made = batches.make_batch

    def and_one_more_comes(*args):
        if (seq := next(came, None)) is not None:
            seal(1, first=seq)
        return made(*args)

    seal(99)
    monkeypatch.setattr(batches, "LEAST", 50)
    monkeypatch.setattr(batches, "make_batch", and_one_more_comes)
    assert enter_due(log=log, now=NOW) == 99
    assert [row.count for row in BallotBatch.objects.all()] == [99]
    assert count_waiting(SUBJECT) == 1
    # The control: entering until nobody waits, as at the close, makes a batch of each that comes.
    assert enter_batch(log=log, subject=SUBJECT, now=NOW) == 6
    assert {row.count for row in BallotBatch.objects.order_by("id")[1:]} == {1}


@given(
    st.integers(0, 525_600).map(lambda minutes: FIRST + timedelta(minutes=minutes)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=200)),
)
def test_by_when_is_an_hour_after_the_close_and_within_thirty_days(now, left):
    closes = now + left
    by = due_by(closes, now)
    assert now <= by <= min(closes + HOUR, now + timedelta(days=30))
    # It tells the close, or the day: two votes of one day cannot be told apart by it.
    assert by == closes + HOUR or by == due_by(closes, now.replace(hour=23, minute=59))


@given(st.datetimes(timezones=st.just(UTC)))
def test_by_when_is_told_for_whatever_close_stands_in_the_database(closes):
    by = due_by(closes, NOW)
    assert NOW <= by <= NOW + timedelta(days=30)


@pytest.mark.parametrize(
    "closes", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
)
def test_by_when_is_told_at_the_ends_of_time(closes):
    assert NOW <= due_by(closes, NOW) <= NOW + timedelta(days=30)


def test_an_extension_moves_no_promise_already_made():
    assert due_by(NOW + timedelta(days=2), NOW) == NOW + timedelta(days=2) + HOUR
    assert due_by(NOW + timedelta(days=5), NOW) == NOW + timedelta(days=5) + HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record_sealedballot WHERE seq = 1",
        "UPDATE record_sealedballot SET leaf = x'00' WHERE seq = 1",
        "UPDATE record_sealedballot SET seq = 9 WHERE seq = 1",
        "UPDATE record_sealedballot SET key = x'00' WHERE seq = 1",
        "UPDATE record_sealedballot SET batch_id = NULL WHERE seq = 1",
        "UPDATE record_sealedballot SET by = '2030-01-01' WHERE seq = 1",
        "UPDATE record_ballotbatch SET count = 1",
        "DELETE FROM record_ballotbatch",
    ],
)
def test_the_database_itself_keeps_what_was_sealed(log, statement):
    seal(2)
    enter_batch(log=log, subject=SUBJECT, now=NOW)
    with pytest.raises(DatabaseError, match="record_"), transaction.atomic():
        run(statement)


@pytest.mark.django_db
def test_the_key_of_a_ballot_can_be_erased_and_its_receipt_still_holds(log, tmp_path):
    leaf = seal(3)[1]
    enter_batch(log=log, subject=SUBJECT, now=NOW)
    sequence(tmp_path)
    run("UPDATE record_sealedballot SET key = NULL WHERE seq = 2")
    assert [seq for *_, seq, key in sealed_ballots(SUBJECT) if key] == [1, 3]
    receipt = receipt_of(leaf, tmp_path)
    head = verify_checkpoint(receipt.proof.checkpoint, [SIGNER.key], verify_signature)
    assert verify_ballot_receipt(receipt, head)


@pytest.mark.django_db
def test_no_time_of_a_vote_is_kept():
    columns = {field.name for field in SealedBallot._meta.get_fields()}  # noqa: SLF001 - Django's own
    assert columns == {"id", "subject", "seq", "key", "leaf", "by", "batch"}
