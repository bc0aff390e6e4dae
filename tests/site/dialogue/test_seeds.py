import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.fault import RefusedError
from comity.site.dialogue.seeds import seed_faults, seeds_in, seeds_in_file, written_seeds

SAID = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


def test_each_line_is_a_statement_and_empty_ones_are_none():
    text = "  Every net needs a mark.\n\n \nMarks should be free. "
    assert seeds_in(text, "en") == (
        ("Every net needs a mark.", "en"),
        ("Marks should be free.", "en"),
    )
    assert seeds_in(" \n ", "en") == ()


def test_all_that_is_wrong_with_them_is_told_at_once():
    wrong = (("x" * 301, "en"), ("Good.", "en"), ("Good.", "?"))
    codes = [fault.code for fault in seed_faults(wrong)]
    assert codes == ["dialogue.statement_long", "dialogue.statement_language_unknown"]


def test_a_line_says_its_language_where_it_is_another():
    text = "Every net.\n[ar] السلامة أولاً.\n[ar]\n[1] An annex.\n[Draft] We pay."
    assert seeds_in(text, "en") == (
        ("Every net.", "en"),
        ("السلامة أولاً.", "ar"),
        ("[ar]", "en"),
        ("[1] An annex.", "en"),
        ("[Draft] We pay.", "en"),
    )


def test_a_tag_of_the_site_is_that_tag_however_it_is_typed():
    assert seeds_in("[FR] Plus vite.\n[DE] Schneller.", "en") == (
        ("Plus vite.", "fr"),
        ("Schneller.", "DE"),
    )


@given(st.lists(st.tuples(SAID, st.sampled_from(("en", "ar", "zh-Hant")))))
def test_what_is_written_is_read_again(seeds):
    assert seeds_in(written_seeds(seeds, "en"), "en") == tuple(seeds)


def test_a_file_brings_statements_in_several_languages_but_none_that_was_rejected():
    data = "statement,text,language,moderated\n1,Every net.,,1\n2,Plus vite.,fr,\n3,No.,en,-1\n"
    assert seeds_in_file(data.encode(), "s.csv", "en") == (
        ("Every net.", "en"),
        ("Plus vite.", "fr"),
    )


def test_a_file_that_is_none_is_refused_with_its_faults():
    with pytest.raises(RefusedError):
        seeds_in_file(b"a,b\n1,2\n", "s.csv", "en")
