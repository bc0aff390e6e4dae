"""Every kind of fault says what is wrong, by which rule, and how to mend it."""

import re
from string import Formatter

import pytest

from comity.fault import KINDS, FaultKind
from tools.tree import load_everything, packages

load_everything()
PILLARS = {name.removeprefix("comity.").partition(".")[0] for name in packages()} | {
    "canonical",
    "api",
}
ALL = [pytest.param(kind, id=code) for code, kind in sorted(KINDS.items())]


def test_there_are_kinds_of_fault() -> None:
    assert KINDS


@pytest.mark.parametrize("kind", ALL)
def test_a_fault_has_found_rule_and_remedy(kind: FaultKind) -> None:
    for part in (kind.found, kind.rule, kind.remedy):
        assert part == part.strip() != ""
    assert len({kind.found, kind.rule, kind.remedy}) == 3


@pytest.mark.parametrize("kind", ALL)
def test_a_code_names_its_pillar_and_the_trouble(kind: FaultKind) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", kind.code)
    assert kind.code.partition(".")[0] in PILLARS


@pytest.mark.parametrize("kind", ALL)
def test_templates_take_named_values_only(kind: FaultKind) -> None:
    for part in (kind.found, kind.rule, kind.remedy):
        fields = [field for _, field, _, _ in Formatter().parse(part) if field is not None]
        assert all(re.fullmatch(r"[a-z_]+", field) for field in fields)


def test_a_second_kind_with_the_same_code_is_refused() -> None:
    taken = next(iter(KINDS))
    with pytest.raises(ValueError, match="declared twice"):
        FaultKind(taken, "found", "rule", "remedy")
