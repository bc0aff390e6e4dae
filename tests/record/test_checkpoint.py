import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.keys import signer_from_seed, verify_signature
from comity.record import (
    EMPTY_ROOT,
    BadSignatureError,
    Checkpoint,
    ClaimedHead,
    Cosignature,
    NoteSignature,
    RecordFormatError,
    SignedNote,
    UnknownSignerError,
    VerifiedHead,
    add_cosignature,
    claim_checkpoint,
    encode_checkpoint,
    format_note,
    parse_checkpoint,
    parse_note,
    root_of,
    sign_checkpoint,
    sign_note,
    verify_checkpoint,
)
from comity.record.verifier import ed25519
from tests.record.signing import (
    COSIGNED,
    COSIGNED_AT,
    LEAVES,
    LOG,
    ORIGIN,
    SIGNED,
    TEXT,
    WITNESS,
    witness,
)

ROOT = root_of(LEAVES)
CHECKPOINT = Checkpoint(ORIGIN, 8, ROOT)


def verified(data, *keys):
    return verify_checkpoint(data, keys or [LOG.key, WITNESS.key], verify_signature)


def test_record_R1_the_checkpoint_of_the_vectors_byte_for_byte():
    signed = sign_checkpoint(CHECKPOINT, LOG)
    assert signed == SIGNED.encode()
    assert add_cosignature(signed, WITNESS, COSIGNED_AT) == COSIGNED.encode()


@pytest.mark.parametrize("verify", [verify_signature, ed25519.verify_signature])
def test_record_R1_the_checkpoint_of_the_vectors_verifies(verify):
    head = verify_checkpoint(COSIGNED.encode(), [LOG.key, WITNESS.key], verify)
    assert (head.origin, head.size, head.root) == (ORIGIN, 8, ROOT)
    assert head.checkpoint == CHECKPOINT
    assert head.key == LOG.key
    assert head.cosignatures == (Cosignature(WITNESS.key, COSIGNED_AT),)


def test_checkpoint_texts_read_back():
    assert encode_checkpoint(CHECKPOINT) == TEXT
    assert parse_checkpoint(TEXT) == CHECKPOINT
    longer = Checkpoint(ORIGIN, 8, ROOT, ("ext one", "ext two"))
    assert parse_checkpoint(encode_checkpoint(longer)) == longer
    assert encode_checkpoint(longer) == TEXT + "ext one\next two\n"


def test_extension_lines_are_kept_and_signed():
    longer = Checkpoint(ORIGIN, 8, ROOT, ("ext one",))
    data = add_cosignature(sign_checkpoint(longer, LOG), WITNESS, 5)
    assert verified(data).checkpoint == longer
    with pytest.raises(BadSignatureError):
        verified(data.replace(b"ext one", b"ext two"))


def test_the_head_of_an_empty_log():
    data = sign_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT), LOG)
    assert verified(data).size == 0


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 8, ROOT, ()),
        ("log example", 8, ROOT, ()),
        ("log+example", 8, ROOT, ()),
        ("log\nexample", 8, ROOT, ()),
        ("log\ud800", 8, ROOT, ()),
        (ORIGIN, -1, ROOT, ()),
        (ORIGIN, 2**63, ROOT, ()),
        (ORIGIN, 8, ROOT[:31], ()),
        (ORIGIN, 0, ROOT, ()),
        (ORIGIN, 8, ROOT, ("",)),
        (ORIGIN, 8, ROOT, ("a\nb",)),
    ],
)
def test_checkpoints_without_a_text_are_not_made(origin, size, root, extensions):
    with pytest.raises(RecordFormatError):
        Checkpoint(origin, size, root, extensions)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\n8\n", "\n08\n", "leading zero"),
        ("\n8\n", "\n+8\n", "decimal"),
        ("\n8\n", "\n-8\n", "decimal"),
        ("\n8\n", "\n8 \n", "decimal"),
        ("\n8\n", "\n\n", "decimal"),
        ("\n8\n", "\n8_0\n", "decimal"),
        ("\n8\n", "\n٨\n", "decimal"),
        ("\n8\n", "\n9223372036854775808\n", "beyond"),
        ("\n8\n", f"\n{'9' * 5000}\n", "decimal"),
        ("QyS=", "QyR=", "base64"),
        ("Qyg=", "Qyh=", "canonical"),
        ("Qyg=", "Qyg", "base64"),
        ("Qyg=\n", "Qyg=\n\n", "extension"),
        ("Qyg=\n", "Qyg=", "line feed"),
        ("\nXcna", "\nAAAAXcna", "32 bytes"),
        (TEXT, f"{ORIGIN}\n8\n", "origin, a size and a root"),
        (TEXT, "\n", "origin, a size and a root"),
        (ORIGIN, "", "key name"),
        (ORIGIN, "log example", "key name"),
    ],
)
def test_malformed_checkpoint_texts_are_refused(old, new, reason):
    changed = TEXT.replace(old, new, 1) if old in TEXT else TEXT.replace("Qyg=", new, 1)
    with pytest.raises(RecordFormatError, match=reason):
        parse_checkpoint(changed)


def test_a_log_signs_only_under_its_own_origin():
    with pytest.raises(ValueError, match="origin"):
        sign_checkpoint(Checkpoint("other.example/log", 8, ROOT), LOG)


