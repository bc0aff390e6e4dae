"""The repository speaks of the project alone, and pages ask nothing of anybody else."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tools.tree import ROOT, files

MACHINE_PATH: Final = re.compile(r"(?<![\w./$}-])/(?:work|root|opt|mnt|srv)/[\w.]")
INDEX_ADDRESS: Final = re.compile(
    r"(?:--(?:extra-)?index-url[ =]|files\.pythonhosted\.org|pypi\.org/simple|find-links[ =]+/)"
)
FOREIGN_ADDRESS: Final = re.compile(r"(?:https?:)?//[\w-]+(?:\.[\w-]+)+[\w./-]*")
NAMESPACES: Final = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}
PAGE_SUFFIXES: Final = {".html", ".css", ".js", ".svg", ".xml", ".txt"}


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in files():
        data = (ROOT / path).read_bytes()
        if b"\0" not in data[:1024]:
            found.append((path, data.decode("utf-8", "replace")))
    return found


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_ADDRESS], ids=["path", "index"])
def test_no_file_tells_of_a_machine(pattern: re.Pattern[str]) -> None:
    here = Path(__file__).relative_to(ROOT)
    found = [
        f"{path}:{text[: match.start()].count(chr(10)) + 1} {match.group()}"
        for path, text in texts()
        for match in pattern.finditer(text)
        if path != here
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["see /work/x", '"/root/.cache"', "PATH=/opt/wheels"])
def test_a_machine_path_would_be_found(line: str) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize(
    "line",
    ["pip install --index-url x", "see https://pypi.org/simple/numpy", "find-links = /wheels"],
)
def test_an_index_address_would_be_found(line: str) -> None:
    assert INDEX_ADDRESS.search(line)


def foreign_addresses(text: str) -> set[str]:
    return set(FOREIGN_ADDRESS.findall(text)) - NAMESPACES


def test_pages_ask_nothing_of_another_host() -> None:
    found = [
        f"{path}: {address}"
        for path, text in texts()
        if path.parts[0] == "src" and path.suffix in PAGE_SUFFIXES
        for address in foreign_addresses(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    ['<script src="https://cdn.example.org/x.js">', '<img src="//a.example/b.png">'],
)
def test_a_foreign_address_would_be_found(text: str) -> None:
    assert foreign_addresses(text)
    assert not foreign_addresses('<svg xmlns="http://www.w3.org/2000/svg">')


def locked() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return lock.replace("\\\n", " ").splitlines()


def test_every_locked_requirement_has_hashes_and_no_address() -> None:
    line = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [each for each in locked() if not line.fullmatch(each.rstrip())] == []
    assert not any("//" in each for each in locked())


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(each for extra in project["project"]["optional-dependencies"].values() for each in extra),
        *project["dependency-groups"]["dev"],
    ]
    have = {each.partition("==")[0] for each in locked()}
    missing = {re.split(r"[<>=\[;]", each)[0] for each in wanted} - have
    assert missing == set()


def test_every_ignored_rule_says_why() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = settings.partition("[tool.ruff.lint]")[2].partition("]\n\n")[0]
    lines = [line.strip() for line in block.partition("ignore = [")[2].splitlines() if line.strip()]
    assert [line for line in lines if "#" not in line] == []


def test_text_files_end_with_one_newline_and_use_unix_line_ends() -> None:
    wrong = [
        str(path)
        for path, text in texts()
        if path.suffix in {".py", ".md", ".toml", ".html", ".css", ".js", ".cff"}
        and text
        and (not text.endswith("\n") or text.endswith("\n\n") or "\r" in text)
    ]
    assert wrong == []
