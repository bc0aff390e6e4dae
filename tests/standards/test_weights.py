from datetime import date

import pytest

from comity.fault import RefusedError
from comity.standards.weights import LARGEST_SUM, read_weights, weight_lines

FILE = b"""party,from,to,population
Alpha,2025-01-01,2026-01-01,10
Alpha,2026-01-01,2027-01-01,11
Beta,2026-01-01,2027-01-01,5
"""


def test_a_weight_is_that_of_the_day():
    weights = read_weights(FILE)
    assert weights.on(date(2025, 5, 1), ["Alpha"], "population") == {"alpha": 10}
    assert weights.on(date(2026, 5, 1), ["Alpha", "Beta"], "population") == {"alpha": 11, "beta": 5}


@pytest.mark.parametrize(
    ("day", "party", "code"),
    [
        (date(2025, 5, 1), "Beta", "weights_other_day"),
        (date(2026, 5, 1), "Gamma", "weight_missing"),
        (None, "Alpha", "roll_needs_day"),
    ],
)
def test_a_table_of_another_day_or_without_a_party_is_refused(day, party, code):
    with pytest.raises(RefusedError, match=rf"standards\.{code}"):
        read_weights(FILE).on(day, [party], "population")


def test_an_empty_weight_is_missing_and_not_nothing():
    weights = read_weights(b"party,population\nAlpha,\nBeta,0\n")
    assert weights.on(None, ["Beta"], "population") == {"beta": 0}
    with pytest.raises(RefusedError, match=r"standards\.weight_missing"):
        weights.on(None, ["Alpha"], "population")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"party\nA\n", "weights_columns"),
        (b"name,population\nA,1\n", "weights_columns"),
        (b"party,population\nA,1.5\n", "weight"),
        (b"party,population\nA,-1\n", "weight"),
        (b"party,population\nA,1\na,2\n", "roll_twice"),
        (b"party,population\nA,%d\n" % (LARGEST_SUM + 1), "weights_sum"),
    ],
)
def test_what_is_no_table_of_weights_is_refused(data, code):
    with pytest.raises(RefusedError, match=rf"standards\.{code}"):
        read_weights(data)


def test_as_published_it_is_ordered_and_reads_the_same():
    published = weight_lines(read_weights(FILE))
    assert weight_lines(read_weights(published)) == published
