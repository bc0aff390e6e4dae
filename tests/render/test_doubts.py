import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.doubts import breakdown_tables, doubts, not_audited
from comity.render.report_html import report_html
from comity.render.voice import voice
from tests.render.sample import HOSTILE, sample

SPEAKER = voice(LANGUAGES["en"])
HIDDEN = {"value": None, "n": None, "low": None, "high": None}
HEADLINES = [{"id": "12"}, {"id": "3"}]


def duplicates(flagged=7, then=("12", "3")):
    return {"flagged": flagged, "as_one": {"headlines": HEADLINES, "common_ground": list(then)}}


def named(name, leaning=None):
    report = sample()
    return {
        "name": name,
        "people": 40,
        "statements": [
            {"id": one["id"], "agree_share": HIDDEN if leaning else one["agree_share"],
             "leaning": leaning}
            for one in report["statements"]
        ],
    }  # fmt: skip


def protected():
    report = sample()
    report["conversation"]["ballots"] = "protected"
    report["recompute"] = {"state": "not_yet_audited"}
    report["tiers"] = [named("anonymous"), named(HOSTILE, "agree")]
    report["classes"] = [{"by": "country", "list": [named("Arvenland", "disagree")]}]
    report["duplicates"] = duplicates()
    for one in report["statements"]:
        if one["class"] == "not_enough_data":
            one.update(dict.fromkeys(("agree", "disagree", "pass", "seen", "seen_share")))
            one.update(dict.fromkeys(("agree_share", "disagree_share", "pass_share"), HIDDEN))
    return report


def test_protected_votes_are_said_not_to_be_audited_yet():
    assert not_audited(protected(), SPEAKER) == "Counted by the organisation, not yet audited."
    assert not_audited(sample(), SPEAKER) is None


def test_flagged_people_are_told_and_counted_in_full():
    said = doubts(sample() | {"duplicates": duplicates()}, SPEAKER)
    assert "7 people voted almost exactly" in said
    assert "counted in full" in said
    assert "the same statements would come first" in said


def test_a_headline_that_would_fall_is_named():
    said = doubts(sample() | {"duplicates": duplicates(then=("3", "27"))}, SPEAKER)
    assert "would no longer be among the first" in said
    assert "how the harm was found out" in said


def test_what_would_expose_few_flagged_people_is_not_told():
    said = doubts(sample() | {"duplicates": duplicates(flagged=2, then=())}, SPEAKER)
    assert "counted once" not in said


def test_without_duplicates_there_is_one_sentence():
    assert "Nobody voted almost" in doubts(sample() | {"duplicates": duplicates(0)}, SPEAKER)
    assert "almost exactly" not in doubts(sample() | {"duplicates": None}, SPEAKER)


def test_an_attack_tried_on_part_of_the_people_says_so():
    fragility = {"share": 0.05, "displaced": 3, "of": 5, "limit": 0.4, "sample": 500}
    assert "500 of the participants" in doubts(sample() | {"fragility": fragility}, SPEAKER)
    whole = fragility | {"sample": 902}
    assert "drawn at random" not in doubts(sample() | {"fragility": whole}, SPEAKER)


def test_other_tiers_and_classes_have_tables_of_their_own():
    tables = breakdown_tables(protected(), SPEAKER)
    assert tables.count("<table") == 2
    assert "Tiers are never added up" in tables
    assert "By country" in tables
    assert "few votes, most of them agree" in tables
    assert "few votes, most of them disagree" in tables
    assert "<script" not in tables
    assert breakdown_tables(sample(), SPEAKER) == ""


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_protected_report_can_be_read_in_every_language(code):
    page = report_html(protected(), LANGUAGES[code])
    assert "None" not in page.replace("None of these", "")
    assert "<script" not in page
