from comity.canonical import decode, encode
from comity.dialogue.cells import Summary, letter, rounded
from comity.dialogue.structure import from_json, to_json
from tests.dialogue.cell_worlds import SUMMARY, cells


def test_rejected_statements_are_counted_and_not_listed():
    assert cells().listed.tolist() == [True, True, True, False]


def test_a_summary_survives_being_published():
    assert from_json(Summary, decode(encode(to_json(SUMMARY)))) == SUMMARY


def test_groups_are_letters_from_the_largest():
    assert [letter(group) for group in range(3)] == ["A", "B", "C"]


def test_what_is_published_has_six_decimals_and_no_negative_zero():
    assert rounded(0.12345678) == 0.123457
    assert str(rounded(-1e-9)) == "0.0"
