import pytest

from comity.dialogue import grouping
from comity.dialogue.grouping import grouped
from comity.dialogue.publication import Parameters, Published
from comity.dialogue.votes import Statement
from tests.dialogue.worlds import camps, quick_rule

LOG, _ = camps(1, people=60)
MATRIX = LOG.matrix("content")
STATEMENTS = tuple(map(Statement, MATRIX.statements, MATRIX.statements))
RULE = quick_rule(10, 19)


@pytest.fixture
def sought(monkeypatch):
    """Return how often groups were sought, from now on."""
    calls = []
    find = grouping.find_groups

    def counted(*arguments):
        calls.append(arguments)
        return find(*arguments)

    monkeypatch.setattr(grouping, "find_groups", counted)
    return calls


def asked(seed, **parameters):
    """Return a question with a seed of its own, so that no other test has asked it before."""
    return Published(MATRIX, STATEMENTS, Parameters("Q", seed=seed, **parameters))


def test_groups_of_the_same_open_votes_are_sought_once(sought):
    one, two = grouped(asked(901), RULE), grouped(asked(901), RULE)
    assert one.stability is two.stability
    assert len(sought) == 1


def test_another_seed_rule_or_vote_is_another_question(sought):
    grouped(asked(902), RULE)
    grouped(asked(903), RULE)
    grouped(asked(903), quick_rule(11, 19))
    less = Published(MATRIX.take(range(50)), STATEMENTS, Parameters("Q", seed=903))
    grouped(less, RULE)
    assert len(sought) == 4


def test_protected_votes_are_not_kept(sought):
    for _ in range(2):
        grouped(asked(904, ballots="protected"), RULE)
    grouped(asked(904), RULE)
    assert len(sought) == 3


def test_a_quick_report_seeks_no_groups(sought):
    assert grouped(asked(905, quick=True), RULE).stability is None
    assert not sought


def test_progress_is_told_and_what_it_raises_ends_the_work():
    told = []
    grouped(asked(906), RULE, lambda done, total: told.append((done, total)))
    assert told[-1] == (29, 29)

    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grouped(asked(907), RULE, stop)
    assert grouped(asked(907), RULE).stability is not None
