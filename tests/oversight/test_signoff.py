from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.oversight import Machine, Person, SignOff, objections
from comity.people import Mandate, Role
from comity.subject import Subject

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
YEAR = timedelta(days=365)
ACT = "dialogue.publish_report"
SUBJECT = Subject("dialogue", "report", "r-1", "ab" * 32)
MANDATE = Mandate(
    "m-1", "p-1", Role("assembly", "secretary"), frozenset({ACT}), AT - YEAR, AT + YEAR
)
SIGN_OFF = SignOff("s-1", ACT, SUBJECT, Person("p-1"), "Ilsa Verrane", MANDATE, "n", AT)
ROBOT = Machine("drafter", "m", "1", "00" * 32, "{}", AT)


def codes(sign_off, act=ACT, subject=SUBJECT):
    return [fault.code for fault in objections(sign_off, act=act, subject=subject)]


def test_a_persons_sign_off_for_these_bytes_counts():
    assert codes(SIGN_OFF) == []


def test_a_machine_cannot_sign_off_even_with_somebodys_mandate():
    assert "oversight.signer_not_human" in codes(replace(SIGN_OFF, signer=ROBOT))


def test_a_sign_off_after_the_mandate_ended_does_not_count():
    assert codes(replace(SIGN_OFF, at=AT + 2 * YEAR)) == ["oversight.mandate_not_valid"]


def test_a_mandate_that_ended_since_still_counts_for_what_was_signed_then():
    ended = replace(MANDATE, revoked=AT + timedelta(seconds=1))
    assert codes(replace(SIGN_OFF, mandate=ended)) == []


def test_somebody_elses_mandate_does_not_count():
    assert codes(replace(SIGN_OFF, signer=Person("p-2"))) == ["oversight.mandate_not_valid"]


def test_a_sign_off_for_another_act_does_not_count():
    both = replace(MANDATE, scope=frozenset({ACT, "dialogue.close"}))
    other = replace(SIGN_OFF, act="dialogue.close", mandate=both)
    assert codes(other) == ["oversight.mandate_not_valid"]


def test_a_sign_off_for_other_bytes_does_not_count():
    changed = replace(SUBJECT, digest="cd" * 32)
    assert codes(SIGN_OFF, subject=changed) == ["oversight.digest_differs"]


def test_a_sign_off_about_another_item_does_not_count():
    other = replace(SUBJECT, id="r-2")
    assert codes(SIGN_OFF, subject=other) == ["oversight.subject_differs"]


def test_every_objection_is_named_at_once():
    late = replace(SIGN_OFF, signer=ROBOT, at=AT + 2 * YEAR)
    assert len(codes(late, subject=replace(SUBJECT, digest="cd" * 32))) == 3


def test_a_sign_off_that_binds_no_bytes_is_refused():
    with pytest.raises(ValueError, match="digest"):
        replace(SIGN_OFF, subject=replace(SUBJECT, digest=None))


def test_a_sign_off_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        replace(SIGN_OFF, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
