"""Lines of acts: instants and officers as they are written, and what is wrong with others."""

from datetime import UTC, datetime

import pytest

from comity.documents import FaultList
from comity.fault import Place, RefusedError
from comity.standards.received_lines import instant, officers, received_lines, several
from comity.standards.roll_call_channel import Officer

COLUMNS = ("act", "at", "party", "mandate_until")


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ("2026-10-30T21:00:00Z", 0),
        ("2026-10-30T21:00Z", 1),
        ("2026-10-30T21:00:00+00:00", 1),
        ("2026-13-30T21:00:00Z", 1),
        ("２０26-10-30T21:00:00Z", 1),
        ("", 1),
    ],
)
def test_received_an_instant_has_seconds_and_is_one_of_utc(value, faults):
    found = FaultList("acts.csv")
    read = instant({"at": value}, "at", Place("acts.csv", 2), found)
    assert len(found) == faults
    assert (read == datetime(2026, 10, 30, 21, tzinfo=UTC)) is (faults == 0)


def test_received_officers_are_names_with_parties():
    assert officers("Ana@A; Ben @ B;") == (Officer("Ana", "A"), Officer("Ben", "B"))
    assert officers("Ana") == (Officer("Ana", ""),)
    assert officers("") == ()
    assert several(" ;a;") == ["a"]


def test_received_columns_that_are_not_there_are_empty_and_unknown_ones_passed_over():
    faults = FaultList("acts.csv")
    lines = list(
        received_lines(
            b"at,act,weather,Mandate until\n,close,fine,x\n", "acts.csv", COLUMNS, faults
        )
    )
    assert lines == [
        (Place("acts.csv", 2), {"act": "close", "at": "", "party": "", "mandate_until": "x"})
    ]


@pytest.mark.parametrize(
    "head", [b"act,party\n", b"at,party\n", b"act,at,partyy\n", b"act,at,mandat_until\n"]
)
def test_received_a_file_without_its_columns_is_refused(head):
    with pytest.raises(RefusedError) as refused:
        list(received_lines(head, "acts.csv", COLUMNS, FaultList("acts.csv")))
    assert refused.value.faults[0].code == "standards.received_columns"
