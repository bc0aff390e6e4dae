"""Every refusal of a silence procedure, each beside an act that is taken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.standards.roll_call_channel import Officer
from comity.standards.silence import silence_of
from comity.standards.silence_acts import Addressee
from tests.standards.silences import (
    DEADLINE,
    LENIENT,
    OPENED,
    OTHER,
    PARTIES,
    TERMS,
    TEXT,
    THIRD,
    TWO,
    act,
    after,
    opened,
    opening,
    why,
)

END = 72 * 3600
BREAK = {"party": "Averissa"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": TEXT[1:]}, "silence_opening"),
        ({"text": TEXT.upper()}, "silence_opening"),
        ({"rule": "silence-procedure/2"}, "silence_opening"),
        ({"chair": ""}, "silence_opening"),
        ({"addressees": ()}, "silence_opening"),
        ({"addressees": (Addressee("Averissa"), Addressee("Averissa"))}, "silence_opening"),
        ({"deadline": DEADLINE - timedelta(seconds=1)}, "silence_period"),
        ({"addressees": (Addressee("Averissa"), Addressee("averissa "))}, "silence_opening"),
        ({"deadline": None}, "silence_period"),
    ],
)
def test_silence_an_opening_that_lacks_something_opens_nothing(more, code):
    refused = silence_of(TERMS, [opening(**more)])
    assert why(refused) == [code]
    assert refused.state(OPENED) == "draft"


@pytest.mark.parametrize(
    ("before", "last", "code"),
    [
        ([], act("open"), "silence_not_open"),
        ([], act("invented", 1), "silence_not_open"),
        ([act("withdraw", 1)], act("break", 2, **BREAK), "silence_not_open"),
        ([], act("break", 1, party="Thalum"), "silence_stranger"),
        ([], act("sent", 1, party="Thalum"), "silence_stranger"),
        ([], act("break", 1, text=OTHER, **BREAK), "silence_other_text"),
        ([], act("acknowledged", 1, text=OTHER, **BREAK), "silence_other_text"),
        ([], act("break", END + 1, **BREAK), "silence_after_deadline"),
        ([], act("acknowledged", END + 1, **BREAK), "silence_after_deadline"),
        ([], act("break", 1, mandate_until=after(0, 1), **BREAK), "mandate_expired"),
        ([], act("break", 1, channel="telepathy", officers=TWO, **BREAK), "channel"),
        ([], act("withdraw_break", 1, **BREAK), "silence_taken_back"),
        ([], act("extend", 1, deadline=DEADLINE), "silence_shortened"),
        ([], act("extend", 1, deadline=after(71)), "silence_shortened"),
        ([], act("extend", 1), "silence_shortened"),
        ([], act("extend", END + 1, deadline=after(100)), "silence_after_deadline"),
        ([], act("extend", 1, deadline=after(90), by="Belquoria"), "silence_officer"),
        ([act("break", 1, **BREAK)], act("extend", 2, deadline=after(90)), "silence_not_open"),
        ([], act("corrigendum", 1, text=OTHER, by="Officer"), "silence_officer"),
        ([], act("corrigendum", 1, text=TEXT), "silence_same_text"),
        ([], act("supersede", 1, text=TEXT, deadline=after(90)), "silence_same_text"),
        ([], act("supersede", 1, text=OTHER, deadline=after(72)), "silence_period"),
        ([], act("supersede", END + 1, text=OTHER), "silence_after_deadline"),
        ([], act("withdraw", END + 1), "silence_after_deadline"),
        ([], act("withdraw", 1, by=""), "silence_officer"),
        ([], act("downtime", 10, start=after(0, 5), end=after(0, 11)), "silence_downtime"),
        ([], act("downtime", 10, start=after(0, 5)), "silence_downtime"),
        ([], act("close", END), "silence_before_deadline"),
        ([act("close", END + 1)], act("close", END + 2), "silence_before_deadline"),
        ([], act("admit_late", END + 9, evidence="call", **BREAK), "silence_no_ground"),
    ],
)
def test_silence_what_is_refused_changes_no_state_and_is_kept(before, last, code):
    without = opened(*before)
    refused = opened(*before, last)
    assert why(refused) == [code]
    assert refused.rounds == without.rounds
    assert refused.refused[0].act == last
    for hours in (1, 72, 73, 200):
        assert refused.state(after(hours)) == without.state(after(hours))


@pytest.mark.parametrize(
    "last",
    [
        act("break", 1, text=TEXT, **BREAK),
        act("break", END, **BREAK),
        act("break", 1, mandate_until=after(0, 2), **BREAK),
        act("break", 1, channel="voice", officers=TWO, **BREAK),
        act("extend", 1, deadline=after(72, 1), by=" officer "),
        act("corrigendum", 1, text=OTHER),
        act("supersede", 1, text=OTHER, deadline=after(72, 1)),
        act("supersede", 1, text=OTHER),
        act("withdraw", END),
        act("downtime", 10, start=after(0, 5), end=after(0, 10)),
        act("close", END + 1),
        act("statement", END + 100, reason="We understand it so.", **BREAK),
    ],
)
def test_silence_the_same_acts_within_the_rule_are_taken(last):
    taken = opened(last)
    assert why(taken) == []
    assert taken != replace(opened(), clock=taken.clock)


def test_silence_a_reason_is_needed_only_where_the_rule_asks_for_one():
    strict = replace(TERMS, reason_needed=True)
    assert why(opened(act("break", 1, reason=" ", **BREAK), terms=strict)) == ["silence_reason"]
    assert why(opened(act("break", 1, reason="Paragraph 4.", **BREAK), terms=strict)) == []


def test_silence_an_act_received_twice_counts_once():
    twice = opened(act("break", 1, number="7", **BREAK), act("break", 1, number="7", **BREAK))
    assert why(twice) == ["silence_number"]
    assert len(twice.now.breaks) == 1


@pytest.mark.parametrize(
    ("officers", "code"),
    [
        ((), "act_unconfirmed"),
        (TWO[:1], "act_unconfirmed"),
        ((TWO[0], Officer(" ana  RUIZ", "Belquoria")), "same_officer"),
        ((TWO[0], Officer("Ben Oyelaran", "AVERISSA")), "same_officer"),
        ((TWO[0], Officer("", "")), "same_officer"),
    ],
)
@pytest.mark.parametrize("channel", ["mail", "voice", "floor"])
def test_threat_T5_a_forged_break_by_mail_or_voice_is_held(channel, officers, code):
    forged = act("break", END - 60, channel=channel, officers=officers, **BREAK)
    held = opened(forged)
    assert why(held) == [code]
    assert held.state(after(73)) == "adopted"
    # The control: entered by two officers of two parties, the same break counts.
    assert opened(replace(forged, officers=TWO)).state(after(73)) == "broken"


def test_threat_T5_a_held_break_is_admitted_once_it_was_checked_back():
    held = act("break", END - 60, number="9", channel="voice", officers=TWO[:1], **BREAK)
    admit = act("admit_late", END + 600, number="10", about="9", evidence="called back", **BREAK)
    assert opened(held, act("close", END + 1), admit).state(after(73)) == "broken"
    again = opened(held, admit, replace(admit, number="11"))
    assert why(again) == ["act_unconfirmed", "silence_no_ground"]
    for wrong in ({"evidence": " "}, {"about": "8"}, {"party": "Belquoria"}):
        assert opened(held, replace(admit, **wrong)).state(after(73)) == "adopted"
    late = replace(held, at=after(72, 1))
    assert opened(late, admit).state(after(73)) == "adopted"


def test_silence_a_break_of_another_round_is_not_admitted_in_this_one():
    held = act("break", 60, number="9", channel="voice", **BREAK)
    admit = act("admit_late", 9000, about="9", evidence="called back", **BREAK)
    changed = act("supersede", 3600, text=OTHER, deadline=after(90))
    assert why(opened(held, changed, admit)) == ["act_unconfirmed", "silence_no_ground"]


def downtime(start, end):
    return act("downtime", end, start=after(0, start), end=after(0, end))


@pytest.mark.parametrize(
    ("spans", "tried", "state"),
    [
        ([(END - 600, END + 600)], END - 1, "broken"),
        ([(END - 600, END + 600)], END, "broken"),
        ([(END - 600, END + 600)], END + 1, "adopted"),
        ([(END - 600, END + 600)], END - 601, "adopted"),
        ([(END - 9, END - 5), (END + 5, END + 9)], END - 1, "adopted"),
        ([], END - 1, "adopted"),
    ],
)
def test_silence_a_break_tried_in_time_while_the_server_was_down_is_admitted(spans, tried, state):
    admit = act("admit_late", END + 700, attempted=after(0, tried), evidence="mail", **BREAK)
    closed = act("close", END + 601)
    after_all = opened(*(downtime(*span) for span in spans), closed, admit)
    assert after_all.state(after(80)) == state
    assert len(after_all.now.late) == (state == "broken")


def test_silence_D5_a_clock_set_back_brings_no_break_into_time_and_it_can_be_admitted():
    back = act("break", END - 3599, number="5", **BREAK)
    stepped = opened(act("close", END + 1), back)
    assert why(stepped) == ["silence_clock"]
    assert stepped.stepped == (back,)
    assert stepped.state(after(73)) == "adopted"
    # The control: received before the close, the same break counts.
    assert opened(back, act("close", END + 1)).state(after(73)) == "broken"
    admit = act("admit_late", END + 9, about="5", evidence="the clock was set back", **BREAK)
    assert opened(act("close", END + 1), back, admit).state(after(73)) == "broken"


def test_silence_D5_a_clock_set_back_within_the_period_changes_nothing():
    back = opened(act("sent", 7200, party="Averissa"), act("break", 3600, **BREAK))
    assert why(back) == []
    assert back.state(after(3)) == "broken"
    assert len(back.stepped) == 1


def test_silence_a_break_is_taken_back_by_whoever_made_it_if_the_rule_allows_it():
    broken = act("break", 1, number="1", **BREAK)
    back = act("withdraw_break", 2, about="1", **BREAK)
    assert opened(broken, back, terms=LENIENT).state(after(73)) == "adopted"
    assert why(opened(broken, back)) == ["silence_taken_back"]
    assert why(opened(broken, replace(back, about="2"), terms=LENIENT)) == ["silence_taken_back"]
    other = replace(back, party="Belquoria")
    assert why(opened(broken, other, terms=LENIENT)) == ["silence_taken_back"]
    late = replace(back, at=after(72, 1))
    assert opened(broken, late, terms=LENIENT).state(after(73)) == "broken"


def test_silence_a_broken_period_is_extended_only_where_breaks_can_be_taken_back():
    broken, longer = act("break", 1, **BREAK), act("extend", 2, deadline=after(90))
    assert opened(broken, longer, terms=LENIENT).now.deadline == after(90)
    assert opened(broken, longer).now.deadline == DEADLINE


def test_silence_an_editorial_correction_keeps_the_period_and_both_digests():
    corrected = opened(act("corrigendum", 9, text=OTHER))
    assert corrected.now.texts == (TEXT, OTHER)
    assert corrected.now.deadline == DEADLINE
    for text in (TEXT, OTHER):
        assert (
            why(opened(act("corrigendum", 9, text=OTHER), act("break", 10, text=text, **BREAK)))
            == []
        )
    third = opened(act("corrigendum", 9, text=OTHER), act("break", 10, text=THIRD, **BREAK))
    assert why(third) == ["silence_other_text"]


def test_silence_a_party_that_broke_can_break_again_on_another_part():
    parts = [act("break", each, part=f"paragraph {each}", party=PARTIES[1]) for each in (1, 2)]
    assert len(opened(*parts).now.breaks) == 2
