"""Heads are remembered as signed, and two trees of one size are a contradiction."""

import json

import pytest

from comity.edge.keys import signer_from_seed, verify_signature
from comity.record.checkpoint import Checkpoint, VerifiedHead, sign_checkpoint, verify_checkpoint
from comity.record.heads import (
    MOST_HEADS,
    RememberedHead,
    check_against,
    encode_heads,
    parse_heads,
    remember,
)
from comity.record.merkle import leaf_hash
from comity.record.strict import RecordFormatError

LOG = signer_from_seed("log.example/a", bytes([1]) * 32)
ROTATED = signer_from_seed("log.example/a", bytes([2]) * 32)


def signed(size: int, content: bytes = b"", signer=LOG) -> tuple[VerifiedHead, bytes]:
    note = sign_checkpoint(Checkpoint(signer.key.name, size, leaf_hash(content)), signer)
    return verify_checkpoint(note, [signer.key], verify_signature), note


def memory(*heads: tuple[VerifiedHead, bytes]) -> list[RememberedHead]:
    kept: list[RememberedHead] = []
    for head, note in heads:
        kept = remember(head, note, kept)
    return kept


def test_two_trees_of_one_size_contradict_and_the_same_one_agrees():
    head = signed(5)[0]
    assert check_against(head, memory(signed(5))).agrees is True
    assert check_against(head, memory(signed(5, b"other"))).agrees is False
    assert check_against(head, memory(signed(5), signed(5, b"other"))).agrees is False


def test_other_sizes_keys_and_no_memory_cannot_be_told():
    head = signed(5)[0]
    for heads in ([], memory(signed(4)), memory(signed(6)), memory(signed(5, b"x", ROTATED))):
        assert check_against(head, heads).agrees is None


def test_a_copy_decides_about_other_sizes_and_about_what_was_seen():
    head = signed(5)[0]
    tree = {("log.example/a", 5): leaf_hash(b""), ("log.example/a", 4): leaf_hash(b"")}

    def root_at(origin: str, size: int) -> bytes | None:
        return tree.get((origin, size))

    assert check_against(head, [], root_at).agrees is True
    assert check_against(head, memory(signed(4)), root_at).agrees is True
    assert check_against(head, memory(signed(4, b"x")), root_at).agrees is False
    assert check_against(signed(5, b"x")[0], [], root_at).agrees is False
    assert check_against(signed(6)[0], [], root_at).agrees is None


def test_memory_survives_writing_and_keeps_the_signed_note():
    heads = memory(signed(7), signed(5), signed(5, b"other"))
    assert [one.size for one in heads] == [5, 5, 7]
    back = parse_heads(encode_heads(heads))
    assert back == heads
    assert {one.origin for one in back} == {LOG.key.name}
    again = verify_checkpoint(back[0].note.encode(), [LOG.key], verify_signature)
    assert (again.size, again.root) == (back[0].size, back[0].root)


def test_the_same_head_is_remembered_once_and_the_memory_is_bounded():
    assert len(memory(signed(5), signed(5))) == 1
    head, note = signed(MOST_HEADS + 5)
    many = [RememberedHead(size, leaf_hash(b""), LOG.key) for size in range(MOST_HEADS)]
    kept = remember(head, note, many)
    assert len(kept) == MOST_HEADS
    assert kept[-1].size == MOST_HEADS + 5


GOOD = json.loads(encode_heads(memory(signed(5))))


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"v": 2, "heads": []},
        {"v": 1},
        {"v": 1, "heads": {}},
        {"v": 1, "heads": [5]},
        *(
            {"v": 1, "heads": [{**GOOD["heads"][0], **change}]}
            for change in (
                {"size": "5"},
                {"size": True},
                {"size": -1},
                {"root": "xyz"},
                {"root": 5},
                {"key": "log+1+x"},
                {"more": 1},
            )
        ),
    ],
)
def test_a_damaged_memory_is_refused(value):
    with pytest.raises(RecordFormatError):
        parse_heads(json.dumps(value).encode())


def test_what_is_no_json_is_refused():
    with pytest.raises(RecordFormatError):
        parse_heads(b"{")
