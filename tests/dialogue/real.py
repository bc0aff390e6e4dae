"""The shared real conversations, read by the plainest means so that no reader is trusted twice."""

import csv
import gzip
import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.dialogue.votes import Statement, VoteLog, VoteMatrix

CONVERSATIONS = [
    "brexit-consensus",
    "football-concussions",
    "london-youth-policing",
    "nz-biodiversity",
    "sanjuan-land-bank",
    "seattle-15-per-hour",
    "vtaiwan-uberx",
]
FIXTURES = [
    "150ptpt-3gp-no-strict-no-meta",
    "25ptpt-3gp-no-strict-with-meta",
    "above-100-ptpts",
    "below-100-ptpts",
]


def rows(path):
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def loaded(path):
    return json.loads(gzip.decompress(path.read_bytes()))


def conversation(shared_data, name):
    """Return log, statements and the cold-start reference of an export."""
    folder = shared_data / "dialogue" / "conversations" / name
    votes = rows(folder / "votes.csv.gz")
    log = VoteLog.of(
        [row["voter-id"] for row in votes],
        [row["comment-id"] for row in votes],
        [int(row["vote"]) for row in votes],
        [int(row["timestamp"]) for row in votes],
    )
    statements = [
        Statement(row["comment-id"], row["comment-body"], int(row["moderated"]))
        for row in rows(folder / "comments.csv.gz")
    ]
    return log, statements, loaded(folder / "cold-start-reference.json.gz")


@dataclass(frozen=True)
class Fixture:
    """A production result of the incumbent: its mathematics is in database sign (-1 = agree)."""

    matrix: VoteMatrix
    math: dict[str, Any]
    excluded: np.ndarray
    meta: np.ndarray
    group: np.ndarray
    base: dict[int, list[int]]


def fixture(shared_data, name):
    folder = shared_data / "dialogue" / "polis-fixtures" / name
    votes = rows(folder / "votes.csv.gz")
    matrix = VoteLog.of(
        [row["participant"] for row in votes],
        [row["statement"] for row in votes],
        [int(row["vote"]) for row in votes],
        [int(row["modified_ms"]) for row in votes],
    ).matrix()
    math = loaded(folder / "math-pca2.json.gz")
    columns = [int(name) for name in matrix.statements]
    base = dict(zip(math["base-clusters"]["id"], math["base-clusters"]["members"], strict=True))
    group_of = {
        person: group["id"]
        for group in math["group-clusters"]
        for each in group["members"]
        for person in base[each]
    }
    return Fixture(
        matrix=matrix,
        math=math,
        excluded=np.isin(columns, math["mod-out"]),
        meta=np.isin(columns, math["meta-tids"]),
        group=np.array([group_of.get(int(name), -1) for name in matrix.participants]),
        base=base,
    )
