"""Only a witness's own line about the very same head is brought home."""

from dataclasses import replace

import pytest

from comity.edge.keys import verify_signature
from comity.record.checkpoint import add_cosignature, verify_checkpoint
from comity.record.cosigning import OtherHeadError, join_cosignatures
from comity.record.note import BadSignatureError, SignedNote, format_note, parse_note
from comity.record.strict import RecordFormatError
from tests.record.signing import COSIGNED, LOG, SIGNED, WITNESS, witness

NOTE = SIGNED.encode()
OTHERS = witness(5)
KNOWN = (WITNESS.key, OTHERS.key)


def joined(note, offered, keys=KNOWN):
    return join_cosignatures(note, offered, keys, verify_signature)


def times(note):
    head = verify_checkpoint(note, [LOG.key, *KNOWN], verify_signature)
    return {one.key: one.time for one in head.cosignatures}


def test_lines_of_known_witnesses_are_joined_and_others_left_out():
    offered = add_cosignature(add_cosignature(NOTE, WITNESS, 10), witness(9), 11)
    note, names = joined(NOTE, offered)
    assert (times(note), names) == ({WITNESS.key: 10}, (WITNESS.key,))
    assert len(parse_note(note).signatures) == 2
    # The control: a witness of the policy is taken.
    _, both = joined(NOTE, offered, (*KNOWN, witness(9).key))
    assert both == (WITNESS.key, witness(9).key)


def test_several_witnesses_add_up():
    note, _ = joined(NOTE, add_cosignature(NOTE, WITNESS, 10))
    note, names = joined(note, add_cosignature(NOTE, OTHERS, 12))
    assert (times(note), names) == ({WITNESS.key: 10, OTHERS.key: 12}, (OTHERS.key,))


def test_of_one_witness_the_newest_counts():
    note, _ = joined(NOTE, add_cosignature(NOTE, WITNESS, 10))
    later, names = joined(note, add_cosignature(add_cosignature(NOTE, WITNESS, 9), WITNESS, 12))
    assert (times(later), names) == ({WITNESS.key: 12}, (WITNESS.key,))
    assert joined(later, add_cosignature(NOTE, WITNESS, 11)) == (later, ())


def test_another_head_is_not_joined():
    other = COSIGNED.replace("\n8\n", "\n7\n").encode()
    with pytest.raises(OtherHeadError) as error:
        joined(NOTE, other)
    assert error.value.size == 7


def test_a_witness_line_that_does_not_hold_is_refused():
    good = parse_note(add_cosignature(NOTE, WITNESS, 10))
    log, line = good.signatures
    flipped = replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
    with pytest.raises(BadSignatureError):
        joined(NOTE, format_note(SignedNote(good.text, (log, flipped))))
    # The control: a stranger's broken line is nobody's business.
    stranger = replace(flipped, name="witness.example/w9")
    assert joined(NOTE, format_note(SignedNote(good.text, (log, stranger)))) == (NOTE, ())


def test_what_is_no_note_is_refused():
    with pytest.raises(RecordFormatError):
        joined(NOTE, b"hello")


def test_a_logs_own_line_is_no_cosignature():
    offered = add_cosignature(NOTE, WITNESS, 10)
    assert joined(NOTE, offered, (LOG.key,)) == (NOTE, ())
    assert joined(NOTE, offered, (LOG.key, WITNESS.key))[1] == (WITNESS.key,)
