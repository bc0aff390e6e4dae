"""The table of bars names tests that exist, and every named bar of the dialogue engine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "bars.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+)`", PAGE)))
THERE = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
BAR = re.compile(r"test_dialogue_([AST]\d+|N\d|P\d|routing|drift)_\w+")


def test_the_table_names_tests() -> None:
    assert len(NAMED) > 60


@pytest.mark.parametrize("name", NAMED)
def test_each_named_test_exists(name: str) -> None:
    assert name in THERE


def test_every_test_named_after_a_bar_stands_in_the_table() -> None:
    assert sorted(name for name in THERE if BAR.fullmatch(name) and name not in NAMED) == []


@pytest.mark.parametrize("bar", [f"A{number}" for number in range(1, 11)])
def test_every_bar_of_the_incumbents_arithmetic_has_a_test(bar: str) -> None:
    assert re.search(rf"^\| {bar} \|.*`test_", PAGE, re.MULTILINE)
