"""A witness cosigns one history of a log, in the order of time, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode, encode
from comity.edge.keys import signer_from_seed, verify_signature
from comity.record.checkpoint import Checkpoint, sign_checkpoint, verify_checkpoint
from comity.record.merkle import EMPTY_ROOT, Tree, leaf_hash
from comity.record.note import COSIGNATURE_V1, BadSignatureError, parse_note
from comity.record.strict import RecordFormatError
from comity.record.witness import (
    AddCheckpoint,
    WitnessMemory,
    add_checkpoint,
    encode_add_checkpoint,
    encode_memory,
    parse_add_checkpoint,
    parse_memory,
    watch,
)
from tests.record.signing import COSIGNED_AT, LOG, ORIGIN, SIGNED, WITNESS, WITNESS_LINE
from tests.record.test_fork import leaves

NOW = 1_767_225_600
WATCHING = watch(WitnessMemory(), (LOG.key,))
TREE = Tree(map(leaf_hash, leaves(300)))
FORKED = Tree(map(leaf_hash, leaves(300, 4)))


def note(size, tree=TREE, signer=LOG):
    return sign_checkpoint(Checkpoint(signer.key.name, size, tree.root(size)), signer)


def body(old, size, tree=TREE, **fields):
    """Return a request; one that cannot be proved comes with an empty proof."""
    path = tree.consistency_proof(old, size) if 0 < old <= size else ()
    return encode_add_checkpoint(AddCheckpoint(old, path, note(size, tree, **fields)))


def asked(data, memory=WATCHING, time=NOW):
    return add_checkpoint(data, memory, WITNESS, time, verify_signature)


def cosigned(*sizes, memory=WATCHING, time=NOW):
    """Return the memory after ``sizes`` were cosigned in turn."""
    old = 0
    for size in sizes:
        answer = asked(body(old, size), memory, time)
        assert answer.status == 200, answer.reason
        memory, old = answer.memory, size
    return memory


def test_the_answer_is_a_line_that_cosigns_the_checkpoint_as_it_came():
    answer = asked(body(0, 5))
    assert (answer.status, answer.content_type) == (200, "text/plain; charset=utf-8")
    head = verify_checkpoint(
        note(5) + answer.body.encode(), [LOG.key, WITNESS.key], verify_signature
    )
    assert [(one.key, one.time) for one in head.cosignatures] == [(WITNESS.key, NOW)]


def test_record_R1_the_cosignature_of_the_vectors_byte_for_byte():
    assert asked(b"old 0\n\n" + SIGNED.encode(), time=COSIGNED_AT).body == WITNESS_LINE


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_a_history_is_cosigned_in_every_order_of_its_sizes(sizes):
    memory = cosigned(*sorted(sizes))
    (log,) = memory.logs.values()
    assert parse_note(log.last.note).text.split("\n")[1] == str(max(sizes))
    assert parse_memory(encode_memory(memory)) == memory


def test_the_same_head_is_cosigned_again_at_a_later_time():
    answer = asked(body(5, 5), cosigned(5), NOW + 60)
    assert (answer.status, answer.memory.latest) == (200, NOW + 60)


STRANGER = signer_from_seed("log.example/other", b"\x05" * 32)
IMPOSTOR = signer_from_seed(ORIGIN, b"\x06" * 32)


@pytest.mark.parametrize(
    ("data", "status", "why"),
    [
        (body(0, 5, signer=STRANGER), 404, "does not watch"),
        (body(0, 5, signer=IMPOSTOR), 403, "none of the keys"),
        (body(8, 7), 400, "larger than"),
        (body(0, 7), 409, "last cosigned 6"),
        (body(4, 7), 409, "last cosigned 6"),
        (body(7, 8), 409, "last cosigned 6"),
        (body(0, 5), 409, "last cosigned 6"),
        (body(6, 9, FORKED), 422, "not proved to continue"),
        (body(6, 6, FORKED), 422, "another tree of 6 entries was cosigned"),
        (body(6, 9).replace(b"\n", b"\n" + b"A" * 43 + b"=\n", 1), 422, "not proved"),
        (body(0, 5).replace(b"old 0", b"old 00"), 400, "leading zero"),
        (b"old 6\n\n", 400, "a note has"),
        (b"", 400, "a line old"),
        (body(6, 9).replace(b"\n\n", b"\nAAAA\n\n", 1), 400, "32 bytes"),
        (b"old 6\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + note(9), 400, "at most 63"),
        (b"x" * 1_010_001, 400, "at most"),
    ],
)
def test_what_may_not_be_cosigned_is_refused_and_changes_nothing(data, status, why):
    answer = asked(data, cosigned(6))
    assert (answer.status, answer.memory) == (status, None)
    assert why in answer.reason
    # The control: the same memory cosigns what continues it.
    assert asked(body(6, 9), cosigned(6)).status == 200


def test_a_conflict_tells_the_size_to_prove_from():
    answer = asked(body(0, 9), cosigned(6))
    assert (answer.body, answer.content_type) == ("6\n", "text/x.tlog.size")


def test_first_contact_takes_no_proof():
    data = encode_add_checkpoint(AddCheckpoint(0, (EMPTY_ROOT,), note(5)))
    assert asked(data).status == 422
    assert asked(body(0, 5)).status == 200


def test_an_empty_log_is_cosigned_and_then_any_head_of_it():
    empty = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), LOG)
    answer = asked(encode_add_checkpoint(AddCheckpoint(0, (), empty)))
    assert answer.status == 200
    grown = asked(body(0, 5), answer.memory)
    assert grown.status == 200
    assert asked(body(0, 5), grown.memory).status == 409


def test_a_tampered_signature_is_forbidden():
    data = note(5)
    damaged = data[:-10] + bytes([data[-10] ^ 1]) + data[-9:]
    answer = asked(b"old 0\n\n" + damaged)
    assert answer.status in (400, 403)
    assert answer.memory is None


def test_a_clock_that_went_back_stops_every_log_of_this_key():
    other = watch(cosigned(6), (STRANGER.key,))
    for memory, data in ((cosigned(6), body(6, 9)), (other, body(0, 5, signer=STRANGER))):
        answer = asked(data, memory, NOW - 1)
        assert (answer.status, answer.memory) == (503, None)
        assert f"the clock says {NOW - 1}" in answer.reason
        assert asked(data, memory, NOW).status == 200
    assert asked(body(0, 5), time=2**53).status == 503


def test_a_known_log_is_not_watched_under_a_key_that_does_not_follow_from_the_known_one():
    memory = cosigned(6)
    with pytest.raises(BadSignatureError, match="by another key"):
        watch(memory, (IMPOSTOR.key,))
    rotated = watch(memory, (LOG.key, IMPOSTOR.key))
    assert asked(body(6, 9, signer=LOG), rotated).status == 403
    answer = asked(body(6, 9, signer=IMPOSTOR), rotated)
    assert answer.status == 200
    # What was cosigned under the old key still binds the new one.
    assert asked(body(6, 9, FORKED, signer=IMPOSTOR), rotated).status == 422
    # A key that was replaced is not taken back up.
    with pytest.raises(BadSignatureError):
        watch(answer.memory, (LOG.key,))


def test_only_the_logs_own_line_is_remembered():
    crowded = note(5) + note(5, signer=STRANGER).splitlines(keepends=True)[-1]
    memory = asked(b"old 0\n\n" + crowded).memory
    assert memory.logs[ORIGIN].last.note == note(5)


def test_a_request_reads_back_as_it_was():
    request = AddCheckpoint(6, TREE.consistency_proof(6, 9), note(9))
    assert parse_add_checkpoint(encode_add_checkpoint(request)) == request


def changed(**members):
    value = decode(encode_memory(cosigned(6)))
    log = value["logs"][ORIGIN]
    log["last"].update({name: one for name, one in members.items() if name != "key"})
    log.update({name: one for name, one in members.items() if name == "key"})
    return encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"logs":{},"v":2}',
        b'{"logs":[],"v":1}',
        b'{"logs":{"x":{}},"v":1}',
        encode({"v": 1, "logs": {"x": {"key": 5, "last": None}}}),
        changed(time="now"),
        changed(time=-1),
        changed(note=5),
        changed(key="log.example/other+00000000+AAAA"),
        changed(other=1),
        encode_memory(cosigned(6)).replace(b'logs":{"log', b'logs":{"dog'),
    ],
)
def test_a_memory_of_another_form_is_refused(data):
    with pytest.raises(RecordFormatError):
        parse_memory(data)


def test_a_memory_that_was_tampered_with_is_not_signed_upon():
    memory = parse_memory(changed(note=note(3).decode().replace("\n3\n", "\n2\n")))
    answer = asked(body(2, 9), memory)
    assert (answer.status, answer.memory) == (503, None)
    assert "damaged" in answer.reason


def test_a_witness_key_is_of_its_own_type():
    assert WITNESS.key.algorithm == COSIGNATURE_V1
    with pytest.raises(ValueError, match="cosignature key"):
        add_checkpoint(body(0, 5), WATCHING, LOG, NOW, verify_signature)


@pytest.mark.parametrize("log", [[], {}, {"key": "x"}, {"key": 1, "last": None}, {"more": 1}])
def test_a_watched_log_of_another_shape_is_refused(log):
    data = decode(encode_memory(WATCHING))
    data["logs"] = dict.fromkeys(data["logs"], log)
    with pytest.raises(RecordFormatError):
        parse_memory(encode(data))
