import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.site.api.cursors import after, page_after, pointing_to

LISTS = st.lists(st.integers(0, 99).map(str), unique=True, max_size=40)


def walk(rows, limit):
    found, cursor = [], ""
    while cursor is not None:
        page, cursor = page_after("list", rows, str, cursor=cursor, limit=limit)
        assert len(page) <= limit
        found += page
    return found


@given(rows=LISTS, limit=st.integers(1, 50))
def test_by_its_cursors_each_row_comes_once_in_order(rows, limit):
    assert walk(rows, limit) == rows


@given(rows=LISTS.filter(lambda rows: len(rows) > 3), new=st.integers(100, 200).map(str))
def test_what_is_put_in_front_meanwhile_neither_repeats_nor_hides_a_row(rows, new):
    first, cursor = page_after("list", rows, str, cursor="", limit=2)
    second, _ = page_after("list", [new, *rows], str, cursor=cursor, limit=2)
    assert [*first, *second] == rows[:4]


def test_where_the_row_it_points_to_is_gone_the_list_begins_again():
    _, cursor = page_after("list", ["1", "2", "3"], str, cursor="", limit=2)
    page, _ = page_after("list", ["1", "3"], str, cursor=cursor, limit=2)
    assert page == ["1", "3"]


@given(st.text(max_size=500))
def test_nobody_makes_a_cursor_of_their_own(text):
    if text:
        with pytest.raises(RefusedError, match=r"api\.cursor"):
            after("list", text)


def test_a_cursor_says_where_its_list_goes_on_and_no_other_does():
    cursor = pointing_to("list", "7")
    assert after("list", cursor) == "7"
    with pytest.raises(RefusedError):
        after("other", cursor)
