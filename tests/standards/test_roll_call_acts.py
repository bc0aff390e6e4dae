"""The kinds of acts, and what follows them is complete."""

from comity.standards.ballots import VOTES
from comity.standards.roll_call import CHECKS, PLACES
from comity.standards.roll_call_acts import ROLL_CALL_ACTS, Called


def test_roll_call_every_kind_of_act_has_its_place_and_its_checks():
    assert set(PLACES) == set(CHECKS) == set(ROLL_CALL_ACTS)
    assert Called("Averissa").status == "member"
    assert "absent" not in VOTES
