"""The outcome sheet: its numbers, who broke, who was never reached."""

from dataclasses import replace

import pytest

from comity.canonical import encode
from comity.cli.shipped_rules import named_rule
from comity.standards.decision import decide
from comity.standards.silence import silence_of
from comity.standards.silence_acts import Addressee
from comity.standards.silence_outcome import silence_counts, silence_outcome
from comity.standards.silence_terms import Floor
from comity.standards.tally import GivenTallies, Tally
from tests.standards.silences import (
    FLOOR,
    LENIENT,
    OTHER,
    PARTIES,
    TERMS,
    TWO,
    act,
    after,
    opened,
)

AVERISSA, BELQUORIA, CINDOVAR, ELBONNE = PARTIES


def sheet(*acts, terms=TERMS, **more):
    return silence_outcome(opened(*acts, terms=terms, **more), after(73))


def test_silence_the_sheet_says_how_many_heard_and_how_many_were_never_reached():
    acts = [act("sent", 1, party=party) for party in PARTIES]
    acts += [act("delivered", 2, party=party) for party in (AVERISSA, BELQUORIA)]
    acts += [act("opened", 3, party=AVERISSA), act("acknowledged", 4, party=AVERISSA)]
    acts += [act("acknowledged", 5, party=CINDOVAR), act("acknowledged", 6, party=CINDOVAR)]
    found = sheet(*acts)
    assert found["state"] == "adopted"
    assert found["rounds"][0]["numbers"] == {
        "entitled": 4,
        "sent": 4,
        "delivered": 2,
        "opened": 1,
        "acknowledged": 2,
        "not_acknowledged": 2,
        "not_opened": 2,
        "never_reached": 1,
        "broke": 0,
    }


def test_threat_T14_silence_of_absent_parties_is_told_and_a_floor_voids_it():
    parties = tuple(Addressee(f"Party {number:02}") for number in range(40))
    heard = [act("acknowledged", 9, party=each.party) for each in parties[:10]]
    plain = sheet(*heard, addressees=parties)
    assert plain["state"] == "adopted"
    assert plain["rounds"][0]["numbers"]["not_opened"] == 30
    assert plain["rounds"][0]["numbers"]["never_reached"] == 30
    floored = sheet(*heard, terms=FLOOR, addressees=parties)
    assert floored["state"] == "void"
    assert floored["rounds"][0]["floor"] == [
        {"region": "", "entitled": 40, "needed": 20, "had": 10}
    ]


def test_silence_the_floor_is_told_by_region():
    each = replace(TERMS, floor=Floor(2, 3, each_region=True))
    parties = (Addressee("A", "south"), Addressee("B", "north"), Addressee("C", "north"))
    assert sheet(act("acknowledged", 1, party="B"), terms=each, addressees=parties)["rounds"][0][
        "floor"
    ] == [
        {"region": "north", "entitled": 2, "needed": 2, "had": 1},
        {"region": "south", "entitled": 1, "needed": 1, "had": 0},
    ]


def test_silence_the_sheet_says_who_broke_on_what_and_through_whom():
    broken = act(
        "break", 5, number="1", party=AVERISSA, part="para 4", channel="mail", officers=TWO
    )
    found = sheet(broken)["rounds"][0]["broken_by"]
    assert found == [
        {
            "kind": "break",
            "number": "1",
            "party": AVERISSA,
            "reason": "",
            "at": "2026-10-30T21:00:05Z",
            "part": "para 4",
            "channel": "mail",
            "officers": ["Ana Ruiz (Averissa)", "Ben Oyelaran (Belquoria)"],
            "evidence": "",
            "signed_by": "",
        }
    ]


