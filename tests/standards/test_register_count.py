"""How many endorsed: sources side by side, groups by their members of the day, nobody twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.standards import Act, Member, Sets, count_endorsed, read_sets
from tests.standards.histories import day

NOBODY = Sets.of({})


def said(party, kind="endorsement", source="host", when="2026-02-20", **more):
    return Act(party, kind, day(when), source=source, **more)


def count(acts, groups=NOBODY, at="2026-12-31"):
    return count_endorsed(acts, day(at), groups)


def test_threat_T15_conflicting_counts_stand_side_by_side():
    """86 + 2, 88, 88 and 89: what was printed of one declaration stays with who printed it."""
    listed = [said(f"P{n:02}") for n in range(88)]
    totals = {"host": 88, "press A": 88, "press B": 89}
    stated = [said("*", "stated_total", source, total=total) for source, total in totals.items()]
    found = count([*listed, *stated])
    assert len(found.those("endorsed")) == 88
    assert [(one.source, one.listed, one.stated) for one in found.sources] == [
        ("host", 88, 88),
        ("press A", 0, 88),
        ("press B", 0, 89),
    ]


def test_register_D6_unknown_and_disputed_are_not_counted():
    acts = [
        said("A"),
        said("B"),
        said("B", "endorsement_denied", "press"),
        said("C", "endorsement_unknown"),
        said("D", "endorsement_denied"),
        said("A", "endorsement_unknown", "press"),
        said("E", source="press"),
    ]
    found = count(acts)
    verdicts = {one.party: one.verdict for one in found.parties}
    assert verdicts == {
        "A": "endorsed",
        "B": "disputed",
        "C": "unknown",
        "D": "denied",
        "E": "endorsed",
    }
    assert found.by_every_source == 0


def test_register_D6_withdrawn_ones_stay_with_their_end():
    acts = [said("A"), said("A", "endorsement_withdrawal", when="2026-05-05")]
    assert len(count(acts, at="2026-05-04").those("endorsed")) == 1
    (gone,) = count(acts, at="2026-05-05").those("withdrawn")
    assert (gone.since, gone.until) == (day("2026-02-20"), day("2026-05-05"))


def test_register_D6_a_group_is_its_members_of_the_day_and_nobody_counts_twice():
    union = [Member("U"), Member("A"), Member("B"), Member("X", None, day("2020-01-01"))]
    groups = Sets.of({"U-and-members": union})
    others = [said("Z", "declaration"), said("*", "stated_total", total=4)]
    found = count([said("U-and-members"), said("A"), said("C"), *others], groups)
    assert [one.party for one in found.those("endorsed")] == ["A", "B", "C", "U"]


def test_register_D6_later_days_are_as_if_they_were_not_there():
    assert count([said("A")], at="2026-02-19").parties == ()


@given(st.lists(st.sampled_from("ABCDE"), max_size=12), st.randoms(use_true_random=False))
def test_register_D6_neither_order_nor_repetition_over_sources_changes_the_count(names, random):
    acts = [said(name, source=f"S{place % 3}") for place, name in enumerate(names)]
    mixed = random.sample(acts, len(acts))
    assert len(count(mixed).those("endorsed")) == len(set(names))
    assert count(mixed).sources == count(acts).sources


def test_groups_are_read_with_their_days():
    sets = read_sets(b"set,party,from,until\ng,A,,2020-01-01\ng,B,2019-01-01,\n")
    assert sets.on("g", day("2019-06-01")) == ("A", "B")
    assert sets.on("g", day("2020-01-01")) == ("B",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"party\nA\n", "standards.sets_columns"),
        (b"set,party,from,until\ng,A,2020-01-01,2020-01-01\n", "standards.sets_days"),
        (b"set,party,from,until\ng,A,2020-13-01,\n", "standards.act_day"),
    ],
)
def test_groups_that_cannot_be_are_refused(data, code):
    with pytest.raises(RefusedError) as error:
        read_sets(data)
    assert [fault.code for fault in error.value.faults] == [code]
