"""An account tells in time that its codes run out and that a mandate ends."""

from datetime import timedelta

import pytest

from comity.people import Mandate, Party, Role
from comity.site.members.duties import account_duties
from comity.site.members.queries import AccountView, MandateLine
from tests.site.conftest import NOW

PARTY = Party("assembly", "organisation", {"en": "Assembly"})


def account(codes: int, days: int, state: str = "runs") -> AccountView:
    end = NOW + timedelta(days=days)
    role = Role("assembly", "secretary")
    mandate = Mandate("m-1", "p-1", role, frozenset(), NOW - timedelta(days=9), end)
    line = MandateLine(mandate, PARTY, state)
    return AccountView(None, "ABC", PARTY, (), codes, (line,), None)


@pytest.mark.parametrize(
    ("codes", "days", "state", "kinds"),
    [
        (16, 365, "runs", []),
        (5, 31, "runs", []),
        (4, 31, "runs", ["codes"]),
        (16, 30, "runs", ["mandate_ends"]),
        (0, 1, "runs", ["mandate_ends", "codes"]),
        (16, 1, "revoked", []),
        (16, -1, "over", []),
    ],
)
def test_what_runs_out_is_told_in_time(codes, days, state, kinds):
    assert [one.kind for one in account_duties(account(codes, days, state), NOW)] == kinds


def test_it_says_how_many_codes_are_left_and_when_the_mandate_ends():
    ending, few = account_duties(account(3, 2), NOW)
    assert (ending.due, few.count) == (NOW + timedelta(days=2), 3)
