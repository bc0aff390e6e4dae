from dataclasses import replace

import pytest

from comity.site.record import meanwhile as keeping
from comity.site.record.meanwhile import meanwhile


def reading(*values):
    left = iter(values)
    return lambda: next(left)


def test_what_was_read_is_kept_by_its_place_until_there_is_another_entry():
    read = reading("a", "b")
    assert meanwhile("1", "here", read) == meanwhile("1", "here", read) == "a"
    assert meanwhile("1", "there", reading("c")) == "c"
    assert meanwhile("2", "here", read) == "b"
    assert meanwhile("1", "here", reading("d")) == "d"


def test_nothing_that_went_with_an_entry_is_left_in_memory():
    meanwhile("1", "here", reading("erased"))
    assert "erased" in keeping.LAST[0].values.values()
    meanwhile("2", "there", reading("other"))
    assert list(keeping.LAST[0].values) == ["there"]


def test_another_instance_is_read_by_itself(settings):
    meanwhile("1", "here", reading("a"))
    settings.COMITY = replace(settings.COMITY)
    assert meanwhile("1", "here", reading("b")) == "b"


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_KEPT", 2)
    for place in range(5):
        meanwhile("1", place, reading(place))
    assert list(keeping.LAST[0].values) == [4]


def test_what_cannot_be_read_is_asked_for_again():
    with pytest.raises(StopIteration):
        meanwhile("1", "fails", reading())
    assert meanwhile("1", "fails", reading("a")) == "a"


class Emptied(dict):
    """Lets all go as soon as it said that something is there, as another thread may."""

    def __contains__(self, place):
        there = super().__contains__(place)
        self.clear()
        return there


def test_another_thread_may_let_all_go_in_between(monkeypatch):
    meanwhile("1", "here", reading("a"))
    kept = keeping.LAST[0]
    read = keeping.Read(kept.under, kept.instance, Emptied(kept.values))
    monkeypatch.setattr(keeping, "LAST", [read])
    assert meanwhile("1", "here", reading("b")) == "a"
