import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.language import DIRECTION_CONTROLS, clean_text


@pytest.mark.parametrize("control", sorted(DIRECTION_CONTROLS))
def test_each_direction_control_is_taken_out_and_reported(control: str) -> None:
    clean = clean_text(f"access {control}level")
    assert clean.text == "access level"
    assert clean.removed_controls == (f"U+{ord(control):04X}",)


def test_trojan_source_reads_as_it_is_written() -> None:
    """Boucher and Anderson 2021, listing 1: what looks like a comment is code."""
    shown = clean_text("/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin admins only */")
    assert shown.text == "/* } if (isAdmin)  begin admins only */"


def test_marks_and_joiners_that_scripts_need_stay() -> None:
    text = "می\u200cخواهم 👩\u200d🔬 (a\u200f)\u200e \u061c1"
    assert clean_text(text).text == text
    assert clean_text(text).removed == ()


def test_other_invisible_controls_go_too() -> None:
    clean = clean_text("a\x07b\ufeffc\U000e0041d\ufdd0e\x7ff")
    assert clean.text == "abcdef"
    assert len(clean.removed) == 5


def test_lines_and_tabs_stay() -> None:
    assert clean_text("a\r\nb\rc\nd\te\u2028f").text == "a\nb\nc\nd\te\nf"


def test_letters_have_one_form() -> None:
    assert clean_text("cafe\u0301") == clean_text("caf\u00e9")


def test_markup_is_data() -> None:
    assert clean_text("<script>alert(1)</script> & [x](y)").text == (
        "<script>alert(1)</script> & [x](y)"
    )


@given(st.text())
def test_cleaning_is_done_once(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean.text) == type(clean)(clean.text, ())
    assert unicodedata.is_normalized("NFC", clean.text)
    assert not DIRECTION_CONTROLS & set(clean.text)
