"""The kinds of acts, and what follows them is complete."""

from comity.standards.silence import MOVES
from comity.standards.silence_acts import NOTICES, SILENCE_ACTS


def test_silence_every_kind_of_act_has_its_move_and_none_else_has():
    assert set(MOVES) == set(SILENCE_ACTS)
    assert set(NOTICES) < set(SILENCE_ACTS)
