"""Generated pages hold what the code says, in Markdown that shows it unchanged."""

import json

import click
import pytest

from comity.fault import FaultKind
from docs.generated import (
    PAGES,
    SCHEMAS,
    commands_page,
    escaped,
    faults_page,
    filled,
    library_page,
    schema_page,
)
from tools.tree import ROOT


@click.group()
def tool() -> None:
    """Do things.

    \b
    one
      two
    """


@tool.command()
@click.argument("file")
@click.option("--size", type=int, default=3, show_default=True, help="How <large>.")
def make(file: str, size: int) -> None:
    """Make FILE."""


@tool.command(hidden=True)
def secret() -> None:
    """Nobody asks for it."""


def test_each_command_has_a_section_with_usage_and_options() -> None:
    page = commands_page(tool, "tool")
    assert "## tool\n" in page
    assert "### tool make\n" in page
    assert "tool make [OPTIONS] FILE" in page
    assert "- `--size INTEGER`: How \\<large\\>. \\[default: 3\\]" in page
    assert "- `FILE` (required)" in page
    assert "```text\none\n  two\n```" in page
    assert "secret" not in page


def test_faults_stand_under_their_pillar_with_all_three_parts() -> None:
    kind = object.__new__(FaultKind)
    for name, text in {"code": "dialogue.x", "found": "<f>", "rule": "r", "remedy": "m"}.items():
        object.__setattr__(kind, name, text)
    page = faults_page({"dialogue.x": kind})
    assert page.startswith("## Conversations\n")
    assert "### dialogue.x\n\n- Found: \\<f\\>\n- Rule: r\n- Remedy: m\n" in page


def test_every_field_of_a_report_is_listed() -> None:
    page = schema_page("report")
    for name in json.loads(SCHEMAS["report"].read_text(encoding="utf-8"))["properties"]:
        assert f"- `{name}`: " in page
    assert "- `participation.votes_per_participant.median`: " in page
    assert "See figure." in page
    assert "One of: consensus, majority, contested, undetermined, not\\_enough\\_data." in page


def test_the_library_lists_public_names_with_their_first_sentence() -> None:
    page = library_page()
    assert "## comity.statistics\n" in page
    assert "- `jeffreys`: " in page
    assert "comity.site" not in page


@pytest.mark.parametrize("name", PAGES)
def test_every_generated_part_is_used_by_a_page(name: str) -> None:
    pages = [page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")]
    assert sum(f"<!-- generated: {name} -->" in page for page in pages) == 1


def test_a_mark_is_replaced_and_an_unknown_one_is_an_error() -> None:
    assert "`common_ground`" in filled("before\n\n<!-- generated: report-fields -->\n")
    with pytest.raises(KeyError):
        filled("<!-- generated: nothing -->")


def test_special_characters_are_shown_as_they_are() -> None:
    assert escaped("a_b *c*\n  {d} |") == r"a\_b \*c\* \{d\} \|"
