"""What the documentation and the repository's papers say can be found in the code."""

import re
import tomllib

import pytest

from comity import __version__
from tools.tree import ROOT, files

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_fits_a_page_and_has_its_parts(path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page.startswith(f"# {path.name[:4]} ")
    assert len(page.splitlines()) <= 60
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert page.count(part) == 1


def test_each_dependency_has_its_reason() -> None:
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(each for extra in extras for each in extra)]
    names = {re.split(r"[<>=\[;]", each)[0] for each in wanted}
    listed = re.findall(
        r"^\| \w+ \| ([\w-]+) \| \S.* \|$",
        text("docs/decisions/0003-dependencies.md"),
        re.MULTILINE,
    )
    assert set(listed) - {"package"} == names


def test_every_threat_has_its_line_and_every_named_test_exists() -> None:
    rows = re.findall(r"^\| (T\d+) \|.*\| ([^|]*) \|$", text("SECURITY.md"), re.MULTILINE)
    assert [name for name, _ in rows] == [f"T{number}" for number in range(1, 16)]
    tests = "".join(text(str(path)) for path in files() if path.name.startswith("test_"))
    for threat, proof in rows:
        named = re.findall(r"`(test_\w+)`", proof)
        assert named or "*not yet*" in proof, f"{threat} names no test"
        assert [name for name in named if f"def {name}(" not in tests] == []
        if "*not yet*" in proof:
            assert f"def test_threat_{threat}_" not in tests, f"{threat} has a test by now"


ATTACKS = (
    "split_view",
    "restore",
    "two_hosts_from_one_image",
    "two_sequencers",
    "dropped_act",
    "lying_closing",
    "foreign_key",
    "mended_digests",
    "swapped_rule",
    "widened_tolerance",
    "unknown_function",
)


def test_every_attack_on_the_record_has_its_line_and_every_named_test_exists() -> None:
    table = text("SECURITY.md").partition("## Attacks on the record")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| [^|-][^|]*\|[^|]*\| ([^|]*`[^|]*) \|$", table, re.MULTILINE)
    tests = "".join(text(str(path)) for path in files() if path.name.startswith("test_"))
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert all(named)
    assert [name for row in named for name in row if f"def {name}(" not in tests] == []
    for attack in ATTACKS:
        assert any(f"_attack_{attack}" in name for row in named for name in row), attack


def test_every_bar_of_the_record_has_a_test() -> None:
    tests = "".join(text(str(path)) for path in files() if path.name.startswith("test_"))
    assert [bar for bar in range(1, 9) if f"def test_record_R{bar}_" not in tests] == []


def test_the_version_is_the_same_everywhere() -> None:
    assert f"## [{__version__}]" in text("CHANGELOG.md")
    assert f"version: {__version__}\n" in text("CITATION.cff")


def test_every_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = re.findall(r"\bmake ([a-z]+)\b", text("README.md") + text("CONTRIBUTING.md"))
    assert set(named) - targets == set()
    for folder in re.findall(r"\]\(([^)#:]+)\)", text("README.md") + text("CONTRIBUTING.md")):
        assert (ROOT / folder).exists(), folder


def test_pages_of_the_docs_that_the_code_names_exist() -> None:
    named = {
        found.removesuffix(".md")
        for path in files()
        if path.parts[0] == "src" and path.suffix in {".py", ".json", ".html", ".toml"}
        for found in re.findall(r"\bdocs/[a-z0-9/-]+[a-z0-9](?:\.md)?", text(str(path)))
    }
    assert [each for each in named if not (ROOT / f"{each}.md").is_file()] == []
