"""The published function ``dialogue.report_cells``: from published cells to the report.

For protected ballots: everything after the cells is recomputed by anyone.
"""

from collections.abc import Mapping
from typing import Final

from comity.canonical import encode
from comity.dialogue.breakdown import TIER, Breakdown, read_breakdowns
from comity.dialogue.cells_table import read_cells, read_summary
from comity.dialogue.columns import in_order
from comity.dialogue.document import Heading, report_json
from comity.dialogue.findings import judge
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS, read_parameters
from comity.dialogue.published_table import refuse_line
from comity.dialogue.reading import read_statements
from comity.dialogue.report import GROUPS_TABLE, OUTPUTS, REPORT, STATEMENTS_TABLE
from comity.dialogue.rule import read_rule
from comity.dialogue.sealing import CELLS, CLASSES, SUMMARY
from comity.dialogue.shares import TOLERANCE
from comity.dialogue.tables import groups_csv, statements_csv
from comity.fault import N_, phrase
from comity.record import PublishedFunction

__all__ = ["INPUTS", "OUTPUTS", "PUBLISHED", "report_cells"]

NAME: Final = "dialogue.report_cells"
VERSION: Final = 1
INPUTS: Final = (CELLS, CLASSES, TIERS, SUMMARY, STATEMENTS, RULE, PARAMETERS)


def report_cells(inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return report.json and its two tables for published cells, statements, rule, parameters.

    Raises ``RefusedError`` for inputs that are not what they should be, among them a cell, group
    or place on the map that speaks of fewer people than the rule's minimum.
    """
    rule = read_rule(inputs[RULE], RULE)
    parameters = read_parameters(inputs[PARAMETERS], "protected")
    statements = in_order(read_statements(inputs[STATEMENTS], STATEMENTS))
    least = rule.minimum_cell
    summary = read_summary(inputs[SUMMARY], SUMMARY, least)
    cells = read_cells(inputs[CELLS], CELLS, statements, summary, least)
    known = tuple(statement.id for statement in statements)
    tiers = _expected(inputs, TIERS, known, (TIER,), least)
    classes = _expected(inputs, CLASSES, known, parameters.classes, least)
    findings = judge(cells, rule)
    heading = Heading(NAME, VERSION, rule, parameters)
    return {
        REPORT: encode(report_json(findings, heading, tiers[0] if tiers else None, classes)),
        STATEMENTS_TABLE: statements_csv(findings, rule),
        GROUPS_TABLE: groups_csv(cells, rule),
    }


def _expected(
    inputs: Mapping[str, bytes],
    path: str,
    statements: tuple[str, ...],
    columns: tuple[str, ...],
    least: int,
) -> tuple[Breakdown, ...]:
    """Return the tables at ``path``, which may be of ``columns`` only, in their order."""
    tables = read_breakdowns(inputs[path], path, statements, least)
    wanted = [by for by in columns if by in {table.by for table in tables}]
    if [table.by for table in tables] != wanted:
        raise refuse_line(path, None, phrase(N_("it holds another table than was asked for")))
    return tables


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=report_cells,
)
