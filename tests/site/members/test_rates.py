"""Attempts are counted in memory under a key of the process; addresses are written nowhere."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.site.members.rates import MOST_KEPT, Rate, counted_as

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


def test_however_many_names_there_are_an_attempt_looks_at_few():
    """Else whoever comes under very many names would slow down everybody who signs in."""
    looked = []

    class Counting(datetime):
        def __sub__(self, other):
            looked.append(other)
            return super().__sub__(other)

    rate = Rate(3, WINDOW)
    for number in range(1_000):
        rate.allows(str(number), NOW)
    assert rate.allows("0", Counting(2026, 11, 26, 12, 1, tzinfo=UTC))
    assert len(rate) == 1_000
    assert len(looked) <= 4
    # The control: all of them are dropped once their window has passed.
    rate.allows("0", NOW + 2 * WINDOW)
    assert len(rate) == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::4", "2001:db8:1:3::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nowhere", "nowhere"),
        ("", ""),
    ],
)
def test_an_address_of_version_6_is_counted_with_its_network(address, counted):
    assert counted_as(address) == counted
