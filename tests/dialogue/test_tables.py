import csv
import io

from comity.dialogue.findings import judge
from comity.dialogue.tables import groups_csv, ranks, statements_csv
from tests.dialogue.cell_worlds import cells
from tests.dialogue.worlds import SHIPPED


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_every_statement_has_a_line_with_class_and_rank():
    one, two, three, ten = rows(statements_csv(judge(cells(), SHIPPED), SHIPPED))
    assert (one["statement"], one["agree"], one["seen"], one["agree_share"]) == (
        "1", "95", "100", "0.950000",
    )  # fmt: skip
    assert (one["class"], one["direction"], one["rank"]) == ("consensus", "agree", "1")
    assert (two["class"], two["direction"], two["rank"]) == ("contested", "", "")
    assert {three[name] for name in ("agree", "seen", "agree_share", "pass_high")} == {""}
    assert ten["disagree"] == "80"


def test_every_group_has_a_line_per_statement():
    found = rows(groups_csv(cells(), SHIPPED))
    assert [row["statement"] for row in found] == [
        "1/A", "2/A", "3/A", "10/A", "1/B", "2/B", "3/B", "10/B",
    ]  # fmt: skip
    assert (found[5]["agree"], found[5]["disagree"], found[5]["seen"]) == ("2", "37", "40")
    assert found[2]["seen"] == ""


def test_ranks_count_from_one():
    assert ranks((7, 2)) == {7: 1, 2: 2}
