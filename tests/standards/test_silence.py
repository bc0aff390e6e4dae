"""The fold: the vectors of the closing instant, the real sequence, and a model beside it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comity.standards.silence import after_act, silence_of
from comity.standards.silence_outcome import silence_outcome
from comity.standards.silence_state import Silence
from tests.standards.silences import (
    DEADLINE,
    LENIENT,
    OPENED,
    OTHER,
    PARTIES,
    TERMS,
    TEXT,
    THIRD,
    TWO,
    act,
    after,
    opened,
    opening,
    why,
)

END = 72 * 3600


@pytest.mark.parametrize(
    ("seconds", "closes", "state"),
    [
        (END - 1, "inclusive", "broken"),
        (END, "inclusive", "broken"),
        (END + 1, "inclusive", "adopted"),
        (END - 1, "exclusive", "broken"),
        (END, "exclusive", "adopted"),
        (END + 1, "exclusive", "adopted"),
    ],
)
def test_silence_D5_71_59_59_and_72_00_00_and_72_00_01(seconds, closes, state):
    terms = replace(TERMS, closes=closes)
    late = opened(act("break", seconds, party="Averissa"), terms=terms)
    assert late.state(after(73)) == state
    assert bool(late.refused) is (state == "adopted")


def test_silence_D5_at_the_closing_instant_itself_nothing_is_adopted_yet():
    assert opened().state(DEADLINE) == "open"
    assert opened().state(after(72, 1)) == "adopted"
    assert opened(terms=replace(TERMS, closes="exclusive")).state(DEADLINE) == "adopted"


def test_silence_D5_the_low_tech_channel_breaks_silence_one_minute_before_close():
    by_voice = act("break", END - 60, party="Elbonne", channel="voice", officers=TWO)
    assert opened(by_voice).state(after(73)) == "broken"


def test_silence_D5_a_change_of_one_byte_starts_a_new_full_period():
    changed = act("supersede", 3600, text="0" + TEXT[1:], deadline=after(73))
    new = opened(changed)
    assert (new.state(after(73)), new.state(after(73, 1))) == ("open", "adopted")
    assert new.state_of(new.rounds[0], after(73, 1)) == "superseded"
    early = opened(replace(changed, deadline=after(73) - timedelta(seconds=1)))
    assert why(early) == ["silence_period"]
    assert len(early.rounds) == 1


def test_silence_breaks_of_a_superseded_text_do_not_break_the_new_one():
    acts = [
        act("break", 60, party="Averissa"),
        act("acknowledged", 61, party="Belquoria"),
        act("supersede", 3600, text=OTHER, deadline=after(73)),
    ]
    new = opened(*acts)
    assert new.state(after(74)) == "adopted"
    assert new.now.noticed("acknowledged") == frozenset()
    assert new.state_of(new.rounds[0], after(74)) == "broken"


def test_silence_the_real_sequence_broken_twice_superseded_and_adopted_in_plenary():
    """As the compact of 2024 went: the third text was not put under silence."""
    acts = [
        act("break", 3600, party="Averissa"),
        act("supersede", 7200, text=OTHER, deadline=after(74)),
        act("break", 9000, party="Belquoria", part="paragraph 4"),
        act("supersede", 10_000, text=THIRD),
        act("statement", 20_000, party="Cindovar", reason="Adopted in plenary."),
    ]
    silence, states = opened(), []
    for each in acts:
        silence = after_act(silence, each)
        states.append(silence.state(each.at))
    assert states == ["broken", "open", "broken", "superseded", "superseded"]
    assert silence.state(after(100)) == "superseded"
    assert [silence.state_of(part, after(100)) for part in silence.rounds] == ["broken", "broken"]


def test_silence_withdrawn_is_withdrawn_even_after_a_break():
    gone = opened(act("break", 1, party="Averissa"), act("withdraw", 2))
    assert gone.state(after(73)) == "withdrawn"


def test_silence_an_extended_period_runs_until_its_new_deadline():
    longer = opened(act("extend", END, deadline=after(80)))
    assert (longer.state(after(79)), longer.state(after(80, 1))) == ("extended", "adopted")
    assert longer.now.first_deadline == DEADLINE


breaks_of_one_second = st.lists(
    st.builds(
        lambda party, part: act("break", END, party=party, part=part),
        st.sampled_from(PARTIES),
        st.sampled_from(["", "4"]),
    ),
    min_size=2,
    max_size=6,
)


@given(st.data(), breaks_of_one_second)
def test_silence_D5_the_order_of_breaks_within_a_second_changes_nothing(data, breaks):
    other = data.draw(st.permutations(breaks))
    first, second = opened(*breaks), opened(*other)
    assert first.state(after(73)) == second.state(after(73)) == "broken"
    assert {each.party for each in first.now.breaks} == {each.party for each in second.now.breaks}
    sheets = [silence_outcome(each, after(73))["rounds"] for each in (first, second)]
    assert sheets[0][0]["numbers"] == sheets[1][0]["numbers"]
    assert not first.refused


SECONDS = st.sampled_from([0, 1, 60, 3600, 90_000])
PARTY = st.sampled_from(PARTIES)


class SilenceMachine(RuleBasedStateMachine):
    """A procedure beside a model that is told in the fewest words; time runs, sometimes back."""

    @initialize()
    def start(self):
        self.acts = [opening()]
        self.silence = silence_of(LENIENT, self.acts)
        self.seen = self.own = 0
        self.deadline, self.text, self.ended, self.closed = END, TEXT, "", False
        self.breaking, self.late, self.refused, self.texts = {}, set(), 0, 1
        self.longer = False

    def do(self, kind, *, allowed, **more):
        """Do an act at the present time; tell whether the model lets it through."""
        self.seen = self.now
        one = act(kind, self.own, number=str(len(self.acts)), **more)
        self.acts.append(one)
        self.silence = after_act(self.silence, one)
        self.refused += not allowed
        return allowed

    @property
    def now(self):
        """Return the time at which an act counts: no earlier than any that was seen."""
        return max(self.seen, self.own)

    @property
    def running(self):
        return not (self.ended or self.closed) and self.now <= self.deadline

    @rule(seconds=SECONDS)
    def time_runs(self, seconds):
        self.own += seconds

    @rule(seconds=st.sampled_from([-60, -1, 0, 1, 60]))
    def time_comes_to_the_deadline(self, seconds):
        self.own = max(self.own, self.deadline + seconds)

    @rule(party=PARTY, seconds=st.sampled_from([2, 3600]))
    def clock_steps_back_after_an_act(self, party, seconds):
        self.do("sent", allowed=self.running, party=party)
        self.own = max(self.own - seconds, 0)

    @rule(parties=st.lists(PARTY, min_size=1, max_size=3))
    def break_at_once(self, parties):
        for party in parties:
            if self.do("break", allowed=self.running, party=party):
                self.breaking[party] = True

    @rule(place=st.integers(0, 3))
    def takes_back(self, place):
        party = min({*self.breaking, *PARTIES[place:]})
        allowed = self.running and party in self.breaking
        if self.do("withdraw_break", allowed=allowed, party=party):
            del self.breaking[party]

    @rule(by=st.sampled_from(["Chair", "Officer", "Mallory"]), more=st.sampled_from([-60, 0, 600]))
    def extends(self, by, more):
        allowed = self.running and more > 0 and by != "Mallory"
        deadline = OPENED + timedelta(seconds=self.deadline + more)
        if self.do("extend", allowed=allowed, deadline=deadline, by=by):
            self.deadline += more
            self.longer = True

    @rule(
        under_silence=st.sampled_from([True] * 5 + [False]),
        same=st.booleans(),
        hours=st.sampled_from([71, 72]),
    )
    def supersedes(self, under_silence, same, hours):
        text = self.text if same else f"{self.texts:064x}"
        deadline = self.now + hours * 3600
        own = OPENED + timedelta(seconds=deadline) if under_silence else None
        broken = bool(self.breaking or self.late)
        allowed = not same and not self.ended and (self.running or broken)
        allowed = allowed and (not under_silence or hours == 72)
        if not self.do("supersede", allowed=allowed, text=text, deadline=own):
            return
        if not under_silence:
            self.ended = "superseded"
            return
        self.deadline, self.text, self.texts = deadline, text, self.texts + 1
        self.breaking, self.late, self.closed, self.longer = {}, set(), False, False

    @rule(odds=st.integers(0, 7))
    def withdraws(self, odds):
        if odds or len(self.acts) < 8:
            return
        broken = bool(self.breaking or self.late)
        if self.do("withdraw", allowed=not self.ended and (self.running or broken)):
            self.ended = "withdrawn"

    @rule()
    def closes(self):
        over = not self.ended and not self.closed and self.now > self.deadline
        if self.do("close", allowed=over):
            self.closed = True

    @precondition(lambda self: self.now > self.own and self.now > self.deadline)
    @rule(party=PARTY)
    def breaks_by_a_clock_set_back(self, party):
        in_time = self.own <= self.deadline
        self.do("break", allowed=False, party=party)
        about, here = self.acts[-1], self.silence.rounds[-1].opened
        admitted = not self.ended and in_time and about.at >= here
        if self.do("admit_late", allowed=admitted, party=party, about=about.number, evidence="log"):
            self.late.add(party)

    def expected(self, now):
        if self.ended:
            return self.ended
        if self.breaking or self.late:
            return "broken"
        if not self.closed and now <= self.deadline:
            return "extended" if self.longer else "open"
        return "adopted"

    @invariant()
    def is_as_the_model_says(self):
        if not hasattr(self, "silence"):
            return
        for now in (self.now, self.deadline, self.deadline + 1):
            at = OPENED + timedelta(seconds=now)
            assert self.silence.state(at) == self.expected(now)
        assert len(self.silence.refused) == self.refused
        standing = {each.party for each in self.silence.now.standing}
        assert standing == set(self.breaking) | self.late

    def teardown(self):
        """A restart folds the same acts again, and has the same procedure."""
        if hasattr(self, "silence"):
            assert silence_of(LENIENT, self.acts) == self.silence
            half = len(self.acts) // 2
            resumed = silence_of(LENIENT, self.acts[:half])
            for each in self.acts[half:]:
                resumed = after_act(resumed, each)
            assert resumed == self.silence


SilenceMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30)


class TestSilenceD5Machine(SilenceMachine.TestCase):
    """D5: all transitions, against the model."""


def test_silence_D5_a_restart_in_mid_period_changes_nothing():
    acts = [
        opening(),
        act("break", 9, party="Averissa"),
        act("withdraw_break", 10, party="Averissa"),
    ]
    whole = silence_of(LENIENT, acts)
    resumed = after_act(silence_of(LENIENT, acts[:2]), acts[2])
    assert whole == resumed
    assert Silence(LENIENT) == silence_of(LENIENT, [])


def test_silence_a_party_takes_back_its_own_break_and_no_other():
    broke = [act("break", 1, party=party) for party in PARTIES[:2]]
    back = act("withdraw_break", 2, party=PARTIES[0])
    silence = opened(*broke, back, terms=LENIENT)
    assert [each.party for each in silence.now.standing] == [PARTIES[1]]
    assert silence.now.taken_back == (broke[0],)


def test_silence_that_is_closed_and_broken_late_shows_both():
    admitted = [
        act("downtime", END + 60, start=after(71), end=after(72, 60)),
        act("close", END + 61),
        act("admit_late", END + 90, party="Elbonne", attempted=after(72, -9), evidence="mail"),
    ]
    silence = opened(*admitted)
    assert silence.state(after(73)) == "broken"
    assert silence.now.closed == after(72, 61)
    assert [each.party for each in silence.now.late] == ["Elbonne"]
    assert silence.now.breaks == ()
