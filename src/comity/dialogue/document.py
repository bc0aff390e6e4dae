"""The findings as report.json. ``docs/reference/report`` describes its members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from comity.canonical import Json
from comity.dialogue.breakdown import Breakdown
from comity.dialogue.breakdown_document import class_json, names_json
from comity.dialogue.cells import Cells, letter, rounded
from comity.dialogue.doubts_document import duplicates_json
from comity.dialogue.findings import Findings
from comity.dialogue.publication import Parameters
from comity.dialogue.rule import ReportRule
from comity.dialogue.shares import Shares
from comity.dialogue.structure import to_json
from comity.dialogue.tables import group_shares, ranks

__all__ = ["Heading", "report_json"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a report says of itself: the function that made it and what it was asked."""

    function: str
    version: int
    rule: ReportRule
    parameters: Parameters


def report_json(
    findings: Findings,
    heading: Heading,
    tiers: Breakdown | None = None,
    classes: Sequence[Breakdown] = (),
) -> dict[str, Json]:
    """Return the report as JSON values; ``tiers`` are the others, ``classes`` one per column."""
    rule, cells = heading.rule, findings.cells
    summary = cells.summary
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
        "seed": heading.parameters.seed,
        "quick": heading.parameters.quick,
        "level": rule.level,
        **_asked(heading.parameters),
        "participation": _participation(cells),
        "statements": _statements(findings, rule),
        "common_ground": _ids(cells, findings.consensus.common_ground),
        "differences": _ids(cells, findings.consensus.differences),
        "groups": _groups(findings, rule),
        "map": to_json(summary.map),
        "tiers": names_json(tiers, cells, rule) if tiers else [],
        "classes": [class_json(each, cells, rule) for each in classes],
        "duplicates": duplicates_json(summary.duplicates, rule),
        "fragility": to_json(summary.fragility) if summary.fragility else None,
        "left_out": to_json(summary.left_out),
    }


def _asked(parameters: Parameters) -> dict[str, Json]:
    """Return what the conversation is, and who can recompute which step of its report."""
    protected = parameters.ballots == "protected"
    return {
        "conversation": {
            "title": parameters.title,
            "ballots": parameters.ballots,
            "tier": parameters.tier,
            "simulated": parameters.simulated,
        },
        "recompute": {
            "votes_to_cells": "auditors" if protected else "anyone",
            "cells_to_report": "anyone",
            "state": "not_yet_audited" if protected else "recomputable",
        },
    }


def _participation(cells: Cells) -> dict[str, Json]:
    said, total = cells.summary.participation, cells.total
    seen = total.seen
    return {
        "participants": said.participants,
        "grouped": said.grouped,
        "statements": len(cells.statements),
        "statements_rejected": sum(statement.moderated < 0 for statement in cells.statements),
        "statements_meta": sum(statement.meta for statement in cells.statements),
        "statements_unseen": int(((seen == 0) & ~cells.hidden).sum()),
        "votes": int(seen.sum()),
        "agree": int(total.agree.sum()),
        "disagree": int(total.disagree.sum()),
        "pass": int(total.passed.sum()),
        "votes_per_participant": to_json(said.votes_per_participant),
    }


def _statements(findings: Findings, rule: ReportRule) -> list[Json]:
    cells, consensus = findings.cells, findings.consensus
    shares, parts = Shares(cells.total, cells.hidden, rule), group_shares(cells, rule)
    ranked = ranks(consensus.common_ground)
    people = max(1, cells.summary.participation.participants)
    unknown = np.isnan(consensus.informed) | cells.group_hidden[consensus.counting].any(axis=0)
    return [
        {
            "id": statement.id,
            "text": "" if statement.moderated < 0 else statement.text,
            "language": statement.language,
            "moderated": statement.moderated,
            "meta": statement.meta,
            **shares.told(column),
            "seen_share": None if cells.hidden[column] else rounded(shares.seen[column] / people),
            "class": consensus.kind[column],
            "direction": consensus.direction[column],
            "rank": ranked.get(column),
            "informed_agreement": None if unknown[column] else rounded(consensus.informed[column]),
            "groups": [
                {"group": letter(group), **part.told(column)} for group, part in enumerate(parts)
            ],
        }
        for column, statement in enumerate(cells.statements)
    ]


def _groups(findings: Findings, rule: ReportRule) -> dict[str, Json]:
    groups = findings.cells.summary.groups
    told = to_json(groups)
    if not isinstance(told, dict):
        raise TypeError("a group summary is an object")
    del told["sizes"], told["jaccard"]
    pairs = zip(groups.sizes, groups.jaccard, findings.distinctive, strict=True)
    told["list"] = [
        {
            "label": letter(group),
            "size": size,
            "jaccard": jaccard,
            "representative": [
                {
                    "id": findings.cells.statements[found.statement].id,
                    "direction": found.direction,
                    "difference": rounded(found.difference),
                    "p": rounded(found.p),
                }
                for found in distinctive[: rule.representative]
            ],
        }
        for group, (size, jaccard, distinctive) in enumerate(pairs)
    ]
    return told


def _ids(cells: Cells, columns: Iterable[int]) -> list[Json]:
    return [cells.statements[column].id for column in columns]
