from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.keys import signer_from_seed, verify_signature
from comity.record import (
    COSIGNATURE_V1,
    BadSignatureError,
    NoteSignature,
    RecordFormatError,
    SignedNote,
    UnknownSignerError,
    VerifierKey,
    format_note,
    format_vkey,
    open_note,
    parse_note,
    parse_vkey,
    sign_note,
)
from comity.record.note import FIELD, ML_DSA_44, SMALL_ORDER
from tests.record.signing import LOG, WITNESS

NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NEUMANN_NOTE = (
    f"{NEUMANN_TEXT}\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
).encode()
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = (
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKu"
    "wHjG1Yu72IneyaQM=\n"
).encode()


def opened(data, *keys):
    return [key for key, _ in open_note(parse_note(data), keys, verify_signature)]


@pytest.mark.parametrize(("vkey", "data"), [(NEUMANN, NEUMANN_NOTE), (FOO, FOO_NOTE)])
def test_record_R1_published_notes_verify(vkey, data):
    key = parse_vkey(vkey)
    assert opened(data, key) == [key]
    assert format_vkey(key) == vkey
    assert format_note(parse_note(data)) == data


def test_record_R1_the_published_note_is_signed_byte_for_byte():
    signer = signer_from_seed("PeterNeumann", NEUMANN_SEED)
    assert format_vkey(signer.key) == NEUMANN
    assert sign_note(NEUMANN_TEXT, [signer]) == NEUMANN_NOTE


def test_record_R1_keys_of_the_vectors():
    assert format_vkey(LOG.key) == (
        "log.example/comity-demo+cc648bb4+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
    )
    assert format_vkey(WITNESS.key) == (
        "witness.example/w1+df1c0a35+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
    )


@pytest.mark.parametrize(
    ("vkey", "reason"),
    [
        ("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", "canonical"),
        ("PeterNeumann+5bdbe860+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWAA==", "32 bytes"),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "not known"),
        (NEUMANN.replace("c74f20a3", "c74f20a4"), "id of the verifier key"),
        (NEUMANN.replace("c74f20a3", "C74F20A3"), "id of the verifier key"),
        (NEUMANN.replace("PeterNeumann", "PeterNeuman"), "id of the verifier key"),
        (NEUMANN.replace("PeterNeumann", ""), "key name"),
        (NEUMANN.replace("PeterNeumann", "Peter Neumann"), "key name"),
        (NEUMANN[:-1], "base64"),
        (NEUMANN + "\n", "base64"),
        ("PeterNeumann+c74f20a3+", "form"),
        ("PeterNeumann+c74f20a3", "form"),
        ("", "form"),
    ],
)
def test_malformed_verifier_keys_are_refused(vkey, reason):
    with pytest.raises(RecordFormatError, match=reason):
        parse_vkey(vkey)


def test_base64_of_a_key_may_hold_plus_signs():
    # Found by trying seeds: the first whose key has one.
    keys = (signer_from_seed("log.example", bytes([n]) * 32).key for n in range(256))
    key = next(key for key in keys if format_vkey(key).count("+") > 2)
    assert parse_vkey(format_vkey(key)) == key


def test_a_post_quantum_key_is_read_and_its_signatures_passed_over():
    key = VerifierKey("witness.example/pq", ML_DSA_44, bytes(1312))
    assert parse_vkey(format_vkey(key)) == key
    line = NoteSignature(key.name, key.key_id, bytes(8 + 2420))
    note = parse_note(NEUMANN_NOTE)
    data = format_note(SignedNote(note.text, (line, *note.signatures)))
    assert opened(data, key, parse_vkey(NEUMANN)) == [parse_vkey(NEUMANN)]
    with pytest.raises(UnknownSignerError):
        opened(data, key)


D = -121665 * pow(121666, -1, FIELD) % FIELD


def test_the_points_refused_are_those_of_order_1_2_4_and_8():
    # Order 8: twice the point has y = 0, so y² = −x², and the curve gives d·y⁴ + 2y² − 1 = 0.
    eighths = {y for y in SMALL_ORDER if (D * y**4 + 2 * y * y - 1) % FIELD == 0}
    assert len(eighths) == 2
    assert eighths | {1, FIELD - 1, 0} == SMALL_ORDER


