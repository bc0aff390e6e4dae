import json

from comity.dialogue import RESTATEMENT_MEMBER, restatement
from comity.render import LANGUAGES, restated_table, voice
from tests.dialogue.test_restatement_document import inputs

EN = voice(LANGUAGES["en"])
RESULT = json.loads(restatement(inputs())[RESTATEMENT_MEMBER])
STATEMENTS = [
    {"id": one, "text": words, "language": "en", "moderated": 1}
    for one, words in zip("12345", ("One.", "Two.", "Three.", "", "Five."), strict=True)
]


def rows(statements=STATEMENTS) -> list[str]:
    found = restated_table(RESULT, statements, EN)
    return found.partition("<tbody")[2].split("<tr")[1:]


def test_a_figure_shown_anew_stands_beside_the_one_before():
    first = rows()[0]
    assert "shown anew" in first
    assert "<b>56%</b>" in first
    assert "before: 57%" in first
    assert "<b>25</b> <small>before: 35</small>" in first


def test_what_is_not_shown_anew_says_why():
    _, hidden, stands, erased, small = rows()
    assert "hidden: too few people" in hidden
    assert "fewer than 10 changed, or none" in stands
    assert "erased" in erased
    assert "hidden: too few people" in small
    for row in (hidden, erased, small):
        assert row.count("–") >= 4
        assert "%" not in row


def test_an_erased_statement_shows_its_number_alone():
    assert "“" not in rows()[3]
    assert ">4<" in rows()[3]


def test_a_page_of_some_statements_has_their_rows_alone():
    assert len(rows(STATEMENTS[:2])) == 2


def test_a_language_that_is_read_from_the_right_has_the_same_rows():
    found = restated_table(RESULT, STATEMENTS, voice(LANGUAGES["ar"]))
    assert found.count("<tr") == 6
