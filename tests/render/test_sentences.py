import re
from datetime import date

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.sentences import (
    chance_level,
    class_word,
    fragility,
    groups_found,
    lacks_data,
    map_refused,
    no_groups_reason,
    not_enough,
    resampling,
    state,
    statements_by_id,
    summary,
    who_agrees,
)
from comity.render.state import Publication, VerifyNote
from comity.render.voice import voice
from tests.render.sample import no_groups, sample

EN = voice(LANGUAGES["en"])


def plain(markup):
    return re.sub(r"<[^>]+>", "", markup)


def test_the_summary_leads_with_common_ground():
    said = plain(summary(sample(), EN))
    assert said.startswith(
        "902 people took part: 8,766 votes on 14 statements. On 6 statements all"
    )
    assert said.index("Every entry should say") < said.index("stable opinion groups")
    assert "Group B 24% (20–28%, n\u00a0256)" in said


def test_without_groups_the_summary_says_so():
    said = plain(summary(no_groups(), EN))
    assert "There is common ground on 6 statements." in said
    assert "The votes show no stable opinion groups" in said
    assert "Group" not in said


def test_nothing_in_common_is_said_as_well():
    report = sample()
    report["common_ground"] = []
    assert "There is no statement on which all opinion groups say the same." in plain(
        summary(report, EN)
    )
    report["groups"]["outcome"] = "none"
    assert "There is no statement with common ground." in plain(summary(report, EN))


@pytest.mark.parametrize("outcome", ["none", "not_run", "not_enough_data"])
def test_each_answer_about_groups_has_its_sentence(outcome):
    report = sample()
    report["groups"]["outcome"] = outcome
    assert groups_found(report, EN)


def test_reasons_are_added_where_known():
    report = no_groups()
    assert no_groups_reason(report, EN).endswith("no division came back.")
    assert map_refused(report, EN).startswith("No map is shown. There are no stable")
    report["map"]["reason"] = "a code of the future"
    assert map_refused(report, EN) == "No map is shown."


def test_who_agrees_names_both_sides_or_is_silent():
    known = statements_by_id(sample())
    assert who_agrees(known["41"], EN) == (
        "More than half agree in Group A; fewer than half agree in Group B."
    )
    assert who_agrees(known["12"], EN) is None


def test_classes_have_words():
    known = statements_by_id(sample())
    assert class_word(known["8"], EN) == "common ground: disagree"
    assert class_word(known["14"], EN) == "no clear result"
    assert class_word({"class": "later", "direction": None}, EN) == "later"


def test_the_state_is_computed_until_somebody_signed():
    act = Publication("<Ilka>", "rapporteur", date(2026, 11, 21), "signed")
    assert state(None, EN) == "Computed, not published. Nobody has signed this report."
    assert state(VerifyNote(computed=act.day), EN).startswith("Computed on 21 November 2026")
    signed = state(VerifyNote(publication=act), EN)
    assert plain(signed) == "Published on 21 November 2026, signed by &lt;Ilka&gt;, rapporteur."
    attested = Publication("Ilka", "rapporteur", act.day, "attested")
    assert "the server vouches for it" in state(VerifyNote(publication=attested), EN)


def test_fragility_says_how_many_it_takes_or_that_it_was_not_computed():
    assert "could replace 3 of the first 5" in fragility(no_groups(), EN)
    assert fragility(sample(), EN).startswith("Not computed")
    held = {"fragility": {"share": None, "displaced": 3, "of": 5, "limit": 0.4}}
    assert "could not replace 3" in fragility(held, EN)


def test_a_shared_no_is_common_ground_too():
    report = sample()
    report["common_ground"] = ["8", "12"]
    said = plain(summary(report, EN))
    assert "who disagree: “Operators should decide alone which incidents they report.”" in said


def test_what_was_not_tested_is_not_told():
    report = sample()
    report["groups"]["replicates"] = 0
    report["map"]["null_p95"] = None
    assert resampling(report, EN) is None
    assert chance_level(report, EN) is None


def test_a_statement_about_the_participants_lacks_no_data():
    report = sample()
    few = next(one for one in report["statements"] if one["class"] == "not_enough_data")
    assert lacks_data(few)
    assert not_enough(report, EN).startswith("On 1 statement")
    few["meta"] = True
    assert not_enough(report, EN) is None
    assert class_word(few, EN) == "about the participants"
