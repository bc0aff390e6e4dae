from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.people import Mandate, Role, holds

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
MANDATE = Mandate("m-1", "person-1", Role("assembly", "secretary"), frozenset({"a.b"}), START, END)


@pytest.mark.parametrize(
    ("at", "valid"),
    [
        (START - timedelta(microseconds=1), False),
        (START, True),
        (END - timedelta(microseconds=1), True),
        (END, False),
    ],
)
def test_a_mandate_holds_from_its_start_until_just_before_its_end(at, valid):
    assert holds(MANDATE, holder="person-1", act="a.b", at=at) is valid


def test_a_mandate_covers_only_the_acts_of_its_scope():
    assert not holds(MANDATE, holder="person-1", act="a.c", at=START)


def test_a_mandate_serves_nobody_but_its_holder():
    assert not holds(MANDATE, holder="person-2", act="a.b", at=START)


def test_a_revoked_mandate_still_held_before_it_was_revoked():
    day = timedelta(days=1)
    revoked = replace(MANDATE, revoked=START + day)
    assert holds(revoked, holder="person-1", act="a.b", at=START)
    assert not holds(revoked, holder="person-1", act="a.b", at=START + day)


def test_times_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        replace(MANDATE, start=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="after it starts"):
        replace(MANDATE, end=START)


@pytest.mark.parametrize(
    "changes",
    [{"revocable": False, "revoked": START}, {"through": "assembly"}],
    ids=["revoked though it cannot be", "lent to itself"],
)
def test_what_contradicts_itself_is_refused(changes):
    with pytest.raises(ValueError, match=r"revoked|itself"):
        replace(MANDATE, **changes)