def test_keys_of_small_order_are_refused_in_every_encoding():
    spelled = SMALL_ORDER | {y + FIELD for y in SMALL_ORDER if y < 19}
    encodings = [(y | sign << 255).to_bytes(32, "little") for y in spelled for sign in (0, 1)]
    assert len(encodings) == 14
    for public in encodings:
        for algorithm in (LOG.key.algorithm, COSIGNATURE_V1):
            with pytest.raises(RecordFormatError, match="large order"):
                VerifierKey("log.example", algorithm, public)


def test_a_key_of_small_order_would_hold_for_any_message():
    """The control: the library that checks signatures takes such a key."""
    neutral = (1).to_bytes(32, "little")
    assert verify_signature(neutral, neutral + bytes(32), b"anything")


def test_key_encodings_that_are_not_canonical_are_refused():
    with pytest.raises(RecordFormatError, match="canonical"):
        VerifierKey("log.example", 1, (FIELD + 3).to_bytes(32, "little"))


def test_a_text_may_hold_empty_lines():
    text = "Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n"
    data = sign_note(text, [LOG])
    assert parse_note(data).text == text
    assert opened(data, LOG.key) == [LOG.key]


@pytest.mark.parametrize("text", ["\n", "\n\n", "a\n\n", "— x\n"])
def test_odd_texts_are_signed_and_read_back(text):
    assert parse_note(sign_note(text, [LOG])).text == text


@pytest.mark.parametrize("text", ["", "no line feed", "tab\t\n", "bell\x07\n", "return\r\n"])
def test_texts_that_no_note_can_carry_are_not_signed(text):
    with pytest.raises(RecordFormatError):
        sign_note(text, [LOG])


def test_a_name_cannot_smuggle_in_another_line():
    smuggled = NoteSignature("log AAAAAAAA\n— other", bytes(4), bytes(64))
    with pytest.raises(RecordFormatError, match="read back"):
        format_note(SignedNote("text\n", (smuggled,)))


def test_a_note_is_not_signed_by_nobody_nor_by_a_witness_key():
    with pytest.raises(RecordFormatError):
        sign_note("text\n", [])
    with pytest.raises(ValueError, match="plain Ed25519"):
        sign_note("text\n", [WITNESS])


def test_lines_by_other_keys_are_passed_over():
    stranger = signer_from_seed(LOG.key.name, b"\x08" * 32)  # the same name, another key
    data = sign_note("text\n", [stranger, WITNESS_AS_NOTE, LOG])
    assert opened(data, LOG.key) == [LOG.key]
    with pytest.raises(UnknownSignerError):
        opened(sign_note("text\n", [stranger]), LOG.key)


WITNESS_AS_NOTE = signer_from_seed("witness.example/w1", b"\x02" * 32)


def test_one_bad_line_of_a_known_key_refuses_the_whole_note():
    good = parse_note(sign_note("text\n", [LOG, WITNESS_AS_NOTE]))
    bad = NoteSignature(LOG.key.name, LOG.key.key_id, bytes(64))
    both = format_note(SignedNote(good.text, (bad, good.signatures[1])))
    assert opened(both, WITNESS_AS_NOTE.key) == [WITNESS_AS_NOTE.key]  # the control
    with pytest.raises(BadSignatureError):
        opened(both, WITNESS_AS_NOTE.key, LOG.key)


@pytest.mark.parametrize("length", [1, 63, 65, 72])
def test_a_known_key_with_a_signature_of_another_length_refuses_the_note(length):
    line = NoteSignature(LOG.key.name, LOG.key.key_id, bytes(length))
    with pytest.raises(BadSignatureError):
        opened(format_note(SignedNote("text\n", (line,))), LOG.key)


def test_of_two_lines_by_one_key_both_must_hold_and_one_counts():
    note = parse_note(sign_note("text\n", [LOG]))
    twice = SignedNote(note.text, note.signatures * 2)
    assert opened(format_note(twice), LOG.key) == [LOG.key]
    bad = NoteSignature(LOG.key.name, LOG.key.key_id, bytes(64))
    with pytest.raises(BadSignatureError):
        opened(format_note(SignedNote(note.text, (*note.signatures, bad))), LOG.key)


