import json
from datetime import date

import pytest

from comity.dialogue.restatement_rule import (
    first_scheduled,
    is_scheduled,
    read_restatement_rule,
    scheduled_on,
)
from comity.edge import shipped
from comity.fault import RefusedError

SHIPPED = shipped("dialogue", "restatement", 1)
RULE = read_restatement_rule(SHIPPED, "rule")


def test_the_shipped_rule_pools_ten_and_comes_every_quarter():
    assert (RULE.id, RULE.version, RULE.min_changes, RULE.schedule) == (
        "restatement", 1, 10, "quarterly",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "on", "after"),
    [
        (date(2026, 11, 27), date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 1, 1), date(2027, 4, 1)),
        (date(2027, 9, 30), date(2027, 7, 1), date(2027, 10, 1)),
    ],
)
def test_dates_are_first_days_of_quarters(day, on, after):
    assert scheduled_on(RULE, day) == on
    assert first_scheduled(RULE, day) == after
    assert is_scheduled(RULE, on)
    assert is_scheduled(RULE, day) == (day == on)


@pytest.mark.parametrize(
    "change",
    [
        {"min_changes": 1},
        {"min_changes": 10.5},
        {"min_changes": True},
        {"schedule": "daily"},
        {"schema": "comity.dialogue.rule/1"},
        {"id": "a b"},
        {"version": 0},
        {"title": ""},
        {"more": 1},
    ],
    ids=str,
)
def test_another_rule_is_refused(change):
    with pytest.raises(RefusedError):
        read_restatement_rule(json.dumps({**json.loads(SHIPPED), **change}).encode(), "rule")


def test_what_is_no_rule_is_refused():
    for data in (b"", b"[]", b"{}"):
        with pytest.raises(RefusedError):
            read_restatement_rule(data, "rule")
