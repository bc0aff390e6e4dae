from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import verify_signature
from comity.record.ballot_receipt import (
    ballot_receipt,
    encode_ballot_receipt,
    parse_ballot_receipt,
    verify_ballot_receipt,
)
from comity.record.ballots import BallotLine, encode_line, seal_line
from comity.record.checkpoint import verify_checkpoint
from comity.record.entry import encode_entry
from comity.record.strict import RecordFormatError
from tests.record.ballot_worlds import OTHER, World, leaf
from tests.record.signing import LOG

LEAVES = [leaf(number) for number in range(7)]


def world_with(leaves):
    world = World()
    world.act("dialogue.open_conversation")
    world.enter(leaves)
    world.act("dialogue.moderate")
    return world


def receipt_of(world, wanted, index=1):
    batch = world.batches[index]
    entry = encode_entry(world.entries[index])
    return ballot_receipt(wanted, list(batch.leaves), batch.content, entry, world.proof(index))


WORLD = world_with(LEAVES)
RECEIPT = receipt_of(WORLD, LEAVES[3])


@given(st.integers(1, 40), st.data())
def test_record_receipt_every_leaf_of_a_batch_is_proved(count, data):
    leaves = [leaf(number) for number in range(count)]
    world = world_with(leaves)
    receipt = receipt_of(world, data.draw(st.sampled_from(leaves)))
    read = parse_ballot_receipt(encode_ballot_receipt(receipt))
    assert read == receipt
    head = verify_checkpoint(read.proof.checkpoint, [LOG.key], verify_signature)
    assert verify_ballot_receipt(read, head)


def another_act():
    world = World()
    world.act("dialogue.open_conversation")
    world.enter(LEAVES)
    world.entries[1] = replace(world.entries[1], act="dialogue.enter_statements")
    return world


def another_subject():
    world = World()
    world.act("dialogue.open_conversation")
    world.enter(LEAVES)
    world.entries[1] = replace(world.entries[1], subject=OTHER)
    return world


@pytest.mark.parametrize("make", [another_act, another_subject])
def test_record_receipt_a_batch_under_another_act_or_subject_proves_nothing(make):
    world = make()
    assert not verify_ballot_receipt(receipt_of(world, LEAVES[3]), world.head())


@pytest.mark.parametrize(
    "changes",
    [
        {"leaf": leaf(99)},
        {"place": RECEIPT.place + 1},
        {"path": RECEIPT.path[:-1]},
        {"path": (leaf(98), *RECEIPT.path[1:])},
        {"content": RECEIPT.content.replace(b'"count":7', b'"count":8')},
        {"content": b"nonsense"},
        {"proof": replace(RECEIPT.proof, extra=b"nonsense")},
        {"proof": replace(RECEIPT.proof, index=2)},
        {"proof": replace(RECEIPT.proof, extra=encode_entry(WORLD.entries[0]))},
    ],
)
def test_record_receipt_a_changed_receipt_does_not_hold(changes):
    assert verify_ballot_receipt(RECEIPT, WORLD.head())
    assert not verify_ballot_receipt(replace(RECEIPT, **changes), WORLD.head())


def test_record_receipt_another_head_does_not_hold():
    assert not verify_ballot_receipt(RECEIPT, world_with(LEAVES[:5]).head())


def coerced(data, commit):
    """Try, as who buys votes would, which vote the receipt ``data`` proves."""
    leaf_in = parse_ballot_receipt(data).leaf
    lines = [BallotLine(5, "p-1", "1", vote) for vote in (1, 0, -1)]
    return [
        line.vote
        for line in lines
        if encode_line(line) in data or commit(line) == leaf_in or commit(line).hex() in str(data)
    ]


def bare(line):
    return sha256(encode_line(line)).digest()


def unkeyed(line):
    return seal_line(line, bytes(32))


@pytest.mark.parametrize("vote", [1, 0, -1])
@pytest.mark.parametrize("commit", [bare, unkeyed])
def test_threat_T6_a_receipt_shows_that_one_voted_and_never_what(vote, commit):
    """Whoever is made to hand over their receipt cannot be held to a bargain by it."""
    line = BallotLine(5, "p-1", "1", vote)
    sealed = seal_line(line, bytes(range(32)))
    given = encode_ballot_receipt(receipt_of(world_with([*LEAVES, sealed]), sealed))
    assert coerced(given, commit) == []
    # Control: where the leaf is the bare hash of the line, the buyer sees what was bought.
    told = bare(line)
    given = encode_ballot_receipt(receipt_of(world_with([*LEAVES, told]), told))
    assert coerced(given, bare) == [vote]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xff" + data,
        lambda data: data.replace(b"ballot-receipt/v1", b"ballot-receipt/v2"),
        lambda data: data.replace(b"leaf ", b"loaf "),
        lambda data: data.replace(b"place ", b"place 0"),
        lambda data: data.replace(b"\n\n", b"\n", 1),
        lambda data: data.replace(b"\nplace 3\n", b"\nplace 3\n" + b"AAAA\n"),
        lambda data: data.replace(b"\n\n", b"\n" + b"AAAA\n" * 70 + b"\n", 1),
        lambda data: data + b" " * 1_500_001,
    ],
)
def test_record_receipt_what_is_no_receipt_is_refused(change):
    place = b"place %d" % RECEIPT.place
    data = encode_ballot_receipt(RECEIPT).replace(place, b"place 3")
    parse_ballot_receipt(data)
    with pytest.raises(RecordFormatError):
        parse_ballot_receipt(change(data))


def test_record_receipt_of_a_bare_leaf_or_without_entry_is_refused():
    with pytest.raises(RecordFormatError, match="32 bytes"):
        replace(RECEIPT, leaf=b"short")
    with pytest.raises(RecordFormatError, match="carries"):
        replace(RECEIPT, proof=replace(RECEIPT.proof, extra=None))
