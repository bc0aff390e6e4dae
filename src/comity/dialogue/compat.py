"""The incumbent's whole result, so that anybody can compare: defects included.

For comparison only. Its groups depend on the order of rows, it always finds some, and nothing
states how sure it is; the default engine does otherwise.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from comity.dialogue.base_clusters import Clusters, lloyd, mean_silhouette
from comity.dialogue.projection import Projection, project
from comity.dialogue.representative import (
    Chosen,
    Representativeness,
    consensus,
    group_informed_consensus,
    one_proportion,
    representative,
    representativeness,
)
from comity.dialogue.routing import priorities
from comity.dialogue.tally import Tally, tally, tally_by_group
from comity.dialogue.votes import Statement, VoteLog, VoteMatrix, ascending

__all__ = ["compat", "in_conversation", "judged"]

Flags: TypeAlias = NDArray[np.bool_]
Labels: TypeAlias = NDArray[np.int64]
Id: TypeAlias = int | str

VOTES_TO_ENTER = 7
PEOPLE_AT_LEAST = 15
BASE_CLUSTERS = 100
BASE_ROUNDS = 101
# The incumbent asks for 100; an option it names wrongly leaves 20, and its loop makes one more.
GROUP_ROUNDS = 21
MOST_GROUPS = 5

CONVENTION = (
    "export sign +1=agree; rows = first-vote order; columns ascending statement id; "
    "comps sign: largest |loading| positive; "
    "ties in time kept in log order (stable sort by timestamp)"
)


def compat(log: VoteLog, statements: Sequence[Statement]) -> dict[str, Any]:
    """Return what Polis computes from the log on a cold start, in export sign (+1 = agree).

    Ids come as integers where they are whole numbers. Statements without a vote are left out;
    rejected and meta statements keep their place but enter no list. Source: the Polis math
    (``conversation.clj``) as of 2024, without its sampling above 10,000 people.
    """
    matrix = log.matrix("first_vote")
    voted_on = np.bincount(matrix.column, minlength=matrix.shape[1]) > 0
    matrix = matrix if voted_on.all() else matrix.select(voted_on)
    known = {statement.id: statement for statement in statements}
    excluded = np.array([_is_out(known.get(name)) for name in matrix.statements], dtype=np.bool_)
    meta = np.array([_is_meta(known.get(name)) for name in matrix.statements], dtype=np.bool_)
    out = [statement.id for statement in statements if _is_out(statement)]
    axes = project(matrix, excluded, zeroed=True)
    inside = in_conversation(matrix)
    base, groups, silhouettes = _grouped(axes.positions[inside])
    group = np.full(matrix.shape[0], -1, dtype=np.int64)
    group[inside] = groups.label[base.label]
    people = np.array([_id(label) for label in matrix.participants], dtype=object)
    return {
        "convention": CONVENTION,
        "n_participants": matrix.shape[0],
        "n_statements": matrix.shape[1],
        "tids": [_id(label) for label in matrix.statements],
        "pids": people.tolist(),
        "mod_out": [_id(out[index]) for index in ascending(out)],
        "in_conv": people[inside].tolist(),
        **_map(axes),
        "k": len(groups.center),
        "silhouette": silhouettes,
        "base_cluster_label": base.label.tolist(),
        "groups": {str(each): people[group == each].tolist() for each in range(len(groups.center))},
        **judged(matrix, group, axes, excluded, meta),
    }


def in_conversation(matrix: VoteMatrix) -> Labels:
    """Return the rows that are grouped: seven votes, or on all statements if there are fewer.

    If these are fewer than 15 people, those with the most votes fill up (of equals the first).
    The incumbent also keeps whoever was ever in, which the final votes do not tell.
    """
    votes = matrix.votes_per_participant
    enough = votes >= min(VOTES_TO_ENTER, matrix.shape[1])
    if enough.sum() < PEOPLE_AT_LEAST:
        enough[np.argsort(-votes, kind="stable")[:PEOPLE_AT_LEAST]] = True
    return np.flatnonzero(enough)


def judged(
    matrix: VoteMatrix, group: Labels, axes: Projection, excluded: Flags, meta: Flags
) -> dict[str, Any]:
    """Return what follows from a grouping: agreement, priorities and the two kinds of lists.

    ``group`` (P,) is each row's group or -1, ``excluded`` (S,) flags rejected and meta
    statements, ``meta`` (S,) the latter alone.
    """
    groups = int(group.max(initial=-1)) + 1
    counts = tally_by_group(matrix, group, groups)
    values = representativeness(counts)
    weights = priorities(counts.total(), axes.extremity, meta)
    return {
        "group_informed_consensus": _by_id(matrix, group_informed_consensus(counts)),
        "priority": _by_id(matrix, weights),
        "consensus": _consensus_entries(matrix, tally(matrix), ~excluded),
        "repness": {
            str(each): [
                _representative_entry(matrix, values, each, chosen)
                for chosen in representative(values, each, ~excluded)
            ]
            for each in range(groups)
        },
    }


def _grouped(points: NDArray[np.float64]) -> tuple[Clusters, Clusters, dict[str, float]]:
    """Return base clusters, the best grouping of them, and the mean silhouette of each k."""
    base = lloyd(points, BASE_CLUSTERS, BASE_ROUNDS)
    size = base.size.astype(np.float64)
    silhouettes: dict[str, float] = {}
    best = Clusters(np.zeros(len(base.center), np.int64), base.center[:1])
    highest = -np.inf
    for k in range(2, min(MOST_GROUPS, 2 + len(base.center) // 12) + 1):
        groups = lloyd(base.center, k, GROUP_ROUNDS, size)
        value = silhouettes[str(k)] = mean_silhouette(base.center, groups.label)
        if value >= highest:
            best, highest = groups, value
    return base, best, silhouettes


def _map(axes: Projection) -> dict[str, Any]:
    return {
        "center": axes.center.tolist(),
        "comps": axes.components.tolist(),
        "explained_variance_ratio": axes.explained.tolist(),
        "projection": axes.positions.tolist(),
        "statement_projection": axes.statement_positions.tolist(),
        "extremity": axes.extremity.tolist(),
    }


def _representative_entry(
    matrix: VoteMatrix, values: Representativeness, group: int, chosen: Chosen
) -> dict[str, Any]:
    side = values.agree if chosen.direction == "agree" else values.disagree
    place = group, chosen.statement
    entry: dict[str, Any] = {
        "tid": _id(matrix.statements[chosen.statement]),
        "n-success": int(side.count[place]),
        "n-trials": int(values.seen[place]),
        "p-success": float(side.share[place]),
        "p-test": float(side.share_z[place]),
        "repness": float(side.ratio[place]),
        "repness-test": float(side.ratio_z[place]),
        "repful-for": chosen.direction,
    }
    if chosen.best_agree:
        entry |= {"n-agree": int(values.agree.count[place]), "best-agree": True}
    return entry


def _consensus_entries(matrix: VoteMatrix, counts: Tally, allowed: Flags) -> dict[str, Any]:
    counted = {"agree": counts.agree, "disagree": counts.disagree}
    return {
        direction: [
            {
                "tid": _id(matrix.statements[column]),
                "n-success": int(counted[direction][column]),
                "n-trials": int(counts.seen[column]),
                "p-success": float((counted[direction][column] + 1) / (counts.seen[column] + 2)),
                "p-test": float(one_proportion(counted[direction], counts.seen)[column]),
            }
            for column in columns
        ]
        for direction, columns in consensus(counts, allowed).items()
    }


def _by_id(matrix: VoteMatrix, values: NDArray[np.float64]) -> Mapping[str, float]:
    return dict(zip(matrix.statements, values.tolist(), strict=True))


def _id(label: str) -> Id:
    return int(label) if label.isdecimal() and label.isascii() else label


def _is_out(statement: Statement | None) -> bool:
    return statement is not None and (statement.moderated == -1 or statement.meta)


def _is_meta(statement: Statement | None) -> bool:
    return statement is not None and statement.meta
