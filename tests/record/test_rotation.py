"""A key is replaced by both keys together; either one alone replaces nothing."""

import pytest

from comity.canonical import decode, encode
from comity.edge.keys import signer_from_seed, verify_signature
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload
from comity.record.merkle import Tree, leaf_hash
from comity.record.note import (
    COSIGNATURE_V1,
    BadSignatureError,
    UnknownSignerError,
    VerifierKey,
    format_vkey,
)
from comity.record.proof import TlogProof, encode_proof
from comity.record.rotation import (
    ROTATE,
    Rotation,
    begin_chain,
    extend_chain,
    open_rotation,
    rotation_path,
    rotation_payload,
    rotation_subject,
    verify_head,
)
from comity.record.strict import RecordFormatError, write_base64
from tests.record.signing import LOG, ORIGIN

AT = "2026-07-01T09:00:00.000Z"
NEW = signer_from_seed(ORIGIN, b"\x07" * 32)
THIRD = signer_from_seed(ORIGIN, b"\x08" * 32)
BEFORE = 3


class Entered:
    """A rotation entered in a log of three entries, as its holder publishes it."""

    def __init__(self, content, signer=LOG, **fields):
        entry = Entry(
            act=fields.get("act", ROTATE),
            actor="own:holder",
            subject=fields.get("subject", rotation_subject(ORIGIN)),
            at=fields.get("at", AT),
            payload=public_payload(content),
        )
        leaf = encode_entry(entry)
        leaves = [*(leaf_hash(b"entry %d" % number) for number in range(BEFORE)), leaf_hash(leaf)]
        self.tree = Tree(leaves)
        self.content = content
        head = Checkpoint(ORIGIN, BEFORE + 1, self.tree.root())
        note = sign_checkpoint(head, signer)
        path = self.tree.inclusion_proof(BEFORE, BEFORE + 1)
        self.proof = encode_proof(TlogProof(BEFORE, path, note, fields.get("extra", leaf)))


def chained(entered, chain=None):
    chain = chain or begin_chain(LOG.key)
    return extend_chain(chain, entered.proof, entered.content, verify_signature)


GOOD = Entered(rotation_payload(LOG, NEW, AT))


def test_both_keys_together_replace_the_key():
    chain = chained(GOOD)
    assert chain.keys == (LOG.key, NEW.key)
    assert chain.until == (BEFORE + 1,)
    assert open_rotation(GOOD.content, verify_signature) == Rotation(LOG.key, NEW.key, AT)


class Mute:
    """Somebody who holds a public key and not its secret."""

    def __init__(self, key: VerifierKey):
        self.key = key

    def sign(self, message: bytes) -> bytes:
        return THIRD.sign(message)


@pytest.mark.parametrize(
    ("content", "whose"),
    [
        (rotation_payload(Mute(LOG.key), NEW, AT), "the old key"),
        (rotation_payload(LOG, Mute(NEW.key), AT), "the new key"),
    ],
)
def test_a_rotation_forged_by_one_key_alone_is_refused(content, whose):
    with pytest.raises(BadSignatureError, match=whose):
        open_rotation(content, verify_signature)
    with pytest.raises(BadSignatureError, match=whose):
        chained(Entered(content))
    # The control: with both signatures the same entry is accepted.
    assert chained(GOOD).current == NEW.key


def test_a_signature_cannot_be_moved_to_another_date_or_key():
    value = decode(GOOD.content)
    for change in (
        {"at": "2027-07-01T09:00:00.000Z"},
        {"new": format_vkey(THIRD.key)},
        {"old": format_vkey(THIRD.key)},
        {"by_old": value["by_new"]},
        {"by_new": write_base64(b"short")},
    ):
        with pytest.raises(BadSignatureError):
            open_rotation(encode({**value, **change}), verify_signature)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"more": 1},
        {"at": 5},
        {"origin": "log.example/other"},
        {"by_old": "not base64"},
        {"new": "no key"},
    ],
)
def test_a_content_of_another_form_is_refused(change):
    with pytest.raises(RecordFormatError):
        open_rotation(encode({**decode(GOOD.content), **change}), verify_signature)
    with pytest.raises(RecordFormatError):
        open_rotation(b"{", verify_signature)


