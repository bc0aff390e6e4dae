import json

import pytest

from comity.dialogue import PARTS
from comity.edge import shipped
from comity.site.demo.voters import invented_terms, language_of, token_of, translations_of, votes_of
from tests.site.conftest import NOW, YEAR

SIX = ["ar", "en", "es", "fr", "ru", "zh-Hans"]
PLAN = json.loads(shipped("dialogue", "demo-small-developers", 1))


def test_terms_say_what_the_file_says_and_that_it_is_simulated():
    period = (NOW, NOW + YEAR)
    terms = invented_terms(
        PLAN, named=("dia-9", "A24/DIA/9"), ballots="open", rule_version=1, period=period
    )
    assert (terms.id, terms.symbol, terms.title) == ("dia-9", "A24/DIA/9", PLAN["title"])
    assert terms.simulated
    assert (terms.opens, terms.closes) == period


def test_a_person_votes_the_same_each_time_and_on_no_more_than_their_share():
    everything = votes_of(PLAN, seed=7, number=1, share=1)
    assert everything == votes_of(PLAN, seed=7, number=1, share=1)
    assert len(everything) == len(PLAN["statements"])
    assert votes_of(PLAN, seed=7, number=1, share=0) == []
    some = votes_of(PLAN, seed=7, number=1, share=0.5)
    assert set(some) < set(everything)
    assert everything != votes_of(PLAN, seed=7, number=2, share=1)


def test_each_browser_keeps_something_else():
    assert token_of(7, 1) != token_of(7, 2)
    assert len(token_of(7, 1)) == 32


def test_the_pages_are_read_in_every_language_but_chinese():
    assert {language_of(number) for number in range(20)} == {"ar", "en", "es", "fr", "ru"}


@pytest.mark.parametrize(
    "plan",
    ["demo-small-developers", "demo-failures-at-work", "demo-plain-words", "demo-minutes"],
)
def test_each_text_is_there_in_each_of_the_six_languages_once(plan):
    found = json.loads(shipped("dialogue", plan, 1))
    made = translations_of(found)
    originals = dict.fromkeys(PARTS, found["language"])
    originals |= {str(at): one["language"] for at, one in enumerate(found["statements"], start=1)}
    for of, original in originals.items():
        others = [one.language for one in made if one.statement == of]
        assert sorted([original.replace("zh", "zh-Hans"), *others]) == SIX
    assert {one.origin for one in made} == {"machine"}
    assert len(made) == 5 * len(originals)
