import re

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.report_html import report_html
from comity.render.slate import representative_list
from comity.render.voice import voice
from tests.render.sample import sample
from tests.render.words import slate

EN = voice(LANGUAGES["en"])


def plain(markup):
    return re.sub(r"<[^>]+>", "", markup)


def shown(listed=None, report=None):
    return plain(representative_list(listed or slate(), report or sample(), EN))


def test_the_list_says_whom_it_covers_and_that_nobody_was_passed_over():
    said = shown()
    assert "If only 2 statements can go to a plenary" in said
    assert "90% (87–93%, n\u00a0860) of the people agree with at least one" in said
    assert "“Every entry should say how the harm was found out.”" in said
    assert "No claim is open (EJR+)" in said
    assert "430.0 can claim one place" in said
    assert "Statement 12 · Statement 27" in said


def test_every_group_is_there_with_interval_and_n_beside_the_plain_list():
    said = shown()
    for group, mine, other in (("A", "92%", "90%"), ("C", "86%", "70%")):
        assert re.search(rf"Group {group}{mine} .{{0,40}}n\u00a0100{other}", said)


def test_ties_and_completion_are_told():
    assert "1 more completes the list" in shown()
    assert "In 1 step statements stood equal" in shown()
    bought = slate()
    for one in bought["statements"]:
        one |= {"step": "equal_shares", "tied": []}
    assert "complete" not in shown(bought)
    assert "No two statements stood equal" in shown(bought)


def test_an_open_claim_is_not_hidden():
    unjust = slate()
    unjust["proportional"] = unjust["most_agreed"]["proportional"] = False
    said = shown(unjust)
    assert "A claim is open: this list passes over" in said
    assert "Of the plain list one is open." in said
    assert "No claim is open" not in said


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"quick": True}, "A quick report leaves this list out."),
        ({"conversation": {**sample()["conversation"], "ballots": "protected"}}, "protected here"),
        ({}, "not computed for this report"),
    ],
)
def test_why_there_is_no_list(change, why):
    assert why in plain(representative_list(None, sample() | change, EN))


@pytest.mark.parametrize(
    ("outcome", "why"), [("not_enough_data", "Too few people"), ("no_statements", "Nobody agrees")]
)
def test_a_list_without_statements_says_why(outcome, why):
    assert why in shown(slate() | {"outcome": outcome, "statements": []})


def test_too_few_people_have_no_share():
    few = slate()
    few["coverage"]["groups"][0] |= {"value": None, "n": 4, "low": None, "high": None}
    assert "not enough data (n\u00a04)" in shown(few)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_the_section_stands_near_the_end_in_every_language(language):
    page = report_html(sample(), language, slate=slate())
    without = report_html(sample(), language)
    assert len(page) > len(without)
    place = page.index('class="wide chosen"')
    assert page.index('class="pair"') < place < page.index('class="terms"')
