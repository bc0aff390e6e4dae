import numpy as np

from comity.dialogue.shares import SHARES, Shares, decimals
from comity.dialogue.tally import Tally
from comity.statistics import jeffreys
from tests.dialogue.worlds import SHIPPED

COUNTS = Tally(*(np.array(part) for part in ([40, 5, 0, 12], [8, 4, 0, 0], [2, 0, 0, 0])))
HIDDEN = np.array([False, False, False, True])


def shares():
    return Shares(COUNTS, HIDDEN, SHIPPED)


def test_a_share_comes_with_n_and_the_interval_of_jeffreys():
    low, high = jeffreys(np.array([40]), np.array([50]), SHIPPED.level)
    assert shares().figure("agree", 0) == {
        "value": 0.8,
        "n": 50,
        "low": round(low[0], 6),
        "high": round(high[0], 6),
    }


def test_below_the_minimum_cell_there_is_only_n():
    assert shares().figure("agree", 1) == {"value": None, "n": 9, "low": None, "high": None}
    assert shares().figure("pass", 2)["n"] == 0


def test_a_hidden_cell_tells_not_even_n():
    told = shares().told(3)
    assert {told[name] for name in (*SHARES, "seen")} == {None}
    assert all(value is None for name in SHARES for value in told[f"{name}_share"].values())
    assert set(shares().fields(3)) == {""}


def test_a_line_of_a_table_has_counts_then_shares():
    fields = shares().fields(0)
    assert fields[:5] == ["40", "8", "2", "50", "0.800000"]
    assert len(fields) == 13


def test_nothing_is_an_empty_field():
    assert (decimals(None), decimals(0.25)) == ("", "0.250000")
