import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from comity.statistics import Draw, benjamini_hochberg, share_above, share_below

p_lists = st.lists(st.floats(0, 1), max_size=60)


def test_the_published_example():
    # Benjamini and Hochberg (1995), section 4: fifteen p-values, four discoveries at q = 0.05.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert benjamini_hochberg(p, 0.05).tolist() == [True] * 4 + [False] * 11
    assert (np.array(p) <= 0.05 / 15).sum() == 3  # Bonferroni, the paper's comparison


@given(p_lists, st.sampled_from([0.01, 0.1, 0.3]))
def test_equal_to_the_library(p, q):
    mine = benjamini_hochberg(p, q)
    theirs = false_discovery_control(p) if p else np.array([])
    clear = np.abs(theirs - q) > 1e-9
    assert (mine[clear] == (theirs <= q)[clear]).all()


def test_the_shape_stays():
    p = np.array([[0.001, 0.9], [0.8, 0.002]])
    assert benjamini_hochberg(p, 0.1).tolist() == [[True, False], [False, True]]


@pytest.mark.parametrize("p", [[-0.1], [1.1], [float("nan")]])
def test_what_is_no_p_value_is_refused(p):
    with pytest.raises(ValueError, match="p-values"):
        benjamini_hochberg(p, 0.1)


@given(st.integers(0, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_exact_tails(pair):
    k, n = pair
    above = binomtest(k, n, alternative="greater").pvalue if n else 1.0
    below = binomtest(k, n, alternative="less").pvalue if n else 1.0
    assert share_above(k, n) == pytest.approx(above, rel=1e-9)
    assert share_below(k, n) == pytest.approx(below, rel=1e-9)


def discoveries(seed, decide):
    """Return false discoveries and all discoveries among 200 shares, 30 % of them truly above ½."""
    draw = Draw(seed)
    truth = np.arange(200) < 60
    share = np.where(truth, 0.65, 0.5)
    votes = draw.floats(200 * 60).reshape(200, 60) < share[:, None]
    found = decide(share_above(votes.sum(axis=1), 60))
    return int((found & ~truth).sum()), int(found.sum())


def false_rate(decide, seeds):
    runs = [discoveries(seed, decide) for seed in range(seeds)]
    return float(np.mean([false / max(found, 1) for false, found in runs]))


@pytest.mark.statistical
def test_dialogue_S2_false_discoveries():
    assert false_rate(lambda p: benjamini_hochberg(p, 0.10), 400) <= 0.12
    # The control: without the correction a tenth of the level is far exceeded.
    assert false_rate(lambda p: p <= 0.10, 400) > 0.12


def test_dialogue_S2_false_discoveries_quick():
    assert false_rate(lambda p: benjamini_hochberg(p, 0.10), 40) <= 0.12
    assert false_rate(lambda p: p <= 0.10, 40) > 0.12
