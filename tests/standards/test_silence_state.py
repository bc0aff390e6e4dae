"""States, floors and downtimes of a procedure."""

from dataclasses import replace

import pytest

from comity.standards.silence_acts import Addressee
from comity.standards.silence_state import SILENCE_STATES, Silence
from comity.standards.silence_terms import Floor
from tests.standards.silences import DEADLINE, FLOOR, PARTIES, TERMS, act, after, opened


def acknowledged(*parties):
    return [act("acknowledged", 60, party=party) for party in parties]


def test_silence_without_an_opening_is_a_draft():
    assert Silence(TERMS).state(DEADLINE) == "draft"
    assert len(set(SILENCE_STATES)) == 8


@pytest.mark.parametrize(("heard", "state"), [(1, "void"), (2, "adopted"), (4, "adopted")])
def test_silence_that_too_few_acknowledged_is_void(heard, state):
    acts = acknowledged(*PARTIES[:heard])
    assert opened(*acts, terms=FLOOR).state(after(73)) == state
    assert opened(*acts).state(after(73)) == "adopted"


def test_silence_a_floor_in_each_region_is_not_met_by_another_region():
    parties = (*(Addressee(each, "north") for each in PARTIES), Addressee("Thalum", "south"))
    each = replace(TERMS, floor=Floor(1, 2, each_region=True))
    acts = acknowledged(*PARTIES)
    assert opened(*acts, terms=each, addressees=parties).state(after(73)) == "void"
    assert opened(*acts, terms=FLOOR, addressees=parties).state(after(73)) == "adopted"
    acts += acknowledged("Thalum")
    assert opened(*acts, terms=each, addressees=parties).state(after(73)) == "adopted"


def test_silence_that_not_all_were_told_of_is_void_where_the_rule_asks_for_it():
    strict = replace(TERMS, all_notified=True)
    sent = [act("sent", 1, party=party) for party in PARTIES]
    assert opened(*sent[1:], terms=strict).state(after(73)) == "void"
    assert opened(*sent, terms=strict).state(after(73)) == "adopted"


def test_silence_a_break_outweighs_a_missed_floor():
    assert opened(act("break", 5, party=PARTIES[0]), terms=FLOOR).state(after(73)) == "broken"


def downtime(start, end, at=None):
    return act("downtime", 3600 * (at or end), start=after(start), end=after(end))


def test_silence_a_long_downtime_extends_the_period_by_itself():
    terms = replace(TERMS, downtime=(1, 20))
    short = opened(downtime(10, 13.6), terms=terms)
    assert short.now.deadline == DEADLINE
    long = opened(downtime(10, 14), terms=terms)
    assert long.now.deadline == after(76)
    assert (long.state(after(76)), long.state(after(76, 1))) == ("extended", "adopted")
    assert opened(downtime(10, 14)).now.deadline == DEADLINE


def test_silence_no_moment_of_downtime_is_counted_twice_and_none_outside_the_period():
    terms = replace(TERMS, downtime=(1, 20))
    twice = opened(downtime(10, 13), downtime(11, 13, at=14), downtime(12, 14), terms=terms)
    assert twice.now.deadline == after(76)
    over = opened(downtime(70, 80), terms=terms)
    assert over.now.deadline == DEADLINE
    assert opened(downtime(68, 80), terms=terms).now.deadline == after(76)


def test_silence_downtime_that_an_extension_made_good_is_not_made_good_again():
    terms = replace(TERMS, downtime=(1, 20))
    longer = act("extend", 3600 * 20, deadline=after(100))
    both = opened(downtime(10, 14), longer, downtime(30, 31), terms=terms)
    assert both.now.deadline == after(100)


def test_silence_downtime_recorded_after_the_close_extends_nothing():
    terms = replace(TERMS, downtime=(1, 20))
    closed = opened(act("close", 3600 * 72 + 1), downtime(60, 70, at=80), terms=terms)
    assert closed.now.deadline == DEADLINE
    assert closed.state(after(81)) == "adopted"
    assert len(closed.now.downtimes) == 1
