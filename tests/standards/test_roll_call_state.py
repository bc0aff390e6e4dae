"""Running order, votes that count, and the second tally that is none."""

from comity.people import by_lot
from comity.standards.roll_call_state import RollCall
from tests.standards.roll_call_world import PARTIES, ROOT, act, ballot, call, called


def test_roll_call_the_running_order_is_drawn_by_the_root_and_leaves_out_who_has_no_vote():
    assert called().order == tuple(by_lot(PARTIES, ROOT))
    assert called(root="77" * 32).order == tuple(by_lot(PARTIES, "77" * 32)) != called().order
    assert sorted(called().order) == sorted(PARTIES)


def test_roll_call_the_order_of_the_roll_does_not_matter():
    turned = tuple(reversed(call().roll))
    assert called(roll=turned).order == called().order


def test_roll_call_who_gives_no_vote_is_absent():
    assert called().counts == {"Y": 0, "N": 0, "A": 0, "P": 0, "absent": 5}
    votes = [ballot("Averissa", "Y"), ballot("Belquoria", "N"), ballot("Cindovar", "P")]
    assert called(*votes).counts == {"Y": 1, "N": 1, "A": 0, "P": 1, "absent": 2}


def test_roll_call_correction_notes_give_a_second_tally_and_leave_the_first():
    votes = [ballot("Averissa", "Y"), act("close", 9)]
    noted = called(*votes, act("correction", 90, party="Elbonne", vote="Y"))
    assert noted.counts == called(*votes).counts
    assert noted.votes == {"Averissa": "Y"}
    assert noted.corrected_counts == {"Y": 2, "N": 0, "A": 0, "P": 0, "absent": 3}


def test_roll_call_states():
    assert RollCall().state == "draft"
    assert (RollCall().order, RollCall().roll) == ((), {})
    assert called().state == "open"
    assert called(act("close", 1)).state == "closed"
