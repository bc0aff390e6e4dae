from comity.dialogue.cells import DuplicateSummary, Weighted
from comity.dialogue.doubts_document import duplicates_json
from tests.dialogue.worlds import SHIPPED

FOUND = DuplicateSummary(
    flagged=7,
    sizes=(5, 2),
    headlines=(
        Weighted("1", "agree", 30.2, 5.0, 0.8),
        Weighted("2", "disagree", 5.0, 30.2, 0.8),
        Weighted("3", "agree", None, None, None),
    ),
    common_ground=("2", "1"),
)


def test_what_was_not_sought_is_null():
    assert duplicates_json(None, SHIPPED) is None


def test_headlines_are_told_as_they_would_be():
    told = duplicates_json(FOUND, SHIPPED)
    assert (told["flagged"], told["components"]) == (7, (5, 2))
    assert (told["common"], told["equal"], told["counted_as"]) == (15, 0.95, "everybody")
    one, two, three = told["as_one"]["headlines"]
    assert (one["value"], one["n"]) == (0.838889, 36.0)
    assert one["low"] < one["value"] < one["high"]
    assert two == {**one, "id": "2", "direction": "disagree"}
    assert three == {
        "id": "3", "direction": "agree", "value": None, "n": None, "low": None, "high": None,
    }  # fmt: skip
    assert told["as_one"]["common_ground"] == ("2", "1")
