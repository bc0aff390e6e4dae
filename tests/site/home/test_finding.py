import pytest

from comity.render import LANGUAGES, voice
from comity.site.home.finding import finding_of
from tests.render.sample import no_groups, sample

ENGLISH = voice(LANGUAGES["en"])


def led_by(direction):
    report = sample()
    wanted = (
        one["id"]
        for one in report["statements"]
        if one["class"] == "consensus" and one["direction"] == direction
    )
    report["common_ground"] = list(wanted)
    return report


def test_the_finding_is_a_sentence_with_its_interval():
    found = finding_of(sample(), ENGLISH)
    assert found.sentence.startswith("<b>88%</b> <small>(86–90%)</small> agree: ")
    assert "in each of" not in found.meaning
    assert "each of the 3 opinion groups" in found.meaning
    assert "90% interval" in found.meaning


def test_what_all_reject_is_said_as_that():
    assert "</small> disagree: " in finding_of(led_by("disagree"), ENGLISH).sentence


def test_without_groups_nothing_is_said_about_groups():
    report = {**sample(), "groups": no_groups()["groups"]}
    assert "opinion group" not in finding_of(report, ENGLISH).meaning


def test_without_common_ground_there_is_no_finding():
    assert finding_of({**sample(), "common_ground": []}, ENGLISH) is None


def test_a_share_that_is_not_published_is_no_finding():
    report = led_by("agree")
    first = next(one for one in report["statements"] if one["id"] == report["common_ground"][0])
    first["agree_share"] = {"value": None, "n": 5, "low": None, "high": None}
    assert finding_of(report, ENGLISH) is None


@pytest.mark.parametrize(("code", "ends"), [("en", ["0%", "100%"]), ("fr", ["0\xa0%", "100\xa0%"])])
def test_the_picture_says_where_its_ends_are(code, ends):
    picture = finding_of(sample(), voice(LANGUAGES[code])).picture
    assert picture.index(ends[0]) < picture.index(ends[1])


def test_in_arabic_the_scale_runs_from_right_to_left():
    left = finding_of(sample(), ENGLISH).picture
    right = finding_of(sample(), voice(LANGUAGES["ar"])).picture
    assert left != right
    assert 'direction="rtl"' in right
