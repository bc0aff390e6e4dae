"""Was there such a decision? What is found, what comes closest, and among how many."""

import gzip

import pytest

from comity.fault import RefusedError
from comity.standards import Claim, check_claim, parse_votes, read_decisions
from tests.standards.histories import day

LIST = b"""decision,date,title,yes,no,abstain
R/1,2024-01-01,Machines that answer for themselves,117,2,2
R/2,2024-06-01,Panel of experts,123,19,29
R/3,2025-01-01,Panel of experts: budget,184,2,1
"""


@pytest.fixture
def listed():
    return read_decisions(LIST)


def test_threat_T15_an_invented_vote_is_not_found_and_the_nearest_is_shown(listed):
    answer = check_claim(listed, Claim(votes=(185, 1)))
    assert answer.found == ()
    assert answer.near[0].name == "R/3"
    assert (answer.searched, answer.last) == (3, day("2025-01-01"))


def test_a_real_vote_is_found_by_numbers_words_and_days(listed):
    assert [one.name for one in check_claim(listed, Claim(votes=(117, 2, 2))).found] == ["R/1"]
    panel = check_claim(listed, Claim(words=("PANEL",)))
    assert [one.name for one in panel.found] == ["R/2", "R/3"]
    early = check_claim(listed, Claim(("panel",), since=day("2024-02-01"), until=day("2024-12-31")))
    assert [one.name for one in early.found] == ["R/2"]
    assert check_claim(listed, Claim(("budget",), (123, 19))).found == ()


def test_nothing_is_near_where_only_words_were_claimed(listed):
    assert check_claim(listed, Claim(words=("whales",))).near == ()
    assert check_claim((), Claim()).last is None


def test_votes_are_written_with_hyphen_or_dash():
    assert parse_votes("185-1") == (185, 1)
    assert parse_votes("92–46–25") == (92, 46, 25)
    for text in ("185", "185 to 1", "-1-2", ""):
        with pytest.raises(RefusedError):
            parse_votes(text)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"decision,date\nR/1,2024-01-01\n", "standards.decisions_columns"),
        (b"decision,date,title,yes,no\nR/1,2024-01-32,T,1,2\n", "standards.act_day"),
        (b"decision,date,title,yes,no\nR/1,2024-01-01,T,many,2\n", "standards.act_number"),
    ],
)
def test_lists_that_cannot_be_read_are_refused(data, code):
    with pytest.raises(RefusedError) as error:
        read_decisions(data)
    assert [fault.code for fault in error.value.faults] == [code]


def test_real_roll_calls(shared_data):
    path = shared_data / "decisions/unga-roll-calls/rollcalls.csv.gz"
    listed = read_decisions(gzip.decompress(path.read_bytes()), "rollcalls.csv")
    assert len(listed) == 1411
    assert len(check_claim(listed, Claim(votes=(185, 1))).found) == 3
    assert check_claim(listed, Claim(votes=(185, 2))).found == ()
