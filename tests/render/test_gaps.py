import re

from comity.render.catalogue import LANGUAGES
from comity.render.gaps import declared_gaps, language_gaps
from comity.render.sections import participation
from comity.render.voice import voice
from tests.render.sample import figure, sample

EN = voice(LANGUAGES["en"])


def plain(markup):
    return re.sub(r"<[^>]+>", " ", markup)


def named(name, people, *seen):
    """Return a name with so many votes on the first statements and 2 on each of the others."""
    seen = [*seen, *[2] * (len(sample()["statements"]) - len(seen))]
    cells = [{"agree_share": figure(1, n), "leaning": None} for n in seen]
    return {"name": name, "people": people, "statements": cells}


def test_languages_are_named_with_how_many_voted_on_them():
    report = sample()
    shares = {"en": 0.5, "fr": 0.25}
    for one in report["statements"]:
        one["language"] = "fr" if one["id"] == "27" else "en" if one["language"] else None
        one["seen_share"] = shares.get(one["language"], 0.1)
    said = language_gaps(report, EN)
    assert "English 12 (50%)" not in said
    assert re.search(r"English \d+ \(50%\)", said)
    assert "French 1 (25%)" in said
    assert said in participation(report, EN)


def test_one_language_is_no_gap_and_an_unknown_one_is_called_so():
    report = sample()
    for one in report["statements"]:
        one["language"] = "en"
    assert language_gaps(report, EN) is None
    report["statements"][0]["language"] = None
    assert "not stated 1" in language_gaps(report, EN)
    report["statements"][0]["language"] = "qq-x"
    assert "qq-x 1" in language_gaps(report, EN)


def test_what_is_hidden_or_about_people_is_not_counted():
    report = sample()
    for one in report["statements"]:
        one |= {"language": "en", "seen_share": None}
    assert language_gaps(report, EN) is None


def test_each_declared_name_is_told_with_its_people_and_what_it_lacks():
    report = sample()
    assert declared_gaps(report, EN) == ""
    report["classes"] = [
        {"by": "country", "list": [named("Isles", 40, 30, 4), named("Reef", None, 3, 2)]}
    ]
    said = plain(declared_gaps(report, EN))
    assert "By country" in said
    assert re.search(r"Isles\s+40\s+1 of 12", said)
    assert re.search(r"Reef\s+too few to show\s+0 of 12", said)
    assert "give another away" in said
    assert "Isles" in participation(report, EN)


def test_other_tiers_stand_for_themselves_and_nothing_hidden_needs_no_note():
    report = sample() | {"tiers": [named("anonymous", 90, 80, 70)]}
    said = plain(declared_gaps(report, EN))
    assert re.search(r"Other tiers.*anonymous\s+90\s+2 of 12", said, re.DOTALL)
    assert "give another away" not in said


def test_a_name_is_text_and_isolated():
    report = sample() | {"tiers": [named("<b>x", 90, 80)]}
    assert "<bdi>&lt;b&gt;x</bdi>" in declared_gaps(report, EN)
