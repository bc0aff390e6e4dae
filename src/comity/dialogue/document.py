"""The findings as the documents that are published: report.json and two tables.

Numbers are rounded to six decimals. A share below the minimum cell has no value: "not enough data".
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from comity.canonical import Json
from comity.dialogue.findings import Findings
from comity.dialogue.map import map_json
from comity.dialogue.publication import Parameters
from comity.dialogue.rule import ReportRule
from comity.dialogue.tally import Tally
from comity.statistics import jeffreys

__all__ = ["Heading", "groups_csv", "letter", "report_json", "statements_csv"]

SHARES: Final = ("agree", "disagree", "pass")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report says of itself: the function that made it and what it was asked."""

    function: str
    version: int
    rule: ReportRule
    parameters: Parameters


def report_json(findings: Findings, heading: Heading) -> dict[str, Json]:
    """Return the report as JSON values; ``docs/reference/report`` describes the members."""
    rule, parameters = heading.rule, heading.parameters
    return {
        "v": 1,
        "function": {"name": heading.function, "version": heading.version},
        "rule": {
            "id": rule.id,
            "version": rule.version,
            "sha256": rule.sha256,
            "title": rule.title,
            "minimum_cell": rule.minimum_cell,
            "minimum_votes": rule.minimum_votes,
        },
        "seed": parameters.seed,
        "quick": parameters.quick,
        "level": rule.level,
        "conversation": {
            "title": parameters.title,
            "ballots": parameters.ballots,
            "tier": parameters.tier,
            "simulated": parameters.simulated,
        },
        "participation": _participation(findings),
        "statements": _statements(findings, rule),
        "common_ground": _ids(findings, findings.consensus.common_ground),
        "differences": _ids(findings, findings.consensus.differences),
        "groups": _groups(findings, rule),
        "map": map_json(findings, rule),
        "fragility": None,
    }


def statements_csv(findings: Findings, rule: ReportRule) -> bytes:
    """Return one line per statement: counts, shares with interval, class and rank."""
    shares = _Shares(findings.total, rule)
    ranks = _ranks(findings.consensus.common_ground)
    rows: list[list[object]] = []
    for column, statement in enumerate(findings.statements):
        row: list[object] = [statement.id, *shares.counts(column)]
        for name in SHARES:
            row.extend(shares.cells(name, column))
        kind, direction = findings.consensus.kind[column], findings.consensus.direction[column]
        rows.append([*row, kind, direction or "", ranks.get(column, "")])
    return _csv([*_header(), "class", "direction", "rank"], rows)


def groups_csv(findings: Findings, rule: ReportRule) -> bytes:
    """Return one line per statement and opinion group: counts and shares with interval."""
    rows: list[list[object]] = []
    for group in range(len(findings.sizes)):
        shares = _Shares(_one(findings.by_group, group), rule)
        for column, statement in enumerate(findings.statements):
            row: list[object] = [f"{statement.id}/{letter(group)}", *shares.counts(column)]
            for name in SHARES:
                row.extend(shares.cells(name, column))
            rows.append(row)
    return _csv(_header(), rows)


def letter(group: int) -> str:
    """Return the label of a group: A for the largest."""
    return chr(ord("A") + group)


class _Shares:
    """The shares of a tally (S,) with their intervals, computed once for all statements."""

    def __init__(self, counts: Tally, rule: ReportRule) -> None:
        self.seen = counts.seen
        self.enough = self.seen >= rule.minimum_cell
        self.count = dict(zip(SHARES, (counts.agree, counts.disagree, counts.passed), strict=True))
        self.bounds = {
            name: jeffreys(count, self.seen, rule.level) for name, count in self.count.items()
        }

    def counts(self, column: int) -> list[int]:
        return [*(int(self.count[name][column]) for name in SHARES), int(self.seen[column])]

    def figure(self, name: str, column: int) -> dict[str, Json]:
        """Return share, n and interval; without values where there is not enough data."""
        n = int(self.seen[column])
        if not self.enough[column]:
            return {"value": None, "n": n, "low": None, "high": None}
        low, high = self.bounds[name]
        return {
            "value": _rounded(self.count[name][column] / n),
            "n": n,
            "low": _rounded(low[column]),
            "high": _rounded(high[column]),
        }

    def cells(self, name: str, column: int) -> list[str]:
        figure = self.figure(name, column)
        return [_decimals(figure[key]) for key in ("value", "low", "high")]


def _participation(findings: Findings) -> dict[str, Json]:
    votes = findings.matrix.votes_per_participant
    total, seen = findings.total, findings.total.seen
    people = findings.matrix.shape[0]
    quartiles = np.percentile(votes, [25, 50, 75]) if people else np.zeros(3)
    rejected = [statement.moderated < 0 for statement in findings.statements]
    return {
        "participants": people,
        "grouped": int((findings.group >= 0).sum()),
        "statements": len(findings.statements),
        "statements_rejected": sum(rejected),
        "statements_meta": sum(statement.meta for statement in findings.statements),
        "statements_unseen": int((seen == 0).sum()),
        "votes": int(seen.sum()),
        "agree": int(total.agree.sum()),
        "disagree": int(total.disagree.sum()),
        "pass": int(total.passed.sum()),
        "votes_per_participant": {
            name: _rounded(value)
            for name, value in zip(("q1", "median", "q3"), quartiles, strict=True)
        },
    }


