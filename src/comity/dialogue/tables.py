"""The two tables of a report: every statement, and every statement by opinion group."""

from collections.abc import Mapping, Sequence
from typing import Final

from comity.dialogue.cells import Cells, letter
from comity.dialogue.findings import Findings
from comity.dialogue.published_table import write_lines
from comity.dialogue.rule import ReportRule
from comity.dialogue.shares import SHARES, Shares
from comity.dialogue.tally import Tally

__all__ = ["group_shares", "groups_csv", "ranks", "statements_csv"]

HEADER: Final = (
    "statement",
    *SHARES,
    "seen",
    *(f"{name}_{part}" for name in SHARES for part in ("share", "low", "high")),
)


def statements_csv(findings: Findings, rule: ReportRule) -> bytes:
    """Return one line per statement: counts, shares with interval, class and rank."""
    cells, consensus = findings.cells, findings.consensus
    shares = Shares(cells.total, cells.hidden, rule)
    ranked = ranks(consensus.common_ground)
    lines = (
        [
            statement.id,
            *shares.fields(column),
            consensus.kind[column],
            consensus.direction[column] or "",
            ranked.get(column, ""),
        ]
        for column, statement in enumerate(cells.statements)
    )
    return write_lines([*HEADER, "class", "direction", "rank"], lines)


def groups_csv(cells: Cells, rule: ReportRule) -> bytes:
    """Return one line per statement and opinion group: counts and shares with interval."""
    lines = (
        [f"{statement.id}/{letter(group)}", *shares.fields(column)]
        for group, shares in enumerate(group_shares(cells, rule))
        for column, statement in enumerate(cells.statements)
    )
    return write_lines(HEADER, lines)


def group_shares(cells: Cells, rule: ReportRule) -> list[Shares]:
    """Return the shares of each group, largest group first."""
    counts = cells.by_group
    return [
        Shares(
            Tally(counts.agree[group], counts.disagree[group], counts.passed[group]),
            cells.group_hidden[group],
            rule,
        )
        for group in range(len(cells.summary.groups.sizes))
    ]


def ranks(columns: Sequence[int]) -> Mapping[int, int]:
    """Return the place, from 1, of each column in a list."""
    return {column: rank for rank, column in enumerate(columns, start=1)}
