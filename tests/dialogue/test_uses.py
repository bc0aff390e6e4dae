"""Every statement of a report is used in one place or has one reason why not."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue import UNUSED, USED, Use, unused, uses

CASES = Path(__file__).parents[1] / "golden" / "cases" / "dialogue.report-1"
REPORTS = sorted(CASES.glob("*/outputs/report.json"))
CLASSES = ("consensus", "majority", "contested", "undetermined", "not_enough_data")


def a_report(classes, common=(), differences=(), representative=()):
    return {
        "statements": [{"id": one, "class": kind} for one, kind in classes.items()],
        "common_ground": list(common),
        "differences": list(differences),
        "groups": {"list": [{"representative": [{"id": one} for one in representative]}]},
    }


def test_each_place_and_each_reason():
    classes = dict(zip("123456", (*CLASSES, "contested"), strict=True))
    found = uses(a_report(classes, "1", "3", "6"), "1234567")
    assert {one: (use.used, use.name) for one, use in found.items()} == {
        "1": (True, "common_ground"),
        "2": (False, "not_among_findings"),
        "3": (True, "differences"),
        "4": (False, "undetermined"),
        "5": (False, "not_enough_data"),
        "6": (True, "representative"),
        "7": (False, "not_in_report"),
    }
    assert unused(found) == {
        "not_enough_data": ["5"],
        "undetermined": ["4"],
        "not_among_findings": ["2"],
        "not_in_report": ["7"],
    }


@given(
    st.dictionaries(st.sampled_from("123456789"), st.sampled_from(CLASSES)),
    *(st.sets(st.sampled_from("123456789")) for _ in range(3)),
)
def test_none_is_left_out_without_a_reason(classes, common, differences, representative):
    found = uses(a_report(classes, common, differences, representative), "123456789")
    assert set(found) == set("123456789")
    for use in found.values():
        assert use.name in (USED if use.used else UNUSED)
        assert use.words
    listed = [one for ids in unused(found).values() for one in ids]
    assert sorted(listed) == sorted(one for one, use in found.items() if not use.used)


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.parts[-3])
def test_reports_as_they_are_published(path):
    report = json.loads(path.read_text(encoding="utf-8"))
    ids = [str(one["id"]) for one in report["statements"]]
    found = uses(report, ids)
    assert "not_in_report" not in {use.name for use in found.values()}
    assert all(found[str(one)] == Use(True, "common_ground") for one in report["common_ground"])
