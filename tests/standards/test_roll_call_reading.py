"""Acts of a roll call from a file: what is read, and every fault with its line."""

import pytest

from comity.fault import RefusedError
from comity.standards.roll_call import roll_call_of
from comity.standards.roll_call_acts import Called
from comity.standards.roll_call_reading import read_roll_call_acts
from tests.standards.roll_call_world import why
from tools.tree import ROOT

EXAMPLE = (ROOT / "examples" / "roll-call" / "recorded-vote.csv").read_bytes()


def test_roll_call_the_example_is_read_and_counted():
    done = roll_call_of(read_roll_call_acts(EXAMPLE))
    assert done.votes == {"Averissa": "Y", "Belquoria": "Y", "Cindovar": "A"}
    assert done.counts == {"Y": 2, "N": 0, "A": 1, "P": 0, "absent": 1}
    assert why(done) == ["roll_call_entitled", "act_unconfirmed", "roll_call_place"]
    assert [kept.fault.place.line for kept in done.refused] == [9, 12, 15]


def test_roll_call_who_is_listed_without_a_status_is_a_member():
    data = b"act,at,party,status\nlisted,,A ,\nlisted,,B,observer\ncall,2026-11-27T10:00:00Z,,\n"
    (call,) = read_roll_call_acts(data)
    assert call.roll == (Called("A"), Called("B", "observer"))


def test_roll_call_a_mandate_has_an_end():
    head = b"act,at,party,vote,mandate_until\n"
    line = b"ballot,2026-11-27T10:00:00Z,A,Y,2026-11-27T09:00:00Z\n"
    (ballot,) = read_roll_call_acts(head + line)
    assert ballot.mandate_until is not None
    assert ballot.mandate_until < ballot.at


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("act,when\n", [("received_columns", 1)]),
        ("act,at\nvote,2026-11-27T10:00:00Z\n", [("roll_call_act", 2)]),
        ("act,at\nclose,now\nclose,\n", [("received_at", 2), ("received_at", 3)]),
    ],
)
def test_roll_call_faults_are_told_with_their_line(text, faults):
    with pytest.raises(RefusedError) as refused:
        read_roll_call_acts(text.encode())
    told = [
        (each.code.removeprefix("standards."), each.place.line) for each in refused.value.faults
    ]
    assert told == faults
