"""Acts out of CSV and JSON: the same values, and all faults of a file at once."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.standards import ActTerms, acts_as_csv, read_acts, read_parties
from tests.standards.histories import acts_bytes, acts_of, day

FULL = "party,act,date,effect,number,towards,about,notified,evidence,source,share"


def refused(data, **terms):
    with pytest.raises(RefusedError) as error:
        read_acts(data, "acts.csv", ActTerms(**terms))
    return [
        (fault.code.removeprefix("standards."), fault.place.line) for fault in error.value.faults
    ]


def test_a_line_becomes_an_act():
    rows = [
        "A,ratification,2020-01-01,,N1,,,,sha256:00,C.N.1,7",
        "A,reservation,2020-01-01,,N2,,,2020-01-09,,,",
        "B,objection,2020-02-01,,N3,A,N2,,,,",
    ]
    consent, reservation, objection = read_acts(
        acts_bytes(rows, FULL), "a.csv", ActTerms(measures=("share",))
    )
    assert (consent.party, consent.kind, consent.day) == ("A", "ratification", day("2020-01-01"))
    assert (consent.line, consent.evidence, consent.source) == (2, "sha256:00", "C.N.1")
    assert consent.measures == {"share": 7}
    assert reservation.notified == day("2020-01-09")
    assert (objection.towards, objection.about) == ("A", "N2")


def test_json_gives_the_same_as_csv_and_becomes_csv():
    rows = ["A,signature,2020-01-01,", "A,ratification,2020-02-01,7"]
    given_as = [
        {"party": "A", "act": "signature", "date": "2020-01-01"},
        {"party": "A", "act": "ratification", "date": "2020-02-01", "share": 7},
    ]
    data = json.dumps({"schema": "comity.standards.acts/1", "acts": given_as}).encode()
    terms = ActTerms(measures=("share",))
    plain = read_acts(acts_bytes(rows, "party,act,date,share"), "a.csv", terms)
    assert [
        (one.party, one.kind, one.day, one.measures) for one in read_acts(data, "a", terms)
    ] == [(one.party, one.kind, one.day, one.measures) for one in plain]
    assert read_acts(acts_as_csv(data), "a.csv", terms) == plain
    assert acts_as_csv(b"party,act,date\n") == b"party,act,date\n"


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'{"schema":"x","acts":[]}', b'{"schema":"comity.standards.acts/1","acts":[[]]}'],
)
def test_other_json_is_refused(data):
    assert refused(data) == [("acts_unreadable", None)]


def test_register_D6_all_faults_of_a_file_are_told_at_once():
    rows = [
        "A,ratification,2020-01-01,",
        ",ratification,2020-01-01,1",
        "B,adhesion,2020-01-01,1",
        "C,ratification,2020-02-30,1",
        "D,ratification,2020-01-02,1.5",
        "E,withdrawal,2020-01-03,",
        "F,ratification,2020-01-01,1",
    ]
    found = refused(acts_bytes(rows, "party,act,date,share"), measures=("share",))
    assert found == [
        ("act_measure", 2),
        ("act_party", 3),
        ("act_unknown", 4),
        ("act_day", 5),
        ("act_number", 6),
        ("act_withdrawal", 7),
        ("act_backdated", 8),
    ]


def test_a_missing_column_is_named():
    assert refused(b"party,date\nA,2020-01-01\n") == [("acts_columns", 1)]
    assert refused(b"party,act,date\n", measures=("share",)) == [("acts_columns", 1)]


def test_nothing_is_taken_for_nought_but_a_group_brings_nothing():
    rows = ["EUU,ratification,2020-01-01,"]
    data = acts_bytes(rows, "party,act,date,share")
    assert refused(data, measures=("share",)) == [("act_measure", 2)]
    terms = ActTerms(measures=("share",), weightless=frozenset({"EUU"}))
    assert read_acts(data, "a.csv", terms)[0].measures == {}


def test_columns_that_nobody_asked_for_are_not_read():
    assert acts_of(["A,signature,2020-01-01,not a number"], "party,act,date,remarks")[0].text == ""


def test_a_list_of_parties():
    assert read_parties(b"party,name\nA,Aland\nB,Bland\n") == {"A", "B"}
    with pytest.raises(RefusedError):
        read_parties(b"name\nAland\n")


@given(st.binary(max_size=200))
def test_whatever_bytes_are_read_or_refused(data):
    with suppress(RefusedError):
        read_acts(data)
    with suppress(RefusedError):
        read_acts(b"party,act,date\n" + data)
