from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge import signer_from_seed, verify_signature
from comity.record.checkpoint import parse_checkpoint
from comity.record.intake import (
    IntakeNote,
    intake_key_payload,
    intake_name,
    parse_intake_key,
    sign_intake,
    verify_intake,
)
from comity.record.note import (
    COSIGNATURE_V1,
    BadSignatureError,
    UnknownSignerError,
    VerifierKey,
    parse_note,
    sign_note,
)
from comity.record.strict import RecordFormatError
from tests.record.ballot_worlds import AT, BY, INTAKE, leaf, note_of
from tests.record.signing import LOG, ORIGIN

NOTE = note_of([leaf(1), leaf(2)], [leaf(3)])


@given(
    st.sets(st.binary(min_size=32, max_size=32), max_size=5),
    st.sets(st.binary(min_size=32, max_size=32), min_size=1, max_size=5),
)
def test_record_intake_a_note_reads_back_as_what_was_signed(entries, ballots):
    note = note_of(ballots, entries)
    assert verify_intake(sign_intake(note, INTAKE), INTAKE.key, verify_signature) == note


def test_record_intake_the_text_is_as_documented():
    text = parse_note(sign_intake(note_of([leaf(1)]), INTAKE)).text
    assert text == (
        "comity/intake/v1\n"
        "origin log.example/comity-demo\n"
        "subject dialogue:conversation:c-1\n"
        "at 2026-07-01T09:00:00.000Z\n"
        "by 2026-07-02T13:00:00.000Z\n"
        "ballot a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=\n"
    )
    with pytest.raises(RecordFormatError):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "two words"},
        {"subject": ""},
        {"at": "yesterday"},
        {"by": "2026-07-02"},
        {"by": "2026-06-30T09:00:00.000Z"},
        {"ballots": (), "entries": ()},
        {"ballots": (b"short",)},
        {"ballots": (leaf(1), leaf(1))},
        {"ballots": tuple(sorted((leaf(1), leaf(2)), reverse=True))},
        {"ballots": tuple(sorted(leaf(number) for number in range(1_001)))},
    ],
)
def test_record_intake_a_note_that_promises_nothing_is_refused(changes):
    with pytest.raises(RecordFormatError):
        replace(NOTE, **changes)


def test_record_intake_a_note_for_another_log_is_refused():
    """Whoever runs another log cannot make a note that this log would have to answer for."""
    other = signer_from_seed(intake_name("log.example/other"), b"\x08" * 32)
    foreign = replace(NOTE, origin="log.example/other")
    with pytest.raises(RecordFormatError, match="not the intake key"):
        verify_intake(sign_intake(foreign, other), INTAKE.key, verify_signature)
    with pytest.raises(ValueError, match="intake key of its log"):
        sign_intake(NOTE, other)
    borrowed = signer_from_seed(INTAKE.key.name, b"\x08" * 32)
    with pytest.raises(UnknownSignerError):
        verify_intake(sign_intake(NOTE, borrowed), INTAKE.key, verify_signature)
    # Control: under the other log's own key the same note holds.
    assert verify_intake(sign_intake(foreign, other), other.key, verify_signature) == foreign


def test_record_intake_the_logs_own_key_signs_no_notes():
    with pytest.raises(ValueError, match="intake key"):
        sign_intake(NOTE, LOG)
    signed = sign_note(parse_note(sign_intake(NOTE, INTAKE)).text, [LOG])
    with pytest.raises(RecordFormatError, match="not the intake key"):
        verify_intake(signed, LOG.key, verify_signature)
    cosigning = VerifierKey(INTAKE.key.name, COSIGNATURE_V1, INTAKE.key.public)
    with pytest.raises(RecordFormatError, match="not the intake key"):
        verify_intake(sign_intake(NOTE, INTAKE), cosigning, verify_signature)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"by {BY}", "by 2027-07-02T13:00:00.000Z"),
        (f"at {AT}", "at 2026-06-01T09:00:00.000Z"),
        ("ballot ", "entry "),
        ("c-1", "c-2"),
    ],
)
def test_record_intake_a_changed_note_does_not_hold(old, new):
    signed = sign_intake(note_of([leaf(1)]), INTAKE).decode()
    assert old in signed
    with pytest.raises(BadSignatureError):
        verify_intake(signed.replace(old, new).encode(), INTAKE.key, verify_signature)


@pytest.mark.parametrize(
    "text",
    [
        "comity/intake/v2\norigin o\n",
        "comity/intake/v1\norigin o\n",
        f"comity/intake/v1\nsubject s\norigin o\nat {AT}\nby {BY}\nballot x\n",
        f"comity/intake/v1\norigin o\nsubject s\nat {AT}\nby {BY}\nballot x\n",
        f"comity/intake/v1\norigin o\nsubject s\nat {AT}\nby {BY}\n" + "more \n" * 1_001,
    ],
)
def test_record_intake_what_is_no_note_is_refused(text):
    with pytest.raises(RecordFormatError):
        verify_intake(sign_note(text, [INTAKE]), INTAKE.key, verify_signature)


def test_record_intake_lines_in_another_order_are_refused():
    text = parse_note(sign_intake(NOTE, INTAKE)).text
    *head, entry, first, second = text.splitlines()
    other = "\n".join([*head, first, second, entry, ""])
    with pytest.raises(RecordFormatError, match="entries, then ballots"):
        verify_intake(sign_note(other, [INTAKE]), INTAKE.key, verify_signature)


def test_record_intake_a_log_names_its_intake_key():
    content = intake_key_payload(ORIGIN, INTAKE.key)
    assert parse_intake_key(content) == INTAKE.key
    with pytest.raises(ValueError, match="named after it"):
        intake_key_payload("log.example/other", INTAKE.key)


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"[]",
        b'{"v":1}',
        b'{"key":1,"origin":"o","v":1}',
        b'{"key":"k","origin":"o","v":2}',
        intake_key_payload(ORIGIN, INTAKE.key).replace(b'comity-demo"', b'other"'),
    ],
)
def test_record_intake_what_names_no_intake_key_is_refused(content):
    with pytest.raises(RecordFormatError):
        parse_intake_key(content)


def test_record_intake_a_note_is_made_of_ascending_leaves():
    leaves = tuple(sorted((leaf(5), leaf(6))))
    assert IntakeNote(ORIGIN, "s", AT, BY, ballots=leaves).ballots == leaves
