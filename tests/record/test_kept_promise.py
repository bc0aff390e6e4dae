"""A note convicts the record that broke it once its time has come, and no other."""

import pytest

from comity.edge import signer_from_seed
from comity.record import encode_entry
from comity.record.entry import Entry, public_payload
from comity.record.intake import (
    NAME_INTAKE_KEY,
    IntakeNote,
    intake_key_payload,
    intake_name,
    sign_intake,
)
from comity.record.merkle import leaf_hash
from tests.record.test_audit import LOG, STRANGER, TRUST, Record

ORIGIN = LOG.key.name
INTAKE = signer_from_seed(intake_name(ORIGIN), bytes([7]) * 32)
FOREIGN = signer_from_seed(intake_name(ORIGIN), bytes([8]) * 32)
SUBJECT = "dialogue:conversation:c-1"
AT, BY, AFTER = (f"2026-07-0{day}T09:00:00.000Z" for day in (1, 3, 4))


def entry(number, at=AT, act="dialogue.submit_statement", content=None):
    payload = public_payload(content or b"%d" % number)
    return encode_entry(Entry(act, "own:holder", SUBJECT, at, payload))


KEY_CONTENT = intake_key_payload(ORIGIN, INTAKE.key)
NAMED = entry(0, act=NAME_INTAKE_KEY, content=KEY_CONTENT)
KEPT, DROPPED, LATE = entry(1), entry(2), entry(3, AFTER)


def note(*entries, ballots=(), signer=INTAKE, origin=ORIGIN):
    leaves = tuple(sorted(map(leaf_hash, entries)))
    return sign_intake(IntakeNote(origin, SUBJECT, AT, BY, leaves, ballots), signer)


def verdict(given, *entries, trust=TRUST, break_root=False):
    record = Record([NAMED, *entries])
    record.payloads = {0: KEY_CONTENT, **{n: b"%d" % n for n in (1, 2, 3)}}
    for index, one in enumerate(entries, start=1):
        record.payloads[index] = {KEPT: b"1", DROPPED: b"2", LATE: b"3"}[one]
    if break_root:
        record.sign(len(entries) + 1, bytes(32))
    found = record.audit(trust, given)
    (step,) = [one for one in found.steps if one.step == "intake note"]
    return found.code, step.holds, step.why.key


def test_record_promise_the_whole_record_shows_whether_a_note_was_kept():
    given = note(KEPT, DROPPED)
    assert verdict(given, KEPT, LATE) == (1, False, "note_broken")
    assert verdict(given, KEPT, DROPPED, LATE) == (0, True, "note_kept")  # the control
    # A broken promise weighs more than that nobody knows who signed.
    assert verdict(given, KEPT, LATE, trust=STRANGER)[0] == 1


def test_record_promise_before_its_time_nothing_is_proved():
    assert verdict(note(DROPPED), KEPT) == (7, None, "note_early")
    assert verdict(note(KEPT), KEPT) == (0, True, "note_kept")


def test_record_promise_ballots_are_left_to_their_receipts():
    ballots = (leaf_hash(b"ballot"),)
    assert verdict(note(KEPT, ballots=ballots), KEPT, LATE) == (7, None, "note_of_ballots")
    assert verdict(note(DROPPED, ballots=ballots), KEPT, LATE) == (1, False, "note_broken")


@pytest.mark.parametrize(
    "forged",
    [
        note(DROPPED, signer=FOREIGN),
        note(DROPPED).replace(b"2026-07-03", b"2026-07-02"),
        b"comity/intake/v1\n",
        b"",
    ],
)
def test_threat_a_forged_note_convicts_nobody(forged):
    assert verdict(forged, KEPT, LATE) == (2, False, "note_foreign")


def test_threat_entries_that_are_not_those_of_the_head_convict_nobody():
    assert verdict(note(DROPPED), KEPT, LATE, break_root=True) == (1, None, "not_run")


def test_threat_a_record_cannot_be_convicted_by_the_key_of_another():
    other = signer_from_seed(intake_name("log.example/other"), bytes([7]) * 32)
    content = intake_key_payload("log.example/other", other.key)
    record = Record([entry(0, act=NAME_INTAKE_KEY, content=content), LATE])
    record.payloads = {0: content, 1: b"3"}
    given = note(DROPPED, signer=other, origin="log.example/other")
    found = record.audit(TRUST, given)
    assert [one.why.key for one in found.steps if one.step == "intake note"] == ["note_foreign"]
