"""What every published function must keep, so that `verify` can run it years later."""

import re

import pytest

from comity.record import PublishedFunction
from comity.registry import REGISTRY
from tools.tree import packages

FUNCTIONS = [
    pytest.param(key, function, id=f"{key[0]}-{key[1]}") for key, function in REGISTRY.items()
]
Key = tuple[str, int]


@pytest.mark.parametrize(("key", "function"), FUNCTIONS)
def test_it_is_listed_under_its_own_name_and_version(key: Key, function: PublishedFunction) -> None:
    assert key == (function.name, function.version)
    assert function.version >= 1


@pytest.mark.parametrize(("key", "function"), FUNCTIONS)
def test_its_name_is_its_pillar_and_what_it_gives(key: Key, function: PublishedFunction) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", function.name)
    assert f"comity.{function.name.partition('.')[0]}" in packages()


@pytest.mark.parametrize(("key", "function"), FUNCTIONS)
def test_it_reads_inputs_and_writes_outputs(key: Key, function: PublishedFunction) -> None:
    assert function.inputs
    assert function.outputs
    assert all(name.startswith("inputs/") for name in function.inputs)
    assert all(name.startswith("outputs/") for name in function.outputs)
    assert len({*function.inputs, *function.outputs}) == len(function.inputs + function.outputs)


@pytest.mark.parametrize(("key", "function"), FUNCTIONS)
def test_its_tolerance_is_too_small_to_hide_a_figure(key: Key, function: PublishedFunction) -> None:
    assert 0 <= function.tolerance <= 1e-5


@pytest.mark.parametrize("name", sorted({name for name, _ in REGISTRY}))
def test_old_versions_stay_callable(name: str) -> None:
    versions = sorted(version for listed, version in REGISTRY if listed == name)
    assert versions == list(range(1, len(versions) + 1))


def test_something_is_published() -> None:
    assert ("dialogue.report", 1) in REGISTRY
