import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.sections import (
    common_ground,
    differences,
    finding,
    full_tables,
    map_picture,
    opinion_groups,
    participation,
    share_chart,
)
from comity.render.sentences import statements_by_id
from comity.render.voice import voice
from tests.render.sample import sample

EN = voice(LANGUAGES["en"])


def test_the_first_findings_have_a_chart_and_the_rest_a_row():
    shown = str(common_ground(sample(), EN, first=2))
    assert shown.count("<article") == 2
    assert "More common ground" in shown


def test_no_common_ground_and_no_difference_are_answers():
    report = sample() | {"common_ground": [], "differences": []}
    assert "No statement passes the test" in str(common_ground(report, EN))
    assert "On no statement" in str(differences(report, EN))


def test_a_finding_says_how_many_voted_on_it():
    report = sample()
    shown = str(finding(report, statements_by_id(report)["12"], EN))
    assert "of 902 participants" in shown
    assert "<svg" in shown


@pytest.mark.parametrize("direction", ["agree", "disagree"])
def test_a_chart_names_its_direction_and_level(direction):
    report = sample()
    picture = share_chart(report, statements_by_id(report)["12"], direction, EN)
    assert f"who {direction}" in picture.label
    assert "90%" in picture.label


def test_without_stable_groups_the_reason_stands_where_they_would():
    report = sample()
    report["groups"] |= {"outcome": "none", "reason": "not_reproduced", "list": [], "k": 1}
    report["map"] |= {"shown": False, "reason": "no_stable_groups", "points": []}
    shown = str(opinion_groups(report, EN))
    assert "no stable opinion groups" in shown
    assert "<svg" not in shown


def test_the_map_and_the_tables_hold_the_same_report():
    report = sample()
    assert map_picture(report, EN).label.startswith("Map of opinions")
    assert "8,766" in str(participation(report, EN))
    assert str(full_tables(report, EN)).count("<table") >= 2
