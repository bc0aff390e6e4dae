from comity.render import LANGUAGES, Beside, voice
from comity.site.dialogue.workbook_beside import beside_sheets
from tests.render.words import arrival, flags, routing

EN = voice(LANGUAGES["en"])


def test_each_that_was_computed_has_a_sheet():
    whole = Beside(flags(), arrival(), routing(outside=True))
    found = {sheet.name: list(sheet.rows) for sheet in beside_sheets(whole, EN)}
    assert list(found) == ["Voted almost alike", "Times of arrival", "Draws weighed out"]
    assert found["Voted almost alike"][0][:3] == [
        "0123456789ab",
        12,
        "dismissed: honest people who vote alike",
    ]
    assert found["Voted almost alike"][1][2] == "no human has decided yet"
    assert found["Times of arrival"][2] == ["region", "Small classes together", 40, 10, 10]
    assert found["Draws weighed out"] == [
        ["12", "Agree", 0.9, 0.7, 640.25],
        ["12", "Disagree", 0.1, None, 640.25],
    ]


def test_what_was_not_computed_has_none():
    assert list(beside_sheets(Beside(), EN)) == []
    nobody = Beside(flags() | {"flags": []}, {"tables": []}, {"statements": []})
    assert list(beside_sheets(nobody, EN)) == []