def _statements(findings: Findings, rule: ReportRule) -> list[Json]:
    shares = _Shares(findings.total, rule)
    parts = [_Shares(_one(findings.by_group, group), rule) for group in range(len(findings.sizes))]
    ranks = _ranks(findings.consensus.common_ground)
    people = max(1, findings.matrix.shape[0])
    told: list[Json] = []
    for column, statement in enumerate(findings.statements):
        informed = findings.consensus.informed[column]
        told.append(
            {
                "id": statement.id,
                "text": "" if statement.moderated < 0 else statement.text,
                "language": statement.language,
                "moderated": statement.moderated,
                "meta": statement.meta,
                **_shares(shares, column),
                "seen_share": _rounded(shares.seen[column] / people),
                "class": findings.consensus.kind[column],
                "direction": findings.consensus.direction[column],
                "rank": ranks.get(column),
                "informed_agreement": None if np.isnan(informed) else _rounded(informed),
                "groups": [
                    {"group": letter(group), **_shares(part, column)}
                    for group, part in enumerate(parts)
                ],
            }
        )
    return told


def _shares(shares: _Shares, column: int) -> dict[str, Json]:
    counts = dict(zip((*SHARES, "seen"), shares.counts(column), strict=True))
    figures = {f"{name}_share": shares.figure(name, column) for name in SHARES}
    return {**counts, **figures}


def _groups(findings: Findings, rule: ReportRule) -> dict[str, Json]:
    stability = findings.stability
    if stability is None:
        return {"outcome": "not_run", "k": 1, "reason": "quick", "replicates": 0,
                "null_replicates": 0, "list": [], "undetermined": 0, "undecided": 0,
                "sample": 0, "considered": 0, "tried": [], "null": None}  # fmt: skip
    return {
        "outcome": stability.outcome,
        "k": stability.k,
        "reason": stability.reason,
        "replicates": stability.replicates,
        "null_replicates": stability.null_replicates,
        "sample": stability.sample,
        "considered": int(stability.considered.sum()),
        "undetermined": int((stability.considered & (stability.labels < 0)).sum())
        if stability.outcome == "stable"
        else 0,
        "undecided": int(stability.undecided(rule.groups.probability).sum()),
        "tried": [
            {
                "k": split.k,
                "sizes": list(split.sizes),
                "silhouette": _rounded(split.silhouette),
                "jaccard": [_rounded(value) for value in split.jaccard],
                "rand": _rounded(split.rand),
            }
            for split in stability.splits
        ],
        "null": _null(findings),
        "list": _group_list(findings, rule),
    }


def _null(findings: Findings) -> dict[str, Json] | None:
    null = findings.stability.null if findings.stability else None
    if null is None:
        return None
    return {
        "explained": [_rounded(value) for value in null.explained],
        "silhouette": _rounded(null.silhouette),
        "p_explained": [_rounded(value) for value in null.p_explained],
        "p_silhouette": _rounded(null.p_silhouette),
    }


def _group_list(findings: Findings, rule: ReportRule) -> list[Json]:
    if findings.stability is None:
        return []
    claimed = [split for split in findings.stability.splits if split.k == len(findings.sizes)]
    overlap: Sequence[float] = claimed[0].jaccard if claimed else ()
    return [
        {
            "label": letter(group),
            "size": size,
            "jaccard": _rounded(overlap[group]) if group < len(overlap) else None,
            "representative": [
                {
                    "id": findings.statements[found.statement].id,
                    "direction": found.direction,
                    "difference": _rounded(found.difference),
                    "p": _rounded(found.p),
                }
                for found in findings.distinctive[group][: rule.representative]
            ],
        }
        for group, size in enumerate(findings.sizes)
    ]


def _ids(findings: Findings, columns: Iterable[int]) -> list[Json]:
    return [findings.statements[column].id for column in columns]


def _ranks(columns: Sequence[int]) -> Mapping[int, int]:
    return {column: rank for rank, column in enumerate(columns, start=1)}


def _one(counts: Tally, group: int) -> Tally:
    return Tally(counts.agree[group], counts.disagree[group], counts.passed[group])


def _header() -> list[str]:
    parts = [f"{name}_{part}" for name in SHARES for part in ("share", "low", "high")]
    return ["statement", *SHARES, "seen", *parts]


def _csv(header: list[str], rows: Iterable[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _decimals(value: Json) -> str:
    return "" if value is None else f"{value:.6f}"


def _rounded(value: float) -> float | None:
    """Return ``value`` with six decimals; None for what is not a number."""
    return None if np.isnan(value) else round(float(value), 6) + 0.0
