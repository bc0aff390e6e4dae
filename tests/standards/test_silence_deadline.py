"""Deadlines entered in a local time, frozen as UTC: the vectors, skipped and doubled hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.standards.silence_deadline import after_days, after_hours, frozen, is_in_time, shown


def zone(name):
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # pragma: no cover - where a machine has no zones
        pytest.skip("this machine has no time zones")


def local(name, *parts, fold=None):
    return frozen(datetime(*parts), zone(name), fold=fold)  # noqa: DTZ001 - a time on a wall


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


OPENED = utc(2026, 10, 30, 21)
DEADLINE = utc(2026, 11, 2, 21)


def test_silence_D5_opened_at_17_in_new_york_is_21_utc():
    assert local("America/New_York", 2026, 10, 30, 17) == OPENED


def test_silence_D5_72_hours_stay_72_hours_over_a_change_of_clocks():
    assert after_hours(OPENED, 72) == DEADLINE
    new_york = zone("America/New_York")
    assert after_hours(OPENED.astimezone(new_york), 72) == DEADLINE
    assert after_hours(OPENED.astimezone(new_york), 72) - OPENED == timedelta(hours=72)


def test_silence_D5_three_days_at_17_in_new_york_are_one_hour_later_than_72_hours():
    assert after_days(OPENED, 3, zone("America/New_York")) == utc(2026, 11, 2, 22)


@pytest.mark.parametrize(
    ("name", "wall", "offset"),
    [
        ("America/New_York", (2026, 11, 2, 16), -300),
        ("Asia/Kathmandu", (2026, 11, 3, 2, 45), 345),
        ("Pacific/Kiritimati", (2026, 11, 3, 11), 840),
        ("Africa/Casablanca", (2026, 11, 2, 22), 60),
        ("Europe/Vilnius", (2026, 11, 2, 23), 120),
    ],
)
def test_silence_D5_the_deadline_in_five_zones(name, wall, offset):
    seen = shown(DEADLINE, zone(name))
    assert (seen.wall, seen.offset) == (datetime(*wall), timedelta(minutes=offset))  # noqa: DTZ001 - a time on a wall
    assert seen.name
    assert frozen(seen.wall, zone(name)) == DEADLINE


def test_silence_D5_the_name_of_the_zone_is_shown_with_it():
    assert shown(DEADLINE, zone("America/New_York")).name == "EST"
    assert shown(OPENED, zone("America/New_York")).name == "EDT"


def test_silence_D5_a_doubled_hour_is_asked_about():
    with pytest.raises(RefusedError) as refused:
        local("America/New_York", 2026, 11, 1, 1, 30)
    fault = refused.value.faults[0]
    assert fault.code == "standards.local_time_doubled"
    assert (fault.values["first"], fault.values["second"]) == ("05:30Z", "06:30Z")
    assert local("America/New_York", 2026, 11, 1, 1, 30, fold=0) == utc(2026, 11, 1, 5, 30)
    assert local("America/New_York", 2026, 11, 1, 1, 30, fold=1) == utc(2026, 11, 1, 6, 30)


@pytest.mark.parametrize("fold", [None, 0, 1])
def test_silence_D5_a_skipped_hour_is_refused(fold):
    with pytest.raises(RefusedError) as refused:
        local("America/New_York", 2027, 3, 14, 2, 30, fold=fold)
    assert refused.value.faults[0].code == "standards.local_time_skipped"


def test_silence_D5_three_days_into_a_skipped_or_doubled_hour_are_refused_or_asked_about():
    new_york = zone("America/New_York")
    with pytest.raises(RefusedError):
        after_days(local("America/New_York", 2027, 3, 11, 2, 30), 3, new_york)
    with pytest.raises(RefusedError):
        after_days(local("America/New_York", 2026, 10, 29, 1, 30), 3, new_york)
    later = after_days(local("America/New_York", 2026, 10, 29, 1, 30), 3, new_york, fold=1)
    assert later == utc(2026, 11, 1, 6, 30)


@pytest.mark.parametrize(
    "name", ["America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Kiritimati"]
)
@given(at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), fold=st.sampled_from([0, 1]))  # noqa: DTZ001 - hypothesis takes times without a zone
def test_silence_D5_what_a_clock_shows_is_frozen_again_as_the_same_instant(name, at, fold):
    instant = at.replace(tzinfo=UTC, microsecond=0)
    wall = shown(instant, zone(name)).wall
    try:
        assert frozen(wall, zone(name)) == instant
    except RefusedError:
        both = [frozen(wall, zone(name), fold=each) for each in (0, 1)]
        assert instant in both
        assert both[0] < both[1]
        assert frozen(wall, zone(name), fold=fold) == both[fold]


@pytest.mark.parametrize(
    ("seconds", "inclusive", "exclusive"),
    [(-1, True, True), (0, True, False), (1, False, False)],
)
def test_silence_D5_the_closing_instant_is_in_time_if_the_rule_says_so(
    seconds, inclusive, exclusive
):
    at = DEADLINE + timedelta(seconds=seconds)
    assert is_in_time(at, DEADLINE, "inclusive") is inclusive
    assert is_in_time(at, DEADLINE, "exclusive") is exclusive
