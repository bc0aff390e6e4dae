import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import beta, binom

from comity.statistics import jeffreys, wilson

VECTORS = [  # successes, trials, Wilson, Jeffreys: 90 %, two-sided
    (2, 2, (0.425031, 1.0), (0.430741, 1.0)),
    (8, 10, (0.540793, 0.931442), (0.547504, 0.939786)),
    (40, 50, (0.692674, 0.876526), (0.695614, 0.879403)),
    (0, 5, (0.0, 0.351117), (0.0, 0.305746)),
    (93, 100, (0.875740, 0.961605), (0.878749, 0.963158)),
]
counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("k", "n", "by_wilson", "by_jeffreys"), VECTORS)
def test_dialogue_A9_interval_vectors(k, n, by_wilson, by_jeffreys):
    assert np.array(wilson(k, n)) == pytest.approx(np.array(by_wilson), abs=6e-7)
    assert np.array(jeffreys(k, n)) == pytest.approx(np.array(by_jeffreys), abs=6e-7)


def test_bounds_come_elementwise():
    k, n = np.array([[2, 8], [40, 0]]), np.array([[2, 10], [50, 5]])
    for interval in (wilson, jeffreys):
        low, high = interval(k, n)
        assert low.shape == high.shape == (2, 2)
        assert low[0, 1] == interval(8, 10)[0]
        assert high[1, 1] == interval(0, 5)[1]


@given(counts, st.floats(0.5, 0.99))
def test_an_interval_holds_the_share_and_mirrors(pair, level):
    k, n = pair
    for interval in (wilson, jeffreys):
        low, high = interval(k, n, level)
        assert 0 <= low <= high <= 1
        if n:
            assert low <= k / n + 1e-12
            assert high >= k / n - 1e-12
        other_low, other_high = interval(n - k, n, level)
        assert 1 - high == pytest.approx(other_low, abs=1e-9)
        assert 1 - low == pytest.approx(other_high, abs=1e-9)


@given(counts)
def test_one_more_agreement_never_lowers_a_bound(pair):
    k, n = pair
    for interval in (wilson, jeffreys):
        low, high = interval([k, k + 1], [n + 1, n + 1])
        assert low[0] <= low[1]
        assert high[0] <= high[1]


def test_nothing_known_is_the_whole_range():
    for interval in (wilson, jeffreys):
        assert interval(0, 0) == (0, 1)


def test_a_finite_population_narrows_the_interval_to_nothing():
    for interval in (wilson, jeffreys):
        widths = [
            high - low
            for low, high in (interval(20, 40, population=N) for N in (np.inf, 400, 48, 41, 40))
        ]
        assert widths == sorted(widths, reverse=True)
        assert interval(20, 40, population=40) == (0.5, 0.5)
        assert interval(1, 1, population=1) == (1, 1)
        assert interval(0, 0, population=0) == (0, 1)


def test_the_finite_correction_multiplies_the_variance():
    k, n, population = 24, 40, 48
    f = (population - n) / (population - 1)
    # Wilson bounds solve (k/n − p)² = z²·f·p(1 − p)/n; Jeffreys counts k/f of n/f.
    for p in wilson(k, n, 0.90, population):
        assert (k / n - p) ** 2 == pytest.approx(ndtri(0.95) ** 2 * f * p * (1 - p) / n)
    expected = beta.ppf([0.05, 0.95], k / f + 0.5, (n - k) / f + 0.5)
    assert np.array(jeffreys(k, n, 0.90, population)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("k", "n", "level", "population"),
    [
        (3, 2, 0.9, np.inf),
        (-1, 2, 0.9, np.inf),
        (1, 2, 1.0, np.inf),
        (1, 2, 0.9, 1),
        (np.nan, 2, 0.9, np.inf),
        (1, 2, np.nan, np.inf),
    ],
)
def test_impossible_counts_are_refused(k, n, level, population):
    for interval in (wilson, jeffreys):
        with pytest.raises(ValueError, match="must"):
            interval(k, n, level, population)


def coverage(interval, n):
    """Mean over p = .05 … .95 of the exact probability that the 90 % interval holds p."""
    k = np.arange(n + 1)
    low, high = interval(k, np.full(n + 1, n), 0.90)
    p = np.arange(5, 100, 5)[:, None] / 100
    held = (low <= p) & (p <= high)
    return float((binom.pmf(k, n, p) * held).sum(axis=1).mean())


@pytest.mark.parametrize(("n", "expected"), [(10, 0.908), (30, 0.894), (100, 0.900)])
def test_dialogue_S1_mean_coverage_of_jeffreys(n, expected):
    measured = coverage(jeffreys, n)
    assert 0.88 <= measured <= 0.92
    assert measured == pytest.approx(expected, abs=0.0006)


def test_dialogue_S1_control_the_textbook_interval_misses_the_bar():
    def wald(k, n, level):
        share = k / n
        spread = ndtri((1 + level) / 2) * np.sqrt(share * (1 - share) / n)
        return share - spread, share + spread

    assert coverage(wald, 10) < 0.88