def test_a_signature_of_another_text_does_not_hold():
    note = parse_note(sign_note("text\n", [LOG]))
    with pytest.raises(BadSignatureError):
        opened(format_note(SignedNote("other\n", note.signatures)), LOG.key)


def test_bounds_on_signatures_and_size():
    lines = tuple(NoteSignature(f"w{n}", bytes(4), bytes(64)) for n in range(100))
    assert len(parse_note(format_note(SignedNote("text\n", lines))).signatures) == 100
    with pytest.raises(RecordFormatError, match="100 signatures"):
        format_note(SignedNote("text\n", (*lines, lines[0])))
    with pytest.raises(RecordFormatError, match="1000000 bytes"):
        format_note(SignedNote("x" * 999_990 + "\n", lines[:1]))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"\n\n", b"\n", "empty line"),
        (b"\n\n", b"\n\n\n", None),
        ("\n— ".encode(), b"\n- ", "dash"),
        ("\n— ".encode(), "\n—".encode(), "dash"),
        (b"Neumann x08", b"Neumannx08", "base64|5 bytes"),
        (b"Neumann x08", b"Neumann  x08", "base64"),
        (b"Neumann x08", b"Neumann+ x08", "key name"),
        (b"PeterNeumann x08", b" x08", "key name"),
        ("— PeterNeumann".encode(), "— Peter\u00a0Neumann".encode(), "key name"),
        ("— PeterNeumann".encode(), "— Peter\u2028Neumann".encode(), "key name"),
        (b"nAM=\n", b"nAM=", "empty line"),
        (b"nAM=\n", b"nAM=\r\n", "control"),
        (b"nAM=\n", b"nAM= \n", "base64"),
        (b"nAM=\n", b"nAN=\n", "canonical"),
        (b"nAM=\n", b"nAM\n", "base64"),
        (b"nAM=\n", b"nAM=\n\n", "dash|empty line"),
        (b"nAM=\n", b"nAM=\nextra\n", "dash"),
        (b"If you", b"If\0you", "control"),
        (b"If you", b"If\xffyou", "UTF-8"),
        (b"If you", b"If\xed\xa0\x80you", "UTF-8"),
        (b"x08go", b"x0\xc2\xb28go", "base64"),
    ],
)
def test_malformed_notes_are_refused(old, new, reason):
    assert old in NEUMANN_NOTE
    changed = NEUMANN_NOTE.replace(old, new, 1)
    if reason is None:  # another text, which this key did not sign
        with pytest.raises(BadSignatureError):
            opened(changed, parse_vkey(NEUMANN))
        return
    with pytest.raises(RecordFormatError, match=reason):
        parse_note(changed)


@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_signature_shorter_than_its_key_id_is_refused(size):
    encoded = b64encode(bytes(size)).decode()
    with pytest.raises(RecordFormatError, match="5 bytes"):
        parse_note(f"text\n\n— name {encoded}\n".encode())


@given(st.binary(max_size=200), st.integers(0, len(NEUMANN_NOTE)))
def test_any_bytes_are_refused_in_words_or_read_back(data, cut):
    for candidate in (data, NEUMANN_NOTE[:cut] + data, data + NEUMANN_NOTE[cut:]):
        try:
            note = parse_note(candidate)
        except RecordFormatError:
            continue
        assert format_note(note) == candidate


@given(st.integers(0, len(NEUMANN_NOTE) * 8 - 1))
def test_no_flipped_bit_of_a_note_goes_unnoticed(bit):
    changed = bytearray(NEUMANN_NOTE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((RecordFormatError, BadSignatureError, UnknownSignerError)):
        opened(bytes(changed), parse_vkey(NEUMANN))


def test_fingerprints_tell_keys_and_their_types_apart():
    prints = {key.fingerprint for key in (LOG.key, WITNESS.key, WITNESS_AS_NOTE.key)}
    assert len(prints) == 3
    assert all(len(one) == 64 for one in prints)
