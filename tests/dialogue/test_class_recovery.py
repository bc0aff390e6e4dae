"""The attack of the design: who is in which class, from a matrix and a table of votes by class.

Every shown number of the table is one linear equation about which rows are in the class. There are
more equations than rows, so least squares gives the members, exactly.
"""

import csv
import io

import numpy as np
import pytest

from comity.dialogue.breakdown import TIER, read_breakdowns
from comity.dialogue.people import People
from comity.dialogue.publication import TIERS, VOTES, Parameters, open_inputs
from comity.dialogue.reading import read_votes
from comity.dialogue.report import report
from comity.dialogue.report_cells import report_cells
from comity.dialogue.sealing import CLASSES, PEOPLE, cells, public_inputs, sealed_inputs
from comity.dialogue.tally import tally, tally_by_group
from comity.dialogue.votes import Statement
from comity.edge import shipped
from comity.fault import RefusedError
from tests.dialogue.worlds import camps

RULE = shipped("dialogue", "common-ground", 2)
COUNTRIES = ("Arvenland", "Belmora", "Castria")
LOG, _ = camps(3, people=60, statements=40, seen=0.8)
TEXTS = tuple(Statement(str(index), f"statement {index}") for index in range(40))
COUNTRY = {who: COUNTRIES[sum(map(ord, who)) % 3] for who in LOG.participants}
DECLARED = People(dict.fromkeys(LOG.participants, "file"), {"country": COUNTRY})
OPEN = Parameters("t", quick=True)
PROTECTED = Parameters("t", quick=True, ballots="protected", classes=("country",))


def recovered(members):
    """Return who is in which class, as rows of the matrix by name, or why that cannot be told."""
    matrix = matrix_in(members)
    if matrix is None:
        return "no votes"
    found = {}
    for table in tables_in(members):
        for row, name in enumerate(table.names):
            inside = members_of(matrix, table, row)
            if inside is not None:
                found[name] = frozenset(inside)
    return found or "no table that fits"


def matrix_in(members):
    for data in members.values():
        if data.startswith(b"row,statement,vote\n"):
            known = [statement.id for statement in TEXTS]
            return read_votes(data, statements=known).matrix("content")
    return None


def tables_in(members):
    known = [statement.id for statement in TEXTS]
    header = b"statement,by,name,people,agree,disagree,pass,leaning\n"
    return [
        table
        for path, data in members.items()
        if data.startswith(header)
        for table in read_breakdowns(data, path, known, 1)
    ]


def members_of(matrix, table, row):
    """Return the rows of a class by least squares; None where no choice of rows fits."""
    place = {label: column for column, label in enumerate(statement.id for statement in TEXTS)}
    column = np.array([place[label] for label in matrix.statements])[matrix.column]
    equations, right = [], []
    for value, counts in ((1, table.agree), (-1, table.disagree), (0, table.passed)):
        for statement in np.flatnonzero(counts[row] >= 0):
            voted = np.zeros(matrix.shape[0])
            voted[matrix.row[(column == statement) & (matrix.value == value)]] = 1
            equations.append(voted)
            right.append(counts[row, statement])
    if not equations:
        return None
    found, *_ = np.linalg.lstsq(np.array(equations), np.array(right), rcond=None)
    chosen = np.round(found)
    exact = np.allclose(np.array(equations) @ chosen, right) and set(chosen) <= {0.0, 1.0}
    return np.flatnonzero(chosen) if exact else None


def true_members():
    who = LOG.matrix("content").participants
    return {
        name: frozenset(row for row, each in enumerate(who) if COUNTRY[each] == name)
        for name in COUNTRIES
    }


@pytest.fixture(scope="module")
def published():
    inputs = open_inputs(LOG, TEXTS, OPEN, RULE, 7, DECLARED)
    return {**inputs, **report(inputs)}


@pytest.fixture(scope="module")
def sealed():
    return sealed_inputs(LOG, TEXTS, PROTECTED, RULE, 8, DECLARED)


@pytest.fixture(scope="module")
def protected(sealed):
    inputs = public_inputs(sealed, cells(sealed))
    return {**inputs, **report_cells(inputs)}


