"""Attempts are counted in memory under a key of the process; addresses are written nowhere."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.site.members.rates import MOST_KEPT, Rate

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=15)


def test_so_many_attempts_and_no_more_until_the_window_has_passed():
    rate = Rate(3, WINDOW)
    assert [rate.allows("a", NOW) for _ in range(5)] == [True, True, True, False, False]
    assert rate.allows("b", NOW)
    assert not rate.allows("a", NOW + WINDOW - timedelta(seconds=1))
    assert rate.allows("a", NOW + 2 * WINDOW)


def test_who_got_in_starts_anew():
    rate = Rate(1, WINDOW)
    rate.allows("a", NOW)
    rate.forgive("a")
    rate.forgive("never came")
    assert rate.allows("a", NOW)


def test_what_was_no_guess_is_counted_no_longer():
    rate = Rate(2, WINDOW)
    rate.take_back("never came")
    for _ in range(50):
        assert rate.allows("a", NOW)
        rate.take_back("a")
    assert [rate.allows("a", NOW) for _ in range(3)] == [True, True, False]
    rate.take_back("a")
    # The control: it takes back one, and not what others of that name have tried.
    assert not rate.allows("a", NOW)


def test_nothing_is_kept_for_longer_than_an_hour():
    with pytest.raises(ValueError, match="hour"):
        Rate(1, timedelta(hours=2))


def test_no_name_stands_in_memory():
    rate = Rate(3, WINDOW)
    rate.allows("198.51.100.7", NOW)
    assert "198.51.100.7" not in repr(vars(rate))


def test_what_is_too_old_is_dropped_and_names_do_not_pile_up(monkeypatch):
    rate = Rate(3, WINDOW)
    monkeypatch.setattr("comity.site.members.rates.MOST_KEPT", 10)
    for number in range(30):
        rate.allows(str(number), NOW)
    assert len(rate) <= 11
    rate.allows("late", NOW + 2 * WINDOW)
    assert len(rate) == 1
    assert MOST_KEPT > 1_000
