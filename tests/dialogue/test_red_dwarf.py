"""Side by side with the Python peer, in its own environment (``make oracles``)."""

import json
import subprocess

import numpy as np
import pytest

from benchmarks.machine import oracle
from comity.dialogue.compat import compat
from comity.dialogue.representative import group_informed_consensus, representativeness
from comity.dialogue.tally import tally_by_group
from tests.dialogue.real import CONVERSATIONS, conversation

PEER = """
import json, sys
import numpy as np
from reddwarf.utils.matrix import generate_raw_matrix
from reddwarf.utils.stats import calculate_comment_statistics

given = json.load(sys.stdin)
matrix = generate_raw_matrix(votes=given["votes"]).loc[given["rows"], given["columns"]]
ns, n, p, r, p_test, r_test, agreement = calculate_comment_statistics(
    vote_matrix=matrix, cluster_labels=given["labels"]
)
names = ("seen", "count", "share", "ratio", "share_z", "ratio_z", "group_informed")
values = (ns, n, p, r, p_test, r_test, agreement)
print(json.dumps({name: value.tolist() for name, value in zip(names, values)}))
"""


def peer_statistics(python, matrix, group):
    cells = zip(matrix.row.tolist(), matrix.column.tolist(), matrix.value.tolist(), strict=True)
    inside = np.flatnonzero(group >= 0)
    given = {
        "votes": [
            {"participant_id": row, "statement_id": column, "vote": value, "modified": 0}
            for row, column, value in cells
        ],
        "rows": inside.tolist(),
        "columns": list(range(matrix.shape[1])),
        "labels": group[inside].tolist(),
    }
    done = subprocess.run(
        [python, "-W", "ignore", "-c", PEER],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        text=True,
    )
    return {
        name: np.array(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()
    }


@pytest.mark.oracle
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_dialogue_A8_statistics_equal_red_dwarf_given_the_same_groups(shared_data, name):
    python = oracle("red-dwarf")
    if python is None:
        pytest.skip("red-dwarf is not installed: make oracles")
    log, statements, _ = conversation(shared_data, name)
    result = compat(log, statements)
    matrix = log.matrix()
    label = {str(p): int(g) for g, members in result["groups"].items() for p in members}
    group = np.array([label.get(person, -1) for person in matrix.participants])
    counts = tally_by_group(matrix, group, result["k"])
    values = representativeness(counts)
    peer = peer_statistics(python, matrix, group)
    assert np.array_equal(values.seen, peer["seen"])
    for side, ours in enumerate((values.agree, values.disagree)):
        assert np.array_equal(ours.count, peer["count"][side])
        for each in ("share", "share_z", "ratio", "ratio_z"):
            assert np.abs(getattr(ours, each) - peer[each][side]).max() <= 1e-12, each
    assert np.abs(group_informed_consensus(counts) - peer["group_informed"][0]).max() <= 1e-12
