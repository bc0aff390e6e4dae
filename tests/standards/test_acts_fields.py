"""The fields of a line: what is read, and what is found at fault."""

import pytest

from comity.documents import FaultList
from comity.standards.acts_fields import Fields, column_key
from tests.standards.histories import day


@pytest.fixture
def faults():
    return FaultList("acts.csv")


def codes(faults):
    return [fault.code for fault in faults.faults]


def test_sound_fields_are_read(faults):
    fields = Fields("acts.csv", faults)
    assert fields.party(" Coˆte ", 2) == "Coˆte"
    assert fields.act("Provisional application", 2) == "provisional_application"
    assert fields.day("2016-10-05", 2) == fields.day(" 2016-10-05", 3) == day("2016-10-05")
    assert fields.whole("5882", 2, "share") == 5882
    assert not len(faults)


IMPOSSIBLE = ("2026-02-29", "2026-13-01", "05.10.2016", "20161005", "0001-01-01", "9999-12-31", "")


@pytest.mark.parametrize("value", IMPOSSIBLE)
def test_register_D6_impossible_days_are_found(faults, value):
    assert Fields("acts.csv", faults).day(value, 7) is None
    assert codes(faults) == ["standards.act_day"]
    assert faults.faults[0].place.line == 7


@pytest.mark.parametrize("value", ["-1", "1.5", "1,000", "007", "12345678901234567890", "x"])
def test_measures_are_whole_numbers(faults, value):
    Fields("acts.csv", faults).whole(value, 2, "share")
    assert codes(faults) == ["standards.act_number"]


@pytest.mark.parametrize("value", ["", "  ", "A\u202eB", "x" * 201])
def test_a_party_is_an_id_that_can_be_seen(faults, value):
    Fields("acts.csv", faults).party(value, 2)
    assert codes(faults) == ["standards.act_party"]


def test_an_act_is_one_of_the_list(faults):
    assert Fields("acts.csv", faults).act("adhesion", 2) is None
    assert codes(faults) == ["standards.act_unknown"]


def test_columns_match_whatever_their_case():
    assert column_key("Emissions_hundredths percent") == "emissions-hundredths-percent"


@pytest.mark.parametrize("value", ["a\x1b[2Jb", "a\u202eb", "two\nlines", "a\tb", "\x00"])
def test_texts_that_deceive_are_found(faults, value):
    Fields("acts.csv", faults).text(value, 2, "source")
    assert codes(faults) == ["standards.act_text"]


def test_texts_of_every_script_are_kept(faults):
    fields = Fields("acts.csv", faults)
    for text in ("Dépôt", "می\u200cخواهم", "通知"):
        assert fields.text(f" {text} ", 2, "text") == text
    assert not len(faults)
