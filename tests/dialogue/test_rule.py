import json
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import sha256_hex
from comity.dialogue.rule import read_rule
from comity.fault import RefusedError

FOLDER = files("comity.data").joinpath("dialogue/common-ground")
SHIPPED = FOLDER.joinpath("2.json").read_bytes()
FIRST = FOLDER.joinpath("1.json").read_bytes()


def changed(**members):
    return json.dumps(json.loads(SHIPPED) | members).encode()


def refused_members(data):
    with pytest.raises(RefusedError) as refused:
        read_rule(data)
    return [fault.values["member"] for fault in refused.value.faults]


def test_the_shipped_rule_is_read_and_knows_its_own_digest():
    rule = read_rule(SHIPPED)
    assert (rule.id, rule.version, rule.sha256) == ("common-ground", 2, sha256_hex(SHIPPED))
    assert (rule.groups.replicates, rule.groups.jaccard, rule.level) == (200, 0.75, 0.9)


def test_the_first_version_means_what_it_meant_when_its_levels_were_in_the_code():
    first, second = read_rule(FIRST), read_rule(SHIPPED)
    assert (first.groups.axis_level, first.groups.clarity_level) == (0.95, 0.99)
    assert first.slate.size == 5
    named = {"version": second.version, "title": second.title, "sha256": second.sha256}
    assert replace(first, **named) == second


@pytest.mark.parametrize("member", ["axis_level", "clarity_level"])
def test_a_level_is_part_of_the_second_schema_and_refused_in_the_first(member):
    levels = json.loads(SHIPPED)["groups"]
    assert getattr(read_rule(changed(groups=levels | {member: 0.9})).groups, member) == 0.9
    missing = {key: value for key, value in levels.items() if key != member}
    for groups in (missing, levels | {member: 1.0}, levels | {member: True}):
        assert refused_members(changed(groups=groups)) == [member]
    old = json.loads(FIRST)
    old["groups"][member] = 0.9
    assert refused_members(json.dumps(old).encode()) == [member]


@pytest.mark.parametrize("slate", [None, {}, {"size": 0}, {"size": 51}, {"size": 2.5}, 5])
def test_the_list_that_represents_has_one_to_fifty_statements(slate):
    with pytest.raises(RefusedError):
        read_rule(changed(slate=slate))
    old = json.loads(FIRST) | {"slate": {"size": 5}}
    assert refused_members(json.dumps(old).encode()) == ["slate"]


def test_all_faults_of_a_rule_file_come_at_once_and_name_the_member():
    with pytest.raises(RefusedError) as refused:
        read_rule(changed(level=2, minimum_votes="7", groups=None))
    named = {fault.values["member"] for fault in refused.value.faults}
    assert {"level", "minimum_votes", "groups"} <= named


@pytest.mark.parametrize("value", [True, 7.5, -1, 10**9, None, "7"])
def test_a_count_is_a_whole_number_in_its_bounds(value):
    with pytest.raises(RefusedError):
        read_rule(changed(minimum_votes=value))


@pytest.mark.parametrize("grid", [[], [0.2, 0.1], [0.1, 0.1], [0.0, 0.5], [0.5, 1.0], ["a"], 3])
def test_the_fragility_grid_rises_between_none_and_all(grid):
    fragility = {"headlines": 5, "displaced": 3, "grid": grid}
    with pytest.raises(RefusedError):
        read_rule(changed(fragility=fragility))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"schema":1}', b"\xff", b'{"a":1,"a":2}'])
def test_what_is_no_rule_file_is_refused(data):
    with pytest.raises(RefusedError):
        read_rule(data)


@given(st.dictionaries(st.sampled_from(sorted(json.loads(SHIPPED))), st.none() | st.text()))
def test_a_hostile_rule_file_never_gives_anything_but_a_refusal(members):
    data = changed(**members)
    with suppress(RefusedError):
        assert read_rule(data).sha256 == sha256_hex(data)
