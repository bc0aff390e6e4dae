from comity.site.dialogue.seeds import seed_faults, seeds_in


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
