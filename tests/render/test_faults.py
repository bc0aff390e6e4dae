from importlib import import_module
from pkgutil import walk_packages

import pytest

import comity
from comity.fault import KINDS, Fault, Place, phrase
from comity.render.catalogue import LANGUAGES
from comity.render.faults import FIELDS, all_words, page_words, words

ENGLISH = LANGUAGES["en"]


def fault(line=4112, value="2"):
    return Fault(
        "dialogue.vote_value",
        Place("votes.csv", line=line),
        "vote is “{value}”",
        "a vote is 1, 0 or −1",
        "If {value} means “strongly agree”, use --map {value}=1.",
        {"value": value},
    )


def test_one_fault_is_one_paragraph():
    assert words(fault(), ENGLISH) == (
        "votes.csv, line 4,112: vote is “2”; a vote is 1, 0 or −1. "
        "If 2 means “strongly agree”, use --map 2=1. Nothing was written."
    )


def at(place):
    return Fault("x", Place(place), "the password has {n} signs", "r", "Do it.", {"n": "5"})


@pytest.mark.parametrize("tag", sorted(LANGUAGES))
def test_a_page_names_no_field_by_its_english_name(tag):
    for field in FIELDS:
        assert words(at(field), LANGUAGES[tag]).startswith(field)
        assert page_words(at(field), LANGUAGES[tag])[:12] == "The password"


def test_a_page_says_which_statement_in_the_words_of_the_reader():
    assert (
        page_words(at("statement 12"), ENGLISH)
        == "Statement 12: the password has 5 signs; r. Do it."
    )
    assert "statement" not in page_words(at("statement 12"), LANGUAGES["ar"])
    assert page_words(at("dia-2"), ENGLISH).startswith("dia-2: the ")


def test_the_assurance_can_be_left_out():
    assert "written" not in words(fault(), ENGLISH, wrote_nothing=False)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place("a.csv"), "a.csv: "),
        (Place("a.csv", line=3, column="vote"), "a.csv, line 3, vote: "),
        (Place("rule.json", column="level"), "rule.json, level: "),
    ],
)
def test_a_place_is_as_exact_as_known(place, said):
    at = Fault("x.y", place, "found", "rule", "Mend it.", {})
    assert words(at, ENGLISH).startswith(said)


def test_the_first_twenty_are_shown_and_the_rest_counted():
    lines = all_words([fault(line) for line in range(1, 44)], ENGLISH)
    assert len(lines) == 22
    assert lines[19].startswith("votes.csv, line 20:")
    assert lines[20] == "23 more faults are not shown."
    assert lines[21] == "Nothing was written."
    assert len(all_words([fault()], ENGLISH)) == 1
    assert len(all_words([fault()] * 20, ENGLISH)) == 21


def test_hostile_values_reach_no_terminal():
    said = words(fault(value="\x1b[2J\u202e{evil}"), ENGLISH)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "{evil}" in said


def test_a_missing_value_does_not_hide_the_refusal():
    at = Fault("x.y", Place("f"), "it is {lost}", "rule", "Mend it.", {})
    assert words(at, ENGLISH) == "f: it is …; rule. Mend it. Nothing was written."


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_every_kind_of_fault_can_be_said(language):
    for module in walk_packages(comity.__path__, "comity."):
        if (
            not module.name.startswith(("comity.site", "comity.cli"))
            and "__main__" not in module.name
        ):
            import_module(module.name)
    assert KINDS
    for kind in KINDS.values():
        said = words(kind.at(Place("file", line=1)), language)
        assert "{" not in said.replace("{{", ""), kind.code


def test_several_faults_without_the_assurance():
    assert len(all_words([fault(1), fault(2)], ENGLISH, wrote_nothing=False)) == 2


def test_words_within_a_fault_are_in_the_readers_language_and_quoted_values_are_not():
    within = phrase("Nothing was written.")
    told = [words(fault(value=value), LANGUAGES["fr"]) for value in (within, str(within))]
    assert "Nothing" not in told[0]
    assert "Nothing was written." in told[1]


def test_what_words_within_a_fault_quote_is_made_visible():
    within = phrase("Lines: {lines}", lines="a\u202eb")
    assert "\u202e" not in words(fault(value=within), ENGLISH)


def test_words_within_words_are_translated_too():
    within = phrase(
        "line {line}: {error}", line=7, error=ValueError(phrase("Nothing was written."))
    )
    assert "Nothing" in words(fault(value=within), ENGLISH)
    assert "Nothing" not in words(fault(value=within), LANGUAGES["fr"])
