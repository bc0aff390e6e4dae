"""The published function ``dialogue.report``: input members of a bundle in, output members out."""

from collections.abc import Mapping
from typing import Final

from comity.canonical import encode
from comity.dialogue.document import Heading, groups_csv, report_json, statements_csv
from comity.dialogue.findings import Progress, find
from comity.dialogue.publication import PARAMETERS, RULE, STATEMENTS, VOTES, read_inputs
from comity.dialogue.rule import read_rule

__all__ = ["GROUPS_TABLE", "INPUTS", "OUTPUTS", "REPORT", "STATEMENTS_TABLE", "report"]

NAME: Final = "dialogue.report"
VERSION: Final = 1
REPORT: Final = "outputs/report.json"
STATEMENTS_TABLE: Final = "outputs/statements.csv"
GROUPS_TABLE: Final = "outputs/groups.csv"
INPUTS: Final = (VOTES, STATEMENTS, RULE, PARAMETERS)
OUTPUTS: Final = (STATEMENTS_TABLE, GROUPS_TABLE, REPORT)


def report(inputs: Mapping[str, bytes], progress: Progress | None = None) -> dict[str, bytes]:
    """Return report.json and its two tables for published votes, statements, rule, parameters.

    The result depends on the votes, the rule and the seed alone: not on the order of rows or
    lines, on the numbers rows were given, on time, threads or machine. ``progress(done, total)``
    is told of each replicate. Raises ``RefusedError`` for inputs that are not what they should be.
    """
    rule = read_rule(inputs[RULE], RULE)
    published = read_inputs(inputs)
    findings = find(published, rule, progress)
    heading = Heading(NAME, VERSION, rule, published.parameters)
    return {
        REPORT: encode(report_json(findings, heading)),
        STATEMENTS_TABLE: statements_csv(findings, rule),
        GROUPS_TABLE: groups_csv(findings, rule),
    }
