import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.dialogue.flags import find_flags
from comity.dialogue.rule import DuplicateRule
from comity.dialogue.votes import VoteLog
from comity.statistics import Draw
from tests.dialogue.worlds import SHIPPED

RULE = SHIPPED.duplicates


def log_of(people):
    """The log of people's votes on statements "0", "1", …; None is unseen."""
    cast = [
        (who, str(what), vote)
        for who, votes in people.items()
        for what, vote in enumerate(votes)
        if vote is not None
    ]
    return VoteLog.of(*map(list, zip(*cast, strict=True)))


def flags_of(people, rule=RULE):
    return find_flags(log_of(people).matrix("content"), rule)


def votes(seed, width=40):
    return (Draw(seed).integers(3, width) - 1).tolist()


ONE, OTHER = votes(1), votes(2)
WORLD = {"a": ONE, "b": OTHER, "c": ONE, "d": votes(3), "e": OTHER, "f": OTHER}


def test_each_component_has_a_name_and_its_people():
    found = flags_of(WORLD)
    assert {frozenset(rows) for rows in found.rows} == {frozenset("ac"), frozenset("bef")}
    assert len(set(found.components)) == 2
    assert all(len(name) == 12 and int(name, 16) >= 0 for name in found.components)
    for number, rows in enumerate(found.rows):
        assert found.duplicates.sizes[number] == len(rows)


@given(st.permutations(sorted(WORLD)), st.integers(0, 10**6))
def test_a_name_is_that_of_the_votes_whoever_they_are_and_whoever_else_voted(order, seed):
    renamed = {f"person {index}": WORLD[who] for index, who in enumerate(order)}
    others = {f"other {index}": votes(seed + 10 + index) for index in range(2)}
    assert set(flags_of(renamed).components) == set(flags_of(WORLD).components)
    assert set(flags_of(WORLD).components) <= set(flags_of(others | renamed).components)


def test_another_vote_or_another_member_is_another_component():
    (before,) = flags_of({"a": ONE, "c": ONE}).components
    changed = [-ONE[0] or 1, *ONE[1:]]
    assert flags_of({"a": ONE, "c": changed}).components != (before,)
    assert flags_of({"a": ONE, "b": ONE, "c": ONE}).components != (before,)


def test_nobody_alike_is_no_component():
    found = flags_of({"a": ONE, "b": OTHER}, DuplicateRule(15, 0.95))
    assert found.components == ()
    assert found.rows == ()
    assert np.all(found.duplicates.component == -1)
