import pytest

from comity.canonical import decode
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS
from comity.dialogue.report import REPORT, STATEMENTS_TABLE
from comity.dialogue.report_cells import INPUTS, OUTPUTS, report_cells
from comity.dialogue.sealing import CELLS, CLASSES, SUMMARY
from comity.fault import RefusedError
from tests.contracts.schema import breaches
from tests.contracts.test_report_schema import SCHEMA
from tests.dialogue.sealed_worlds import public


def inputs():
    return {path: public()[path] for path in INPUTS}


def test_everything_after_the_cells_follows_from_them():
    made = report_cells(inputs())
    assert set(made) == set(OUTPUTS)
    assert made == {path: public()[path] for path in OUTPUTS}
    report = decode(made[REPORT])
    assert breaches(report, SCHEMA, SCHEMA) == []
    assert report["function"]["name"] == "dialogue.report_cells"
    assert report["recompute"]["state"] == "not_yet_audited"
    assert report["conversation"]["tier"] == "verified"
    assert [tier["name"] for tier in report["tiers"]] == ["anonymous"]
    assert [table["by"] for table in report["classes"]] == ["country"]
    assert report["common_ground"]


def test_one_changed_cell_changes_the_report():
    lines = inputs()[CELLS].decode().splitlines()
    cell, agree, disagree, passed = lines[1].split(",")
    lines[1] = f"{cell},{int(agree) + 1},{disagree},{passed}"
    changed = report_cells(inputs() | {CELLS: ("\n".join(lines) + "\n").encode()})
    assert changed[STATEMENTS_TABLE] != public()[STATEMENTS_TABLE]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (CELLS, b""),
        (CELLS, b"cell,agree,disagree,pass\n"),
        (CLASSES, b"x"),
        (TIERS, b"x"),
        (SUMMARY, b"{}"),
        (STATEMENTS, b"x"),
        (RULE, b"{}"),
        (PARAMETERS, b"{}"),
    ],
)
def test_hostile_inputs_are_refused(path, data):
    with pytest.raises(RefusedError):
        report_cells(inputs() | {path: data})


def test_tables_stand_where_they_belong_and_are_those_asked_for():
    with pytest.raises(RefusedError):
        report_cells(inputs() | {CLASSES: inputs()[TIERS]})
    with pytest.raises(RefusedError):
        report_cells(inputs() | {TIERS: inputs()[CLASSES]})
    other = inputs()[CLASSES].replace(b",country,", b",sector,")
    with pytest.raises(RefusedError, match="published_table"):
        report_cells(inputs() | {CLASSES: other})


def test_a_cell_that_speaks_of_few_is_no_input():
    lines = inputs()[CELLS].decode().splitlines()
    lines[1] = lines[1].split(",")[0] + ",3,0,0"
    with pytest.raises(RefusedError, match="published_table"):
        report_cells(inputs() | {CELLS: ("\n".join(lines) + "\n").encode()})
