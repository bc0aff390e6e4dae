"""A figure is a value: equal when all of it is, and never changed."""

from dataclasses import FrozenInstanceError, replace

import pytest

from comity.figure import Figure

SHARE = Figure(0.8, 50, 0.7, 0.88, 0.9, "jeffreys", "common-ground/1")


def test_a_figure_can_be_recomputed_by_anyone_unless_said_otherwise() -> None:
    assert SHARE.recompute == "anyone"


def test_figures_differ_when_any_part_does() -> None:
    assert replace(SHARE) == SHARE
    assert replace(SHARE, n=51) != SHARE
    assert replace(SHARE, recompute="auditors") != SHARE


def test_a_figure_is_not_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SHARE.value = 0.9
