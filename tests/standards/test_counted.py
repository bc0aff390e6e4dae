from datetime import date

import pytest

from comity.fault import RefusedError
from comity.standards.ballots import read_ballots
from comity.standards.counted import counted
from comity.standards.roll import Roll, read_roll
from comity.standards.tally import Tally
from comity.standards.weights import Weights, read_weights
from tests.standards.votes import MAJORITY, rule

NONE = Roll(()), Weights((), ())
ROLL = read_roll(
    b"party,status,sets\nA,member,r/e\nB,member,r/w\nC,suspended,r/e\nD,observer,\nE,left,\n"
    b"F,member,r/w\n"
)
ALL = b"party,vote\nA,Y\nB,N\nC,Y\nD,Y\nE,Y\nG,Y\nA,Y\n"


def count(ballots, roll=ROLL, table=NONE[1], day=None, **changes):
    return counted(rule(**changes), read_ballots(ballots), roll, table, day)


def test_who_may_not_vote_is_a_refused_attempt_outside_all_counts():
    found = count(ALL)
    assert found.tally("seat", None) == Tally(Y=1, N=1, absent=1, open=1)
    assert [(each.ballot.party, each.reason) for each in found.refused] == [
        ("A", "repeated"),
        ("C", "suspended"),
        ("D", "observer"),
        ("E", "left"),
        ("G", "not_on_roll"),
    ]
    assert found.not_entitled == 4


def test_without_a_roll_everybody_counts_and_members_are_not_known():
    found = count(ALL, Roll(()))
    assert found.tally("seat", None) == Tally(Y=5, N=1, open=1)
    assert (found.entitled, found.not_entitled) == (None, 0)
    assert found.tally("seat", "r/e") is None
    assert found.sets_of("r") is None


def test_a_set_narrows_what_is_counted():
    found = count(ALL)
    assert found.tally("seat", "r/w") == Tally(N=1, absent=1, open=1)
    assert found.sets_of("r") == ("r/e", "r/w")
    assert found.tally("seat", "r/north") is None


def test_whoever_is_not_there_is_noted_where_the_rule_says_so():
    ballots = b"party,vote,present\nA,Y,yes\nB,N,no\n"
    assert count(ballots).tally("seat", None).N == 1
    found = count(ballots, in_the_room=True)
    assert found.tally("seat", None) == Tally(Y=1, absent=2)
    assert [each.reason for each in found.noted] == ["not_in_the_room"]


def test_a_vote_without_its_reason_is_set_aside():
    ballots = b"party,vote,reason\nA,N,clause 3\nB,N,\n"
    found = count(ballots, reasoned=["N"])
    assert found.tally("seat", None) == Tally(N=1, set_aside=1, absent=1, open=1)
    assert count(ballots, Roll(()), reasoned=["N"]).tally("seat", None).set_aside == 1


WEIGHED = {
    "tests": [{**MAJORITY, "measure": "people"}],
    "weights": {"people": "persons"},
}
PEOPLE = read_weights(b"party,people\nA,10\nB,5\nF,3\n")


def test_weights_count_for_everybody_who_is_entitled():
    found = count(ALL, table=PEOPLE, **WEIGHED)
    assert found.tally("people", None) == Tally(Y=10, N=5, absent=3, open=5)
    assert found.tally("seat", None) == Tally(Y=1, N=1, absent=1, open=1)
    assert count(ALL, **WEIGHED).tally("people", None) is None


def test_a_member_without_weight_is_refused_though_absent():
    with pytest.raises(RefusedError, match=r"standards\.weight_missing"):
        count(ALL, table=read_weights(b"party,people\nA,10\nB,5\n"), **WEIGHED)


def test_a_roll_on_which_nobody_may_vote_is_refused():
    roll = read_roll(b"party,from,to\nA,2026-01-01,2026-02-01\n")
    with pytest.raises(RefusedError, match=r"standards\.roll_empty"):
        count(ALL, roll, day=date(2026, 3, 1))


def test_a_rule_may_let_others_vote():
    found = count(ALL, entitled=["member", "observer"])
    assert found.tally("seat", None) == Tally(Y=2, N=1, absent=1, open=1)


PROXIES = {
    "one proxy": (b"A,Y,\nB,N,A\n", {"Y": 1, "N": 1}, []),
    "a second proxy": (b"A,Y,\nB,N,A\nF,N,A\n", {"Y": 1}, ["too_many_proxies"] * 2),
    "a chain": (b"A,Y,\nB,N,A\nF,N,B\n", {"Y": 1, "N": 1}, ["proxy_chain"]),
    "of a party that voted": (b"A,Y,\nB,N,A\nB,Y,\n", {"Y": 2}, ["voted_in_person"]),
    "by a suspended party": (b"A,Y,\nB,N,C\n", {"Y": 1}, ["proxy_not_entitled"]),
    "by a stranger": (b"A,Y,\nB,N,Z\n", {"Y": 1}, ["proxy_not_entitled"]),
    "by itself": (b"A,Y,a\n", {"Y": 1}, []),
}


@pytest.mark.parametrize(("lines", "counts", "refused"), PROXIES.values(), ids=PROXIES)
def test_decide_D1_proxies(lines, counts, refused):
    found = count(b"party,vote,by\n" + lines, proxies=1)
    tally = found.tally("seat", None)
    assert {"Y": 0, "N": 0, **counts} == {"Y": tally.Y, "N": tally.N}
    assert [each.reason for each in found.refused] == refused


def test_without_a_word_of_proxies_there_are_none():
    found = count(b"party,vote,by\nA,Y,\nB,N,A\n")
    assert [each.reason for each in found.refused] == ["no_proxies"]
    assert found.tally("seat", None) == Tally(Y=1, absent=2)
