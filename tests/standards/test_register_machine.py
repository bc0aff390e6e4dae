"""The register as a machine: acts come one by one, a model says which are taken and what holds."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from comity.fault import RefusedError
from comity.standards import read_acts, register
from tests.standards.histories import acts_bytes, branch, rule_of

FIRST = date(2020, 1, 1)
RULE = rule_of(branches=[branch([2], delay={"days": 5, "months": 0, "anchor": "day"})])
PARTIES = st.sampled_from("ABCD")
GAPS = st.integers(0, 4)


class Depositary(RuleBasedStateMachine):
    """Takes acts in order; what the model expects to be refused must be, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.today = FIRST
        self.signed: set[str] = set()
        self.since: dict[str, date] = {}
        self.standing_by_day: dict[date, int] = {}

    def enter(self, party: str, act: str, when: date) -> str:
        """Try to enter an act; return the code of the first fault, or nothing if it was taken."""
        rows = [*self.rows, f"{party},{act},{when}"]
        try:
            read_acts(acts_bytes(rows))
        except RefusedError as refused:
            return refused.faults[0].code.removeprefix("standards.")
        self.rows, self.today = rows, when
        return ""

    @rule(party=PARTIES, gap=GAPS)
    def sign(self, party: str, gap: int) -> None:
        """Sign, which one does once."""
        told = self.enter(party, "signature", self.today + timedelta(gap))
        assert told == ("act_twice" if party in self.signed else "")
        self.signed.add(party)

    @rule(party=PARTIES, gap=GAPS, act=st.sampled_from(["ratification", "accession"]))
    def consent(self, party: str, gap: int, act: str) -> None:
        """Consent, which one does anew only after having withdrawn."""
        told = self.enter(party, act, self.today + timedelta(gap))
        assert told == ("act_twice" if party in self.since else "")
        self.since.setdefault(party, self.today)
        self.standing_by_day[self.today] = len(self.since)

    @rule(party=PARTIES, gap=st.integers(1, 4))
    def withdraw(self, party: str, gap: int) -> None:
        """Withdraw, which only those can who have consented."""
        told = self.enter(party, "withdrawal", self.today + timedelta(gap))
        assert told == ("" if party in self.since else "act_withdrawal")
        self.since.pop(party, None)
        self.standing_by_day[self.today] = len(self.since)

    @rule(party=PARTIES, gap=st.integers(1, 9))
    def backdate(self, party: str, gap: int) -> None:
        """Enter something before the last act, which is never taken."""
        if self.rows:
            assert self.enter(party, "declaration", self.today - timedelta(gap)) == "act_backdated"

    @invariant()
    def the_register_says_what_the_model_says(self) -> None:
        """Compare who stands, and the entry into force."""
        found = register(RULE, read_acts(acts_bytes(self.rows)), self.today)
        held = {p for p, own in found.consents.items() if own and own[-1].holds(self.today)}
        assert held == set(self.since)
        entry = found.entry and (found.entry.trigger, found.entry.in_force)
        assert entry == self.expected()

    def expected(self) -> tuple[date, date] | None:
        """Return the first day with two consents that stay until five days later."""
        days = sorted(self.standing_by_day)
        for when in days:
            within = [one for one in days if when <= one < when + timedelta(5)]
            if all(self.standing_by_day[one] >= 2 for one in within):
                return when, when + timedelta(5)
        return None


TestDepositary = Depositary.TestCase
TestDepositary.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
