import numpy as np
import pytest

from comity.canonical import encode
from comity.dialogue.compat import compat, judged
from comity.dialogue.projection import project
from comity.dialogue.tally import tally_by_group
from comity.dialogue.votes import Statement, VoteLog
from comity.statistics import adjusted_rand_index
from tests.dialogue.real import CONVERSATIONS, FIXTURES, conversation, fixture, rows

WITHIN = {
    "center": 1e-11,
    "comps": 1e-11,
    "explained_variance_ratio": 1e-11,
    "projection": 1e-9,
    "statement_projection": 1e-11,
    "extremity": 1e-11,
    "silhouette": 1e-11,
    "group_informed_consensus": 1e-12,
    "priority": 1e-11,
    "repness": 1e-12,
    "consensus": 1e-12,
}


def assert_close(one, other, within, path=""):
    """Assert equality of JSON values: floats to ``within``, all else exactly, order included."""
    if isinstance(one, float) or isinstance(other, float):
        assert abs(one - other) <= within, path
    elif isinstance(one, dict):
        assert list(one) == list(other), path
        for key in one:
            assert_close(one[key], other[key], within, f"{path}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), path
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            assert_close(left, right, within, f"{path}[{index}]")
    else:
        assert one == other, path


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_dialogue_A5_the_cold_start_result_equals_the_reference(shared_data, name):
    log, statements, reference = conversation(shared_data, name)
    result = compat(log, statements)
    assert list(result) == list(reference)
    del result["convention"], reference["convention"]
    for key, value in reference.items():
        assert_close(result[key], value, WITHIN.get(key, 0), key)


def test_dialogue_A6_nz_biodiversity_splits_into_81_and_19_base_clusters(shared_data):
    log, statements, _ = conversation(shared_data, "nz-biodiversity")
    result = compat(log, statements)
    group_of = {person: group for group, members in result["groups"].items() for person in members}
    base = dict(
        zip(
            result["base_cluster_label"],
            (group_of[person] for person in result["in_conv"]),
            strict=True,
        )
    )
    assert result["k"] == 2
    assert sorted(list(base.values()).count(group) for group in ("0", "1")) == [19, 81]


@pytest.mark.parametrize(
    ("name", "bar"),
    [("nz-biodiversity", 0.95), ("sanjuan-land-bank", 0.95), ("vtaiwan-uberx", 0.85)],
)
def test_dialogue_A7_groups_agree_with_those_of_the_live_service(shared_data, name, bar):
    log, statements, _ = conversation(shared_data, name)
    ours = {
        person: int(group)
        for group, members in compat(log, statements)["groups"].items()
        for person in members
    }
    folder = shared_data / "dialogue" / "conversations" / name
    live = {
        int(row["participant"]): int(row["group-id"])
        for row in rows(folder / "participants-votes.csv.gz")
        if row["group-id"]
    }
    both = sorted(ours.keys() & live.keys())
    index = adjusted_rand_index(
        np.array([ours[person] for person in both]), np.array([live[person] for person in both])
    )
    assert index >= bar


@pytest.mark.parametrize("name", FIXTURES)
def test_dialogue_A2_counts_equal_the_incumbents_output(shared_data, name):
    given = fixture(shared_data, name)
    voted = dict(
        zip(given.matrix.participants, given.matrix.votes_per_participant.tolist(), strict=True)
    )
    assert voted == given.math["user-vote-counts"]
    groups = given.math["group-votes"]
    counts = tally_by_group(given.matrix, given.group, len(groups))
    for group, there in groups.items():
        each = int(group)
        assert (given.group == each).sum() == there["n-members"]
        for column, statement in enumerate(given.matrix.statements):
            assert there["votes"][statement] == {
                "A": counts.agree[each, column],
                "D": counts.disagree[each, column],
                "S": counts.seen[each, column],
            }


@pytest.mark.parametrize("name", FIXTURES)
def test_dialogue_A3_A4_what_follows_from_the_groups_equals_the_incumbents_output(
    shared_data, name
):
    given = fixture(shared_data, name)
    axes = project(given.matrix, given.excluded, zeroed=True)
    result = judged(given.matrix, given.group, axes, given.excluded, given.meta)
    for ours, theirs in (
        ("group_informed_consensus", "group-aware-consensus"),
        ("priority", "comment-priorities"),
    ):
        assert result[ours].keys() == given.math[theirs].keys()
        for statement, value in given.math[theirs].items():
            assert result[ours][statement] == pytest.approx(value, rel=1e-12)
    for kind in ("repness", "consensus"):
        there = given.math[kind]
        assert result[kind].keys() == there.keys()
        for key, entries in there.items():
            listed = [dict(sorted(entry.items())) for entry in result[kind][key]]
            expected = [dict(sorted(entry.items())) for entry in entries]
            assert_close(listed, expected, 1e-6, f"{kind}.{key}")


def votes(people, statements, values):
    return VoteLog.of(list(people), list(statements), values)


@pytest.mark.parametrize(
    "log",
    [
        votes("", "", []),
        votes("a", "1", [1]),
        votes("aaaaaaaa", "12345678", [1, -1, 0, 1, -1, 0, 1, -1]),
        votes("abcdefgh", "11111111", [1, -1, 0, 1, -1, 0, 1, -1]),
        votes("abcdabcd", "11112222", [0] * 8),
        votes("abcdabcd", "11112222", [1] * 8),
        votes("abcdefabcdef", "111111222222", [1, 1, 1, -1, -1, -1] * 2),
    ],
    ids=["empty", "one vote", "one voter", "one statement", "all pass", "unanimous", "equal rows"],
)
def test_the_smallest_conversations_give_a_result_without_nan(log):
    result = compat(log, [Statement("1", "x"), Statement("9", "never voted on")])
    assert encode(result)
    assert result["k"] == len(result["groups"])


def test_ids_that_are_no_numbers_stay_text():
    result = compat(votes("abab", "xxyy", [1, -1, -1, 1]), [Statement("x", "", moderated=-1)])
    assert (result["pids"], result["tids"], result["mod_out"]) == (["a", "b"], ["x", "y"], ["x"])


def test_too_few_active_people_are_filled_up_to_fifteen_by_votes():
    people = [f"{person}" for person in range(20) for _ in range(1 + person % 3)]
    statements = [f"{what}" for person in range(20) for what in range(1 + person % 3)]
    wide = [str(what) for what in range(9)]
    log = VoteLog.of(people + ["99"] * 9, statements + wide, [1] * (len(people) + 9))
    result = compat(log, [])
    voted = {99: 9} | {person: 1 + person % 3 for person in range(20)}
    by_votes = sorted(result["pids"], key=lambda person: -voted[person])
    assert sorted(result["in_conv"]) == sorted(by_votes[:15])


def test_rejected_and_meta_statements_keep_their_place_but_enter_no_list(shared_data):
    log, statements, _ = conversation(shared_data, "brexit-consensus")
    plain = compat(log, statements)
    listed = {entry["tid"] for entries in plain["repness"].values() for entry in entries}
    listed |= {entry["tid"] for entries in plain["consensus"].values() for entry in entries}
    names = sorted(map(str, listed))
    changed = [
        Statement(
            each.id,
            each.text,
            moderated=-1 if each.id in names[::2] else 1,
            meta=each.id in names[1::2],
        )
        for each in statements
    ]
    result = compat(log, changed)
    after = {entry["tid"] for entries in result["repness"].values() for entry in entries}
    after |= {entry["tid"] for entries in result["consensus"].values() for entry in entries}
    assert after
    assert not after & listed
    assert result["tids"] == plain["tids"]
    assert result["mod_out"] == sorted(listed)
    assert {name for name, value in result["priority"].items() if value == 49} == set(names[1::2])
