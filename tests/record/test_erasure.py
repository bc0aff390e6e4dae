"""Erasure takes the content and nothing else; who holds the commitment alone learns nothing."""

import hmac
from hashlib import sha256

import pytest

from comity.canonical import encode
from comity.record.entry import (
    Entry,
    encode_entry,
    opens,
    parse_entry,
    public_payload,
    sealed_payload,
)
from comity.record.erasure import (
    Erasure,
    erasure_payload,
    erasures,
    is_erasing,
)
from comity.record.merkle import Tree, leaf_hash
from comity.record.proof import verify_inclusion
from comity.record.strict import RecordFormatError
from tests.record.bundles import AT
from tests.record.signing import head_of

SIZE = 1_000
VOTE = 417
CHOICES = [encode({"ballot": "b-1", "choice": choice}) for choice in ("Y", "N", "A")]
KEY = sha256(b"drawn for this vote alone").digest()


def vote(payload) -> bytes:
    return encode_entry(Entry("decisions.cast_vote", "delegation:ZZA", "ballot:b-1", AT, payload))


def log(leaf: bytes) -> list[bytes]:
    leaves = [vote(public_payload(b'{"v":1,"number":%d}' % number)) for number in range(SIZE)]
    return [*leaves[:VOTE], leaf, *leaves[VOTE + 1 :]]


def guessed(payload, key: bytes | None = None) -> list[bytes]:
    """Return the choices that a dictionary attack on the commitment confirms."""
    tests = [sha256] if key is None else [lambda text: hmac.new(key, text, "sha256")]
    return [
        choice for choice in CHOICES for test in tests if test(choice).hexdigest() == payload.commit
    ]


def test_record_R5_erasing_one_of_1000_keeps_the_root_and_every_proof():
    sealed = vote(sealed_payload(CHOICES[0], KEY, "person"))
    before = log(sealed)
    erasing = Entry(
        "record.erase_payload",
        "own",
        f"record:entry:{VOTE}",
        AT,
        public_payload(erasure_payload("request 7")),
        refs=(VOTE,),
    )
    tree = Tree(map(leaf_hash, before))
    head = head_of(SIZE, tree.root())
    proofs = [tree.inclusion_proof(index, SIZE) for index in range(SIZE)]
    tree.append(leaf_hash(encode_entry(erasing)))
    assert tree.root(SIZE) == head.root
    for index, (leaf, proof) in enumerate(zip(before, proofs, strict=True)):
        assert verify_inclusion(leaf_hash(leaf), index, proof, head)
    later = head_of(tree.size, tree.root())
    proof = tree.inclusion_proof(VOTE, tree.size)
    assert verify_inclusion(leaf_hash(sealed), VOTE, proof, later)


def test_record_R5_what_was_erased_cannot_be_guessed_from_its_commitment():
    payload = parse_entry(vote(sealed_payload(CHOICES[0], KEY, "person"))).payload
    assert guessed(payload) == []
    assert not any(opens(payload, choice, bytes(32)) for choice in CHOICES)
    # Two controls: with the key that was erased, and with a bare hash, the attack succeeds.
    assert guessed(payload, KEY) == [CHOICES[0]]
    assert guessed(public_payload(CHOICES[0])) == [CHOICES[0]]


def test_record_R5_equal_choices_do_not_look_equal_once_their_keys_are_gone():
    keys = [sha256(b"%d" % number).digest() for number in range(50)]
    commits = {sealed_payload(CHOICES[0], key, "person").commit for key in keys}
    assert len(commits) == 50
    assert len({public_payload(CHOICES[0]).commit for _ in keys}) == 1


def erasing(refs, content=None) -> Entry:
    payload = public_payload(erasure_payload("request 7") if content is None else content)
    return Entry("record.erase_payload", "own", "record:entry:0", AT, payload, refs=refs)


def test_an_erasure_is_told_with_day_and_basis():
    plain_entry = parse_entry(vote(public_payload(b"{}")))
    entries = [plain_entry, erasing((0,)), erasing((0, 1, 5))]
    found = erasures(entries, lambda _: erasure_payload("request 7"))
    assert found == {
        0: Erasure(0, "2026-07-01", "request 7"),
        1: Erasure(1, "2026-07-01", "request 7"),
    }
    assert str(found[0]) == "the content of entry 0 was erased on 2026-07-01 under request 7"


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b'{"basis":1}', b'{"basis":""}', b"\xff", b"{}"]
)
def test_an_erasure_without_a_readable_basis_says_so(content):
    entries = [parse_entry(vote(public_payload(b"{}"))), erasing((0,))]
    found = erasures(entries, lambda _: content)
    assert found[0].basis == "a basis that can no longer be read"


def test_a_basis_cannot_steer_a_terminal():
    entries = [parse_entry(vote(public_payload(b"{}"))), erasing((0,))]
    found = erasures(entries, lambda _: encode({"basis": "\x1b[2Jx" + "y" * 900}))
    assert "\x1b" not in found[0].basis
    assert len(found[0].basis) <= 210


@pytest.mark.parametrize("basis", ["", " ", "x ", "two\nlines", "\u202ex", "e\u0301", "x" * 201])
def test_a_basis_is_one_short_line(basis):
    with pytest.raises(RecordFormatError):
        erasure_payload(basis)


def test_only_acts_of_erasing_erase():
    assert is_erasing("record.erase_payload")
    assert not is_erasing("record.begin_log")
    assert not is_erasing("dialogue.erase_payload")