def test_silence_the_sheet_keeps_what_was_taken_back_and_what_was_admitted_late():
    down = act("downtime", 9, start=after(0, 5), end=after(0, 9))
    late = act("admit_late", 10, party=BELQUORIA, attempted=after(0, 6), evidence="mail of 21:00")
    back = act("withdraw_break", 8, party=AVERISSA)
    part = sheet(act("break", 7, party=AVERISSA), back, down, late, terms=LENIENT)["rounds"][0]
    assert [each["party"] for each in part["taken_back"]] == [AVERISSA]
    assert [(each["evidence"], each["signed_by"]) for each in part["admitted_late"]] == [
        ("mail of 21:00", "Chair")
    ]
    assert part["downtimes"] == [["2026-10-30T21:00:05Z", "2026-10-30T21:00:09Z"]]


def test_silence_the_sheet_says_who_was_not_told_of_a_change():
    sent = [act("sent", 1, party=party) for party in PARTIES]
    changed = act("corrigendum", 60, text=OTHER)
    assert sheet(*sent)["rounds"][0]["not_told_of_change"] == []
    assert sheet(*sent, changed)["rounds"][0]["not_told_of_change"] == sorted(PARTIES)
    again = act("sent", 61, party=AVERISSA)
    assert sheet(*sent, changed, again)["rounds"][0]["not_told_of_change"] == sorted(PARTIES[1:])
    longer = act("extend", 62, deadline=after(80))
    assert len(sheet(*sent, changed, again, longer)["rounds"][0]["not_told_of_change"]) == 4


def test_silence_refused_acts_stand_on_the_sheet_outside_all_counts():
    held = act("break", 60, party=AVERISSA, channel="voice")
    late = act("break", 73 * 3600, party=BELQUORIA)
    found = sheet(held, late)
    assert [(each["party"], each["fault"], each["held"]) for each in found["refused"]] == [
        (AVERISSA, "standards.act_unconfirmed", True),
        (BELQUORIA, "standards.silence_after_deadline", False),
    ]
    assert found["held"] == [AVERISSA]
    assert found["rounds"] == sheet()["rounds"]
    numbered = replace(held, number="4")
    admit = act("admit_late", 90, party=AVERISSA, about="4", evidence="called back")
    assert sheet(numbered, late)["held"] == [AVERISSA]
    assert sheet(numbered, late, admit)["held"] == []


def test_silence_the_counts_are_what_a_rule_of_decision_takes():
    acts = [act("acknowledged", 1, party=AVERISSA), act("acknowledged", 2, party=BELQUORIA)]
    heard = opened(*acts, act("break", 3, party=AVERISSA))
    assert silence_counts(heard) == {"Y": 0, "N": 1, "A": 0, "P": 1, "absent": 2}
    assert sum(silence_counts(opened()).values()) == 4
    assert sum(silence_counts(silence_of(TERMS, [])).values()) == 0


def test_silence_a_draft_and_a_whole_sheet_can_be_written():
    draft = silence_outcome(silence_of(TERMS, []), after(0))
    assert (draft["state"], draft["rounds"], draft["chair"]) == ("draft", [], None)
    closed = sheet(act("close", 72 * 3600 + 1), act("statement", 300_000, party=AVERISSA))
    assert closed["rounds"][0]["closed"] == "2026-11-02T21:00:01Z"
    assert [each["party"] for each in closed["statements"]] == [AVERISSA]
    assert encode(closed) == encode(
        sheet(act("close", 72 * 3600 + 1), act("statement", 300_000, party=AVERISSA))
    )


@pytest.mark.parametrize(
    ("acts", "state", "outcome"),
    [
        ([], "adopted", "adopted"),
        ([act("break", 3, party=AVERISSA)], "broken", "not_adopted"),
    ],
)
def test_silence_a_rule_of_decision_says_of_the_counts_what_the_procedure_came_to(
    acts, state, outcome
):
    silence = opened(*acts)
    tallies = GivenTallies({None: Tally(**silence_counts(silence))}, {})
    assert silence.state(after(73)) == state
    assert decide(named_rule("silence"), tallies).outcome == outcome
