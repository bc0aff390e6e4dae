"""Votes by tier and by class as members of report.json."""

import numpy as np

from comity.canonical import Json
from comity.dialogue.breakdown import Breakdown
from comity.dialogue.cells import Cells, rounded
from comity.dialogue.published_table import HIDDEN
from comity.dialogue.rule import ReportRule
from comity.dialogue.shares import Shares
from comity.dialogue.tally import Tally

__all__ = ["class_json", "names_json"]

LEANINGS = {1: "agree", -1: "disagree", 0: None}


def names_json(table: Breakdown, cells: Cells, rule: ReportRule) -> list[Json]:
    """Return the votes by each name of a table, each for itself."""
    return [_name(table, row, cells, rule) for row in range(len(table.names))]


def class_json(table: Breakdown, cells: Cells, rule: ReportRule) -> dict[str, Json]:
    """Return the votes by the classes of one column, and what each class counting once gives."""
    return {
        "by": table.by,
        "list": names_json(table, cells, rule),
        "equal_weight": [
            _equal(table, cells.statements[column].id, column)
            for column in range(len(cells.statements))
        ],
    }


def _name(table: Breakdown, row: int, cells: Cells, rule: ReportRule) -> dict[str, Json]:
    hidden = ~table.shown[row]
    parts = (np.where(hidden, 0, part[row]) for part in (table.agree, table.disagree, table.passed))
    shares = Shares(Tally(*parts), hidden, rule)
    people = int(table.people[row])
    return {
        "name": table.names[row],
        "people": None if people == HIDDEN else people,
        "statements": [
            {
                "id": statement.id,
                **shares.told(column),
                "leaning": LEANINGS[int(table.leaning[row, column])],
            }
            for column, statement in enumerate(cells.statements)
        ],
    }


def _equal(table: Breakdown, id_: str, column: int) -> dict[str, Json]:
    """Return the means of the shown classes' shares, each class counting the same."""
    shown = np.flatnonzero(table.shown[:, column])
    agree, disagree = table.agree[shown, column], table.disagree[shown, column]
    seen = np.maximum(1, agree + disagree + table.passed[shown, column])
    enough = len(shown) >= 2
    return {
        "id": id_,
        "classes": len(shown),
        "agree": rounded((agree / seen).mean()) if enough else None,
        "disagree": rounded((disagree / seen).mean()) if enough else None,
    }