def test_only_a_key_of_the_same_log_and_kind_replaces_one():
    other = signer_from_seed("log.example/other", b"\x07" * 32)
    witness = signer_from_seed(ORIGIN, b"\x07" * 32, COSIGNATURE_V1)
    for new in (other.key, witness.key, LOG.key):
        with pytest.raises(RecordFormatError):
            Rotation(LOG.key, new, AT)


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        (Entered(GOOD.content, signer=NEW), UnknownSignerError),
        (Entered(GOOD.content, act="record.begin_log"), RecordFormatError),
        (Entered(GOOD.content, subject="record:log:other"), RecordFormatError),
        (Entered(GOOD.content, at="2026-06-30T09:00:00.000Z"), RecordFormatError),
        (Entered(GOOD.content, extra=None), RecordFormatError),
        (Entered(GOOD.content, extra=b"{}"), BadSignatureError),
        (Entered(rotation_payload(THIRD, NEW, AT)), RecordFormatError),
    ],
)
def test_it_counts_only_as_this_logs_entry_under_its_old_key(entered, error):
    with pytest.raises(error):
        chained(entered)


def test_the_content_must_be_the_one_entered():
    entered = Entered(GOOD.content)
    entered.content = rotation_payload(LOG, THIRD, AT)
    with pytest.raises(BadSignatureError, match="commits to"):
        chained(entered)


def test_keys_are_replaced_again_and_never_back():
    chain = chained(GOOD)
    again = chained(Entered(rotation_payload(NEW, THIRD, AT), signer=NEW), chain)
    assert again.keys == (LOG.key, NEW.key, THIRD.key)
    with pytest.raises(RecordFormatError, match="back to an old one"):
        chained(Entered(rotation_payload(NEW, LOG, AT), signer=NEW), chain)
    # The control: the first step is needed for the second.
    with pytest.raises(UnknownSignerError):
        chained(Entered(rotation_payload(NEW, THIRD, AT), signer=NEW))


def signed(size, signer):
    return sign_checkpoint(Checkpoint(ORIGIN, size, leaf_hash(b"root")), signer)


def test_a_head_by_the_new_key_is_accepted_only_after_the_rotation_was_seen():
    note = signed(9, NEW)
    with pytest.raises(UnknownSignerError):
        verify_head(note, begin_chain(LOG.key), verify_signature)
    assert verify_head(note, chained(GOOD), verify_signature).key == NEW.key


def test_the_old_key_is_good_up_to_its_end_and_not_beyond():
    chain = chained(GOOD)
    end = chain.until[0]
    assert verify_head(signed(end, LOG), chain, verify_signature).key == LOG.key
    with pytest.raises(BadSignatureError, match=f"replaced at {end}"):
        verify_head(signed(end + 1, LOG), chain, verify_signature)
    # The control: whoever has not seen the rotation still believes the old key.
    unaware = begin_chain(LOG.key)
    assert verify_head(signed(end + 1, LOG), unaware, verify_signature).size == end + 1


def test_a_stranger_signs_nothing():
    with pytest.raises(UnknownSignerError):
        verify_head(signed(2, THIRD), chained(GOOD), verify_signature)


def test_the_message_can_be_no_checkpoint():
    message = b""

    class Listening(Mute):
        def sign(self, text: bytes) -> bytes:
            nonlocal message
            message = text
            return b"\0" * 64

    rotation_payload(Listening(LOG.key), Listening(NEW.key), AT)
    assert b" " in message.split(b"\n")[0]
    assert rotation_path(0) == "rotation/0.tlog-proof"