def test_dialogue_class_recovery_succeeds_with_matrix_and_table_together(published, protected):
    # The control: what we never publish. Hiding small cells in the table does not help.
    both = {**published, CLASSES: protected[CLASSES]}
    assert recovered(both) == true_members()


def test_dialogue_class_recovery_fails_on_an_open_bundle(published):
    assert recovered(published) == "no table that fits"
    everything = b"".join(published.values())
    assert not any(name.encode() in everything for name in COUNTRIES)


def test_dialogue_class_recovery_classes_are_refused_with_open_ballots():
    with pytest.raises(RefusedError, match="classes_with_open_ballots"):
        open_inputs(LOG, TEXTS, Parameters("t", classes=("country",)), RULE, 7, DECLARED)


def test_dialogue_class_recovery_fails_on_a_protected_bundle(protected):
    assert recovered(protected) == "no votes"
    assert tables_in(protected)
    assert VOTES not in protected
    assert PEOPLE not in protected


def test_dialogue_class_recovery_no_line_of_a_protected_bundle_is_a_person(protected):
    for path, data in protected.items():
        if path.endswith(".csv"):
            header = next(csv.reader(io.StringIO(data.decode())))
            assert not {"row", "participant", "voter-id"} & set(header)
    people = {who.encode() for who in LOG.participants}
    words = set(b"\n".join(protected.values()).replace(b",", b"\n").split(b"\n"))
    assert not people & words


def test_dialogue_class_recovery_other_tiers_fit_no_rows_of_the_matrix():
    # Tiers stand beside the matrix as cells; nobody of theirs is in it, so no rows fit them.
    tier = {who: ("verified", "anonymous")[name == "Castria"] for who, name in COUNTRY.items()}
    asked = Parameters("t", quick=True, tier="verified")
    inputs = open_inputs(LOG, TEXTS, asked, RULE, 7, People(tier, {}))
    assert [table.by for table in tables_in(inputs)] == [TIER]
    assert inputs[TIERS].count(b"anonymous") == len(TEXTS)
    assert recovered(inputs) == "no table that fits"


def left_over(table, total):
    """Return what subtraction gives: everybody's votes less the shown cells, by statement."""
    return total - np.where(table.shown, table.agree + table.disagree + table.passed, 0).sum(axis=0)


def test_dialogue_class_recovery_subtraction_speaks_of_nobody(sealed):
    few = {who: COUNTRIES[0] if row % 12 else COUNTRIES[1 + row % 2] for row, who in
           enumerate(LOG.participants)}  # fmt: skip
    people = People(DECLARED.tier, {"country": few})
    inputs = sealed_inputs(LOG, TEXTS, PROTECTED, RULE, 8, people)
    (table,) = tables_in(cells(inputs))
    matrix = LOG.matrix("content")
    total = tally(matrix).seen
    left = left_over(table, total)
    assert ((left == 0) | (left >= 10)).all()
    # The control: with small cells hidden and nothing else, the rest tells what they hold.
    names = sorted(set(few.values()))
    number = np.array([names.index(few[who]) for who in matrix.participants])
    seen = tally_by_group(matrix, number, len(names)).seen
    naive = total - np.where(seen >= 10, seen, 0).sum(axis=0)
    assert ((naive > 0) & (naive < 10)).any()


def test_dialogue_class_recovery_classes_within_classes_are_refused():
    region = {who: "north" if name != "Castria" else "south" for who, name in COUNTRY.items()}
    people = People(DECLARED.tier, {"country": COUNTRY, "region": region})
    asked = Parameters("t", quick=True, ballots="protected", classes=("country", "region"))
    with pytest.raises(RefusedError, match="classes_nested"):
        cells(sealed_inputs(LOG, TEXTS, asked, RULE, 8, people))
    crossed = {who: ("even", "odd")[row % 2] for row, who in enumerate(LOG.participants)}
    people = People(DECLARED.tier, {"country": COUNTRY, "region": crossed})
    assert len(tables_in(cells(sealed_inputs(LOG, TEXTS, asked, RULE, 8, people)))) == 2
