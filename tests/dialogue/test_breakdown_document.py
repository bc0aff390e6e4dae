import numpy as np

from comity.dialogue.breakdown import Breakdown
from comity.dialogue.breakdown_document import class_json, names_json
from tests.dialogue.cell_worlds import cells
from tests.dialogue.worlds import SHIPPED

TABLE = Breakdown(
    by="country",
    names=("Arvenland", "Belmora", "Castria"),
    people=np.array([40, 30, -1]),
    agree=np.array([[30, 20, -1, 5], [15, -1, -1, 5], [-1, -1, -1, -1]]),
    disagree=np.array([[5, 20, -1, 5], [15, -1, -1, 5], [-1, -1, -1, -1]]),
    passed=np.array([[5, 0, -1, 0], [0, -1, -1, 0], [-1, -1, -1, -1]]),
    leaning=np.array([[0, 0, 0, 0], [0, -1, 0, 0], [1, 0, 0, 0]], dtype=np.int8),
)


def test_each_name_has_its_people_and_every_statement():
    one, two, three = names_json(TABLE, cells(), SHIPPED)
    assert (one["name"], one["people"], three["people"]) == ("Arvenland", 40, None)
    first, second = two["statements"][:2]
    assert (first["id"], first["agree"], first["seen"]) == ("1", 15, 30)
    assert first["agree_share"]["value"] == 0.5
    assert first["leaning"] is None
    assert (second["agree"], second["seen"], second["leaning"]) == (None, None, "disagree")
    assert three["statements"][0]["leaning"] == "agree"


def test_beside_people_counting_once_each_class_counts_once():
    told = class_json(TABLE, cells(), SHIPPED)
    one, two, three, ten = told["equal_weight"]
    assert one == {"id": "1", "classes": 2, "agree": 0.625, "disagree": 0.3125}
    assert two == {"id": "2", "classes": 1, "agree": None, "disagree": None}
    assert (three["classes"], ten["agree"]) == (0, 0.5)
    assert told["by"] == "country"
