"""The published function ``dialogue.report``: input members of a bundle in, output members out."""

from collections.abc import Mapping
from typing import Final

from comity.canonical import encode
from comity.dialogue.counting import Progress, count
from comity.dialogue.document import Heading, report_json
from comity.dialogue.findings import judge
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, TIERS, VOTES, read_inputs
from comity.dialogue.rule import read_rule
from comity.dialogue.shares import TOLERANCE
from comity.dialogue.tables import groups_csv, statements_csv
from comity.record import PublishedFunction

__all__ = ["GROUPS_TABLE", "INPUTS", "OUTPUTS", "PUBLISHED", "REPORT", "STATEMENTS_TABLE", "report"]

NAME: Final = "dialogue.report"
VERSION: Final = 1
REPORT: Final = "outputs/report.json"
STATEMENTS_TABLE: Final = "outputs/statements.csv"
GROUPS_TABLE: Final = "outputs/groups.csv"
INPUTS: Final = (VOTES, STATEMENTS, RULE, PARAMETERS, TIERS)
OUTPUTS: Final = (STATEMENTS_TABLE, GROUPS_TABLE, REPORT)


def report(inputs: Mapping[str, bytes], progress: Progress | None = None) -> dict[str, bytes]:
    """Return report.json and its two tables for published votes, statements, rule, parameters.

    The result depends on the votes, the rule and the seed alone: not on the order of rows or
    lines, on the numbers rows were given, on time, threads or machine. Other tiers' cells are
    shown beside and change nothing else. ``progress(done, total)`` is told of each replicate.
    Raises ``RefusedError`` for inputs that are not what they should be.
    """
    rule = read_rule(inputs[RULE], RULE)
    published = read_inputs(inputs, rule.minimum_cell)
    findings = judge(count(published, rule, progress), rule)
    heading = Heading(NAME, VERSION, rule, published.parameters)
    return {
        REPORT: encode(report_json(findings, heading, published.tiers)),
        STATEMENTS_TABLE: statements_csv(findings, rule),
        GROUPS_TABLE: groups_csv(findings.cells, rule),
    }


PUBLISHED: Final = PublishedFunction(
    name=NAME,
    version=VERSION,
    inputs=INPUTS,
    outputs=OUTPUTS,
    tolerance=TOLERANCE,
    run=report,
)
