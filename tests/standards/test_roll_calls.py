import csv
import gzip

import numpy as np
import pytest

from comity.fault import RefusedError
from comity.standards.roll_calls import count_roll_calls, read_roll_calls

FILE = b"id,title,A,B,C,D\n1,first,Y,N,X,-\n2,second,P,A,Y,Y\n"


def test_letters_are_counted_in_whole_numbers():
    table = read_roll_calls(FILE, "title")
    counts = count_roll_calls(table.letters)
    found = {name: values.tolist() for name, values in counts.items()}
    assert found == {"Y": [1, 2], "N": [1, 0], "A": [0, 1], "P": [0, 1], "absent": [1, 0]}
    assert table.parties == ("A", "B", "C", "D")
    assert table.others["title"] == ("first", "second")
    assert all(np.issubdtype(values.dtype, np.integer) for values in counts.values())


def test_a_strange_cell_is_named():
    with pytest.raises(RefusedError) as refused:
        read_roll_calls(FILE.replace(b"P,A", b"P,YN"), "title")
    [fault] = refused.value.faults
    assert (fault.code, fault.place.line) == ("standards.roll_calls_cell", 3)
    assert fault.values == {"party": "B", "value": "YN"}


def test_a_table_without_parties_is_refused():
    with pytest.raises(RefusedError, match=r"standards\.roll_calls_columns"):
        read_roll_calls(FILE, "D")


@pytest.fixture(scope="module")
def real(shared_data):
    folder = shared_data / "decisions" / "unga-roll-calls"
    data = gzip.decompress((folder / "rollcalls.csv.gz").read_bytes())
    table = read_roll_calls(data, "short")
    with (folder / "known-mismatches.csv").open(encoding="utf-8") as file:
        known = {line["rcid"]: line for line in csv.DictReader(file)}
    return table, count_roll_calls(table.letters), known


PUBLISHED = {"Y": "pub_yes", "N": "pub_no", "A": "pub_abstain"}


def test_decide_D2_recomputed_is_published_but_for_the_20_listed(real):
    """Each mismatch is told with its numbers: recomputed and published, as the list has them."""
    table, counts, known = real
    names = {"Y": "yes", "N": "no", "A": "abstain"}
    differing = {}
    for at, rcid in enumerate(table.others["rcid"]):
        ours = {vote: int(counts[vote][at]) for vote in PUBLISHED}
        theirs = {vote: int(table.others[column][at]) for vote, column in PUBLISHED.items()}
        if ours != theirs:
            differing[rcid] = (ours, theirs)
    assert len(table.letters) == 1411
    assert set(differing) == set(known)
    assert len(known) == 20
    for rcid, (ours, theirs) in differing.items():
        for vote, name in names.items():
            assert ours[vote] == int(known[rcid][name])
            assert theirs[vote] == int(known[rcid][f"{name}_pub"])
        assert all(abs(ours[vote] - theirs[vote]) <= 2 for vote in names)
    sessions = {table.others["session"][table.others["rcid"].index(rcid)] for rcid in differing}
    assert all(21 <= int(session) <= 26 for session in sessions)


def test_decide_D2_every_count_of_the_table(real):
    _, counts, _ = real
    y, n, a, x = (counts[name] for name in ("Y", "N", "A", "absent"))
    members = y + n + a + x
    found = {
        "simple majority": y > n,
        "ties": y == n,
        "exactly two thirds": 3 * y == 2 * (y + n),
        "adopted, short of two thirds": (y > n) & (3 * y < 2 * (y + n)),
        "depends on the base": (3 * y >= 2 * (y + n)) & (3 * y < 2 * (y + n + a)),
        "without a majority of members": (y > n) & (2 * y <= members),
        "without a majority taking part": 2 * (y + n + a) <= members,
    }
    assert {name: int(flags.sum()) for name, flags in found.items()} == {
        "simple majority": 1346,
        "ties": 0,
        "exactly two thirds": 2,
        "adopted, short of two thirds": 60,
        "depends on the base": 262,
        "without a majority of members": 136,
        "without a majority taking part": 2,
    }