def test_the_key_must_be_named_like_the_origin():
    """A trusted key of one log (or its intake key) cannot speak for another."""
    intake = signer_from_seed(f"{ORIGIN}/intake", b"\x09" * 32)
    data = sign_note(TEXT, [intake])
    assert parse_checkpoint(parse_note(data).text) == CHECKPOINT
    with pytest.raises(UnknownSignerError):
        verified(data, LOG.key, intake.key)


def test_a_witness_alone_does_not_make_a_head():
    note = parse_note(COSIGNED.encode())
    alone = format_note(SignedNote(note.text, note.signatures[1:]))
    with pytest.raises(UnknownSignerError):
        verified(alone)


def test_a_witness_key_named_like_the_origin_does_not_make_a_head():
    posing = signer_from_seed(ORIGIN, b"\x05" * 32, 4)
    data = add_cosignature(SIGNED.encode(), posing, 5)
    note = parse_note(data)
    alone = format_note(SignedNote(note.text, note.signatures[1:]))
    with pytest.raises(UnknownSignerError):
        verified(alone, posing.key)


def test_a_stranger_is_not_believed_but_may_be_computed_with():
    with pytest.raises(UnknownSignerError):
        verified(SIGNED.encode(), WITNESS.key)
    claimed = claim_checkpoint(SIGNED.encode(), LOG.key, verify_signature)
    assert (claimed.origin, claimed.size, claimed.root) == (ORIGIN, 8, ROOT)
    assert not isinstance(claimed, VerifiedHead)


def test_a_claim_needs_a_signature_that_holds():
    with pytest.raises(BadSignatureError):
        claim_checkpoint(SIGNED.replace("\n8\n", "\n9\n").encode(), LOG.key, verify_signature)
    stranger = signer_from_seed(ORIGIN, b"\x08" * 32)
    with pytest.raises(UnknownSignerError):
        claim_checkpoint(SIGNED.encode(), stranger.key, verify_signature)


def test_heads_are_not_made_by_hand():
    head = verified(COSIGNED.encode())
    for make in (
        lambda: VerifiedHead(CHECKPOINT, LOG.key, (), object()),
        lambda: ClaimedHead(CHECKPOINT, LOG.key, object()),
        lambda: dataclasses.replace(head, mint=None),
    ):
        with pytest.raises(TypeError, match="signature was checked"):
            make()
    with pytest.raises(ValueError, match="mint"):
        dataclasses.replace(head, checkpoint=Checkpoint(ORIGIN, 9, ROOT))
    with pytest.raises(dataclasses.FrozenInstanceError):
        head.checkpoint = Checkpoint(ORIGIN, 9, ROOT)


def test_a_bad_cosignature_of_a_known_witness_refuses_the_head():
    note = parse_note(COSIGNED.encode())
    line = note.signatures[1]
    for signature in (
        (COSIGNED_AT + 1).to_bytes(8, "big") + line.signature[8:],  # another time
        line.signature[8:],  # a plain signature's length
        (1 << 63).to_bytes(8, "big") + line.signature[8:],
    ):
        bad = NoteSignature(line.name, line.key_id, signature)
        data = format_note(SignedNote(note.text, (note.signatures[0], bad)))
        assert verified(data, LOG.key).cosignatures == ()  # to whom the witness is a stranger
        with pytest.raises(BadSignatureError):
            verified(data)


def test_a_plain_signature_is_no_cosignature():
    """The message of a cosignature is its own: a note signature cannot be passed off as one."""
    plain = signer_from_seed(WITNESS.key.name, b"\x02" * 32).sign(TEXT.encode())
    line = NoteSignature(WITNESS.key.name, WITNESS.key.key_id, bytes(8) + plain)
    note = parse_note(SIGNED.encode())
    data = format_note(SignedNote(note.text, (*note.signatures, line)))
    with pytest.raises(BadSignatureError):
        verified(data)


@pytest.mark.parametrize("time", [0, 1, COSIGNED_AT, 2**63 - 1])
def test_the_time_of_a_cosignature_is_read_back(time):
    data = add_cosignature(SIGNED.encode(), WITNESS, time)
    assert verified(data).cosignatures == (Cosignature(WITNESS.key, time),)


def test_cosignatures_are_made_by_witness_keys_on_checkpoints_at_times_that_exist():
    with pytest.raises(ValueError, match="cosignature key"):
        add_cosignature(SIGNED.encode(), LOG, 5)
    with pytest.raises(RecordFormatError):
        add_cosignature(sign_note("no checkpoint\n", [LOG]), WITNESS, 5)
    for time in (-1, 2**63):
        with pytest.raises(ValueError, match="time"):
            add_cosignature(SIGNED.encode(), WITNESS, time)


def test_cosignatures_of_many_witnesses_come_in_the_order_of_their_lines():
    data = SIGNED.encode()
    for number in (3, 2, 4):
        data = add_cosignature(data, witness(number), number)
    keys = [LOG.key, *(witness(number).key for number in (2, 3, 4))]
    assert [one.time for one in verified(data, *keys).cosignatures] == [3, 2, 4]


@given(st.integers(0, len(COSIGNED.encode()) * 8 - 1))
def test_no_flipped_bit_of_a_checkpoint_goes_unnoticed(bit):
    changed = bytearray(COSIGNED.encode())
    changed[bit // 8] ^= 1 << bit % 8
    try:
        head = verified(bytes(changed))
    except (RecordFormatError, BadSignatureError, UnknownSignerError):
        return
    # A witness line that no longer names the witness is a stranger's: the quorum sees it missing.
    assert head.checkpoint == CHECKPOINT
    assert head.cosignatures == ()
