"""The fold of a roll call: what counts, what is refused, and a model beside it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.standards.ballots import VOTES
from comity.standards.roll_call import after_roll_call_act, roll_call_of
from comity.standards.roll_call_acts import Called
from comity.standards.roll_call_channel import Officer
from tests.standards.roll_call_world import (
    CALLED,
    PARTIES,
    ROLL,
    act,
    ballot,
    call,
    called,
    why,
)

TWO = (Officer("Ana Ruiz", "Belquoria"), Officer("Ben Oyelaran", "Cindovar"))
CLOSE = act("close", 60)


@pytest.mark.parametrize(
    "more",
    [
        {"question": " "},
        {"root": ""},
        {"roll": ()},
        {"roll": (Called("Orvela", "suspended"),)},
        {"roll": (*ROLL, Called("Averissa"))},
        {"roll": (*ROLL, Called("AVERISSA", "observer"))},
        {"roll": (Called(""),)},
    ],
)
def test_roll_call_a_call_that_lacks_something_calls_nobody(more):
    refused = called(**more)
    assert (why(refused), refused.state) == (["roll_call"], "draft")
    assert called().state == "open"


@pytest.mark.parametrize(
    ("before", "last", "code"),
    [
        ([], call(), "roll_call_place"),
        ([], act("invented"), "roll_call_place"),
        ([CLOSE], CLOSE, "roll_call_place"),
        ([CLOSE], ballot("Averissa", "Y", 61), "roll_call_place"),
        ([CLOSE], ballot("Averissa", "Y", 5), "roll_call_place"),
        ([], act("correction", 5, party="Averissa", vote="Y"), "roll_call_place"),
        ([], ballot("Orvela", "Y"), "roll_call_entitled"),
        ([], ballot("Nowhere", "Y"), "roll_call_entitled"),
        ([], ballot("averissa", "Y"), "roll_call_entitled"),
        ([], ballot("Averissa", "yes"), "roll_call_vote"),
        ([], ballot("Averissa", ""), "roll_call_vote"),
        ([], ballot("Averissa", "Y", mandate_until=CALLED), "mandate_expired"),
        ([], ballot("Averissa", "Y", channel="floor", officers=TWO[:1]), "act_unconfirmed"),
        ([], ballot("Averissa", "Y", channel="voice", officers=TWO[:1] * 2), "same_officer"),
        ([ballot("Averissa", "Y")], ballot("Averissa", "N"), "roll_call_at_once"),
        (
            [ballot("Averissa", "Y", code="9")],
            ballot("Averissa", "N", 2, code="9"),
            "roll_call_code",
        ),
        ([ballot("Thalum", "Y", code="9")], ballot("Averissa", "N", 2, code="9"), "roll_call_code"),
        (
            [ballot("Thalum", "Y", number="9")],
            ballot("Averissa", "N", number="9"),
            "roll_call_number",
        ),
        ([CLOSE], act("correction", 70, party="Orvela", vote="Y"), "roll_call_entitled"),
        ([CLOSE], act("correction", 70, party="Averissa", vote="?"), "roll_call_vote"),
        ([CLOSE], act("explanation", 70, party="Nowhere"), "roll_call_entitled"),
    ],
)
def test_roll_call_what_is_refused_changes_no_count_and_is_kept(before, last, code):
    without, refused = called(*before), called(*before, last)
    assert why(refused) == [code]
    assert refused.refused[-1].act == last
    assert (refused.votes, refused.counts) == (without.votes, without.counts)
    assert (refused.corrections, refused.explanations) == ((), ())
    assert refused.state == without.state


def test_roll_call_the_last_ballot_before_the_close_counts_and_all_are_kept():
    changed = called(ballot("Averissa", "Y", 1), ballot("Averissa", "N", 2), CLOSE)
    assert changed.votes == {"Averissa": "N"}
    assert [each.vote for each in changed.ballots] == ["Y", "N"]
    late = called(ballot("Averissa", "Y", 1), CLOSE, ballot("Averissa", "N", 61))
    assert late.votes == {"Averissa": "Y"}


def test_roll_call_the_log_decides_what_is_later_where_a_clock_was_set_back():
    changed = called(ballot("Averissa", "Y", 50), ballot("Averissa", "N", 20))
    assert changed.votes == {"Averissa": "N"}
    assert changed.stepped == 1


def test_threat_T5_a_mandate_that_ended_is_not_revived_by_a_clock_set_back():
    ended = {"mandate_until": act("ballot", 30).at}
    stepped = called(ballot("Thalum", "Y", 50), ballot("Averissa", "N", 20, **ended))
    assert why(stepped) == ["mandate_expired"]
    assert why(called(ballot("Averissa", "N", 20, **ended))) == []


def test_roll_call_a_code_that_one_officer_alone_entered_can_be_used_by_two():
    alone = ballot("Averissa", "Y", channel="voice", officers=TWO[:1], code="9")
    both = replace(ballot("Averissa", "Y", 2, channel="voice", code="9"), officers=TWO)
    assert called(alone, both).votes == {"Averissa": "Y"}


VOTE = st.sampled_from(VOTES)
BALLOTS = st.dictionaries(st.sampled_from(PARTIES), VOTE).map(lambda votes: list(votes.items()))


@given(st.data(), BALLOTS)
def test_roll_call_the_order_of_ballots_of_different_parties_changes_nothing(data, ballots):
    other = data.draw(st.permutations(ballots))
    first, second = (called(*(ballot(*each) for each in votes)) for votes in (ballots, other))
    assert first.votes == second.votes
    assert first.counts == second.counts
    assert sum(first.counts.values()) == len(PARTIES)


@given(BALLOTS)
def test_roll_call_other_names_for_the_parties_change_no_count(ballots):
    def renamed(party):
        return party[::-1]

    roll = tuple(Called(renamed(each.party), each.status) for each in ROLL)
    plain = called(*(ballot(*each) for each in ballots))
    other = called(*(ballot(renamed(party), vote) for party, vote in ballots), roll=roll)
    assert plain.counts == other.counts


ANYBODY = st.sampled_from([*PARTIES, "Orvela", "Nowhere"])


class RollCallMachine(RuleBasedStateMachine):
    """A roll call beside a dictionary of votes; anybody tries anything at any time."""

    @initialize()
    def start(self):
        self.acts = [call()]
        self.roll_call = roll_call_of(self.acts)
        self.now, self.last = 0, {}
        self.votes, self.intended, self.official, self.refused = {}, {}, None, 0

    def do(self, one, *, allowed):
        self.acts.append(one)
        self.roll_call = after_roll_call_act(self.roll_call, one)
        self.refused += not allowed
        return allowed

    @rule(seconds=st.integers(0, 3))
    def time_runs(self, seconds):
        self.now += seconds

    @rule(party=ANYBODY, vote=st.sampled_from([*VOTES, "yes"]))
    def votes_by_web(self, party, vote):
        allowed = self.official is None and party in PARTIES and vote in VOTES
        allowed = allowed and self.last.get(party) != self.now
        if self.do(ballot(party, vote, self.now), allowed=allowed):
            self.votes[party], self.last[party] = vote, self.now

    @rule(party=ANYBODY, vote=VOTE, officers=st.sampled_from([TWO, TWO[:1], TWO[:1] * 2, ()]))
    def votes_by_voice(self, party, vote, officers):
        one = ballot(party, vote, self.now, channel="voice", officers=officers)
        allowed = self.official is None and party in PARTIES and officers == TWO
        allowed = allowed and self.last.get(party) != self.now
        if self.do(one, allowed=allowed):
            self.votes[party], self.last[party] = vote, self.now

    @rule(party=ANYBODY, vote=VOTE)
    def notes_what_was_intended(self, party, vote):
        allowed = self.official is not None and party in PARTIES
        one = act("correction", self.now, party=party, vote=vote)
        if self.do(one, allowed=allowed):
            self.intended[party] = vote

    @rule(party=ANYBODY)
    def explains(self, party):
        self.do(act("explanation", self.now, party=party), allowed=party in PARTIES)

    @rule(odds=st.integers(0, 3))
    def closes(self, odds):
        if not odds and self.do(act("close", self.now), allowed=self.official is None):
            self.official = dict(self.votes)

    @invariant()
    def is_as_the_model_says(self):
        if not hasattr(self, "roll_call"):
            return
        assert self.roll_call.votes == self.votes
        assert self.official in (None, self.roll_call.votes)
        assert self.roll_call.corrected_votes == {**self.votes, **self.intended}
        assert len(self.roll_call.refused) == self.refused
        taken = self.roll_call.counts
        assert [taken[vote] for vote in VOTES] == [
            list(self.votes.values()).count(vote) for vote in VOTES
        ]
        assert sum(taken.values()) == len(PARTIES)

    def teardown(self):
        """A restart folds the same acts again, and has the same votes."""
        if hasattr(self, "roll_call"):
            assert roll_call_of(self.acts) == self.roll_call


RollCallMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=20)


class TestRollCallMachine(RollCallMachine.TestCase):
    """All transitions, against the model."""
