"""Terms of silence from files: those that ship, and what is wrong with others."""

import pytest

from comity.canonical import decode, encode
from comity.edge import shipped
from comity.fault import RefusedError
from comity.standards.silence_terms import (
    KNOWN,
    LONGEST_PERIOD,
    NEEDED,
    SILENCE_SCHEMA,
    Floor,
    read_silence_terms,
)
from tests.contracts.schema import breaches

PLAIN = shipped("standards", "silence-procedure", 1)
SCHEMA = decode(shipped("standards", "silence.schema", 1))
FLOORED = shipped("standards", "silence-procedure-acknowledged", 1)


def test_silence_the_shipped_terms_say_what_their_titles_say():
    plain = read_silence_terms(PLAIN)
    assert (plain.name, plain.hours, plain.closes) == ("silence-procedure/1", 72, "inclusive")
    assert (plain.floor, plain.breaks_withdrawn, plain.downtime) == (None, False, (1, 20))
    assert plain.hours_of_changed == 72
    floored = read_silence_terms(FLOORED)
    assert floored.floor == Floor(1, 2, each_region=True)
    assert floored.breaks_withdrawn
    assert floored.all_notified
    assert plain.sha256 != floored.sha256


@pytest.mark.parametrize(
    ("entitled", "needed"), [(0, 0), (1, 1), (2, 1), (3, 2), (193, 97), (192, 96)]
)
def test_silence_half_is_rounded_up(entitled, needed):
    assert Floor(1, 2).needed(entitled) == needed


def test_silence_a_changed_text_can_have_a_period_of_its_own():
    changed = decode(PLAIN) | {"hours_after_change": 24}
    assert read_silence_terms(encode(changed)).hours_of_changed == 24


@pytest.mark.parametrize(
    "change",
    [
        {"hours": 0},
        {"hours": True},
        {"hours": 100_000},
        {"hours_after_change": -1},
        {"version": "1"},
        {"closes": "never"},
        {"downtime_more_than": [2, 1]},
        {"downtime_more_than": [0, 1]},
        {"downtime_more_than": [True, 1]},
        {"downtime_more_than": "1/20"},
        {"floor": {"at_least": [1, 0]}},
        {"floor": {"at_least": [1, 2], "each": "planet"}},
        {"floor": {"each": "region"}},
        {"floor": 1},
        {"title": " "},
        {"reason_needed": 1},
        {"title": "x" * 1001},
        {"source": "\u202eeht"},
        {"schema": "comity.standards.silence/2"},
        {"unknown": 1},
    ],
)
def test_silence_terms_that_cannot_be_are_refused_by_name(change):
    with pytest.raises(RefusedError) as refused:
        read_silence_terms(encode(decode(PLAIN) | change))
    fault = refused.value.faults[0]
    assert fault.code == "standards.silence_terms"
    named = (
        "at_least"
        if "at_least" in str(change) and "each" not in str(change)
        else next(iter(change))
    )
    assert f"the member {named} " in fault.values["reason"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":1}', b"\xff"])
def test_silence_what_is_no_rule_file_is_refused(data):
    with pytest.raises(RefusedError):
        read_silence_terms(data)


def test_silence_terms_without_a_period_are_refused():
    lacking = {name: value for name, value in decode(PLAIN).items() if name != "hours"}
    with pytest.raises(RefusedError) as refused:
        read_silence_terms(encode(lacking))
    assert "hours" in refused.value.faults[0].values["reason"]


@pytest.mark.parametrize("data", [PLAIN, FLOORED])
def test_silence_the_shipped_terms_keep_to_their_schema(data):
    members = decode(data)
    assert breaches(members, SCHEMA, SCHEMA) == []
    for change in ({"hours": 0}, {"closes": "never"}, {"floor": {"each": "region"}}, {"more": 1}):
        assert breaches(members | change, SCHEMA, SCHEMA)


def test_silence_the_schema_knows_what_the_program_reads():
    assert set(SCHEMA["properties"]) == KNOWN
    assert set(SCHEMA["required"]) == NEEDED
    assert SCHEMA["properties"]["schema"]["const"] == SILENCE_SCHEMA
    assert SCHEMA["properties"]["hours"]["maximum"] == LONGEST_PERIOD
