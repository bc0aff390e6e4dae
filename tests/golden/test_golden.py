"""Published results that must never change: what each function gave for a small input of ours.

A case is a folder ``cases/FUNCTION-VERSION/NAME`` with ``inputs`` and ``outputs``. Its files are
written once, by ``python -m tools.golden``, and never again: a function that gives other bytes has
become another version, with cases of its own.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from comity.fault import RefusedError
from comity.record import PublishedFunction
from comity.registry import REGISTRY
from tools.golden import CASES, cases, members, wanting

LARGEST: Final = 200_000
EVERY = [pytest.param(case, id=f"{case.parent.name}-{case.name}") for case in cases(CASES)]


def function_of(case: Path) -> PublishedFunction:
    name, _, version = case.parent.name.rpartition("-")
    return REGISTRY[name, int(version)]


@pytest.mark.parametrize("key", REGISTRY, ids=lambda key: f"{key[0]}-{key[1]}")
def test_every_published_function_has_a_case(key: tuple[str, int]) -> None:
    assert [case for case in cases(CASES) if case.parent.name == f"{key[0]}-{key[1]}"]


def test_every_case_is_whole_and_all_are_small() -> None:
    assert wanting(CASES) == []
    for case in cases(CASES):
        function = function_of(case)
        assert set(members(case, "inputs")) == set(function.inputs)
        assert set(members(case, "outputs")) == set(function.outputs)
    assert sum(path.stat().st_size for path in CASES.rglob("*") if path.is_file()) < LARGEST


@pytest.mark.parametrize("case", EVERY)
def test_it_gives_the_same_bytes_as_ever(case: Path) -> None:
    given = function_of(case).run(members(case, "inputs"))
    for path, published in members(case, "outputs").items():
        assert given[path] == published, path


@pytest.mark.parametrize("case", EVERY)
def test_another_input_gives_other_bytes_or_is_refused(case: Path) -> None:
    """The control: what is compared does follow from the input."""
    inputs = members(case, "inputs")
    path, before, after = CHANGES[case.parent.name]
    assert before in inputs[path]
    changed = {**inputs, path: inputs[path].replace(before, after, 1)}
    given: Mapping[str, bytes] = {}
    with suppress(RefusedError):
        given = function_of(case).run(changed)
    assert given != members(case, "outputs")


# One small change of an input per function: where, what it is, and what becomes of it.
CHANGES: Final = {
    "dialogue.arrival-1": ("inputs/arrivals.csv", b"fishers,28,5", b"fishers,27,6"),
    "dialogue.ballots-1": ("inputs/ballots.csv", b",1,ana,1,1\n", b",1,ana,1,0\n"),
    "dialogue.cells-1": ("inputs/votes.csv", b",1\n", b",-1\n"),
    "dialogue.counts-1": ("inputs/votes.csv", b",1\n", b",-1\n"),
    "dialogue.flags-1": ("inputs/decisions.csv", b",dismissed,", b",upheld,"),
    "dialogue.report-1": ("inputs/votes.csv", b",1\n", b",-1\n"),
    "dialogue.report_cells-1": ("inputs/parameters.json", b"harbour quarter", b"quarter"),
    "dialogue.restated_counts-1": ("inputs/votes.csv", b",1,-1\n", b",1,0\n"),
    "dialogue.restatement-1": ("inputs/restated.csv", b"restated,14,7,4", b"restated,13,7,4"),
    "dialogue.routing-1": ("inputs/draws.csv", b",92.000000,184.", b",92.000000,190."),
    "dialogue.slate-1": ("inputs/rule.json", b'"size": 5', b'"size": 4'),
    "dialogue.translations-1": ("inputs/translations.csv", b"machine Sample 1", b"human"),
    "standards.decide-1": ("inputs/ballots.csv", b"Beland,N", b"Beland,Y"),
    "oversight.changes-1": ("inputs/signed-summary.json", b"Sundays", b"Mondays or Sundays"),
    "standards.register_status-1": ("inputs/acts.csv", b"2026-04-29", b"2026-04-28"),
}
