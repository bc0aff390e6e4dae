"""The sheet of a roll call, and the file of ballots that a rule of decision is asked with."""

from comity.canonical import decode, encode
from comity.cli.shipped_rules import rule_data
from comity.standards import DECISION, Asked, decide_ballots, decision_inputs
from comity.standards.roll_call_outcome import roll_call_ballots, roll_call_outcome
from comity.standards.roll_call_state import RollCall
from tests.standards.roll_call_world import act, ballot, called

VOTED = [
    ballot("Belquoria", "N", 1),
    ballot("Averissa", "A", 2),
    ballot("Averissa", "Y", 3),
    ballot("Orvela", "Y", 4, number="4"),
    act("close", 9),
]


def test_roll_call_the_sheet_keeps_changed_votes_and_refused_ones_apart():
    sheet = roll_call_outcome(called(*VOTED))
    assert sheet["counts"] == {"Y": 1, "N": 1, "A": 0, "P": 0, "absent": 3}
    assert sheet["votes"] == {"Averissa": "Y", "Belquoria": "N"}
    assert sheet["changed"] == ["Averissa"]
    assert sheet["unofficial"] is None
    assert sheet["closed"] == "2026-11-27T10:00:09Z"
    assert sheet["refused"] == [
        {
            "kind": "ballot",
            "number": "4",
            "party": "Orvela",
            "at": "2026-11-27T10:00:04Z",
            "vote": "Y",
            "fault": "standards.roll_call_entitled",
        }
    ]


def test_roll_call_as_in_1998_two_notes_of_intention_alter_no_result():
    """Resolution 53/37: a parser once made votes of what was a footnote."""
    notes = [
        act("correction", 90 + n, party=p, vote="Y") for n, p in enumerate(["Elbonne", "Thalum"])
    ]
    sheet, plain = (roll_call_outcome(called(*VOTED, *more)) for more in (notes, []))
    assert (sheet["counts"], sheet["votes"]) == (plain["counts"], plain["votes"])
    assert sheet["unofficial"]["counts"]["Y"] == 3
    told = [(each["voted"], each["intended"]) for each in sheet["unofficial"]["notes"]]
    assert told == [("absent", "Y"), ("absent", "Y")]


def test_roll_call_explanations_stand_on_the_sheet_before_and_after_the_vote():
    before = act("explanation", 1, party="Averissa", text="Before.")
    late = act("explanation", 99, party="Averissa", text="After.")
    sheet = roll_call_outcome(called(before, *VOTED, late))
    assert [each["text"] for each in sheet["explanations"]] == ["Before.", "After."]


def test_roll_call_the_ballots_that_count_are_a_file_to_decide_on():
    assert roll_call_ballots(called(*VOTED)).split() == [
        b"party,vote",
        b"Averissa,Y",
        b"Belquoria,N",
    ]


def test_roll_call_a_draft_can_be_written_too():
    assert roll_call_outcome(RollCall())["question"] is None
    assert encode(roll_call_outcome(called(*VOTED))) == encode(roll_call_outcome(called(*VOTED)))


def test_roll_call_the_votes_are_decided_by_a_rule():
    ballots = roll_call_ballots(called(*VOTED)), "ballots.csv"
    rule = rule_data("unga-simple-majority"), "rule.json"
    files = {"ballots": ballots, "roll": None, "weights": None}
    outcome = decode(decide_ballots(decision_inputs(files, rule, Asked("Draft A/1")))[DECISION])
    assert (outcome["counts"]["Y"], outcome["counts"]["N"]) == (1, 1)
    assert outcome["outcome"] == "not_adopted"
