import pytest

from comity.render import LANGUAGES, voice
from comity.site.dialogue.arranging import (
    ORDERS,
    Arrangement,
    arranged,
    order_words,
    result_of,
    results_of,
)
from tests.render.sample import sample

EN = voice(LANGUAGES["en"])
SHOWN = [one for one in sample()["statements"] if one["moderated"] >= 0]


def numbers(statements):
    return [one["id"] for one in statements]


def test_without_wishes_it_is_as_the_report_has_it():
    assert numbers(arranged(SHOWN, Arrangement())) == numbers(SHOWN)
    assert Arrangement().query == ""


@pytest.mark.parametrize("order", ["agree", "disagree", "pass", "votes"])
def test_the_most_come_first_and_what_is_not_told_last(order):
    rows = arranged([*SHOWN, _hidden()], Arrangement(order))
    values = [ORDERS[order](one) for one in rows]
    told = [value for value in values if value is not None]
    assert told == sorted(told, reverse=True)
    assert values[: len(told)] == told
    assert rows[-1]["id"] == "hidden"
    assert len(rows) == len(SHOWN) + 1


def test_equal_ones_stay_in_the_order_of_their_numbers():
    same = [{**one, "seen": 5} for one in SHOWN]
    assert numbers(arranged(same, Arrangement("votes"))) == numbers(SHOWN)


def test_each_result_shows_its_own_and_all_of_them_show_all():
    results = results_of(SHOWN, EN)
    assert len(results) > 2
    parts = [arranged(SHOWN, Arrangement(result=name)) for name, _ in results]
    assert sorted(number for part in parts for number in numbers(part)) == sorted(numbers(SHOWN))
    assert {result_of(one) for one in parts[0]} == {results[0][0]}
    assert ("consensus-agree", "common ground: agree") in results


def test_a_statement_about_the_participants_is_a_result_of_its_own():
    assert result_of({**SHOWN[0], "meta": True}) == "meta"


def test_another_page_keeps_what_was_asked_for():
    assert Arrangement("votes", "contested").query == "order=votes&result=contested&"
    assert [name for name, _ in order_words(EN)] == list(ORDERS)


def _hidden():
    one = {**SHOWN[0], "id": "hidden", "seen": None}
    return {**one, **dict.fromkeys(("agree_share", "disagree_share", "pass_share"))}
