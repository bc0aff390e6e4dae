"""The shape of the code: sizes, names, faces of packages, and who may know whom.

What ruff and import-linter can check they check (``make lint``); here is only the rest.
"""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from tools.tree import ROOT, SCRIPTS, SOURCE, files, load_everything, modules, packages

LONGEST_FILE: Final = 400
LONGEST_FUNCTION: Final = 40

# Numerical kernels whose steps only make sense together: name, and why it is not taken apart.
LONG_FUNCTIONS: Final[dict[str, str]] = {}

NAMES_THAT_SAY_NOTHING: Final = {"base", "common", "helper", "helpers", "manager", "misc", "utils"}

# Modules whose name somebody else has chosen, and who.
NAMED_BY_OTHERS: Final = {
    "comity/site/sqlite/base.py": "Django looks for a database backend in a module of this name",
    "comity/site/postgres/base.py": "as above",
}

# Modules without a test file of their own, by their last name, and why.
WITHOUT_OWN_TEST: Final = {
    "__init__": "the face of a package; checked below",
    "__main__": "calls what is tested elsewhere",
    "base": "the backend's address for Django; every test of the site goes through it",
    "apps": "names of Django's registry",
    "settings": "configuration; every test of a page runs under it",
    "urls": "a table of addresses; every test of a page goes through it",
    "wsgi": "three lines that the demo's own check starts",
}

# Folders of tests that mirror no package, and what they hold.
OTHER_TESTS: Final = {
    "benchmarks": "of benchmarks/",
    "contracts": "what every thing of a kind must keep",
    "docs": "of the generated pages",
    "site/attacks": "the table of attacks: each way in by each defence",
    "golden": "published results that never change",
    "tools": "of tools/",
    "web": "in a real browser",
}

BELOW_THE_SITE: Final = [
    "comity.canonical",
    "comity.dialogue",
    "comity.documents",
    "comity.edge",
    "comity.fault",
    "comity.language",
    "comity.oversight",
    "comity.people",
    "comity.record",
    "comity.registry",
    "comity.render",
    "comity.standards",
    "comity.statistics",
    "comity.subject",
]
BELOW_THE_EDGE: Final = [
    name for name in BELOW_THE_SITE if name not in {"comity.edge", "comity.render"}
]


def expect_none(breaches: Iterable[object]) -> None:
    found = [str(breach) for breach in breaches]
    assert not found, "\n" + "\n".join(found)


def python_files() -> list[Path]:
    return [path for path in files() if path.suffix == ".py" and "migrations" not in path.parts]


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def test_files_are_short() -> None:
    lengths = {
        path: len((ROOT / path).read_bytes().splitlines())
        for path in files()
        if path.suffix in {".py", ".html", ".css", ".js"}
    }
    expect_none(f"{path}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of ``function`` without decorators and docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def test_the_docstring_does_not_count() -> None:
    tree = ast.parse('@dec\ndef f():\n    """One.\n\n    Two.\n    """\n    return 1\n')
    assert body_lines(tree.body[0]) == 2


def test_functions_are_short() -> None:
    long = {
        f"{path}:{node.name}": f"{body_lines(node)} lines"
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > LONGEST_FUNCTION
    }
    expect_none(f"{name}: {lines}" for name, lines in long.items() if name not in LONG_FUNCTIONS)
    expect_none(f"{name} is short by now" for name in LONG_FUNCTIONS if name not in long)
    assert all(LONG_FUNCTIONS.values()), "an exception without a reason"


def test_no_module_has_a_name_that_says_nothing() -> None:
    expect_none(
        path
        for path in python_files()
        if NAMES_THAT_SAY_NOTHING & {path.stem.removeprefix("test_"), *path.parts}
        and path.as_posix().removeprefix("src/") not in NAMED_BY_OTHERS
    )


def bound_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names an ``__init__`` binds at its top: imports, functions, classes, values."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def declared_names(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "__all__":
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def own_public_names(name: str, tree: ast.Module) -> set[str]:
    """Return what ``__all__`` of the package must hold: what it takes from itself or defines."""
    public = set()
    for node in tree.body:
        foreign = isinstance(node, ast.Import) or (
            isinstance(node, ast.ImportFrom) and not f"{node.module}.".startswith(f"{name}.")
        )
        if not foreign:
            public |= set(bound_names(ast.Module([node], [])))
    return {each for each in public if not each.startswith("_")}


@pytest.mark.parametrize("name", [name for name in packages() if "site" not in name])
def test_the_face_of_a_package_is_what_it_declares(name: str) -> None:
    tree = ast.parse(packages()[name].read_text(encoding="utf-8"))
    declared = declared_names(tree)
    if declared is None:
        assert own_public_names(name, tree) == set(), "public names, but no __all__"
        return
    package = import_module(name)
    assert [each for each in declared if not hasattr(package, each)] == []
    assert sorted(declared) == sorted(set(declared)), "a name stands twice"
    if name != "comity.cli":  # which holds its table of commands beside its one entry
        assert own_public_names(name, tree) - set(declared) == set()


def test_all_that_a_module_declares_exists() -> None:
    load_everything()
    expect_none(
        f"{name}.{each}"
        for name, path in modules().items()
        if not name.endswith(SCRIPTS)
        for each in declared_names(ast.parse(path.read_text(encoding="utf-8"))) or []
        if not hasattr(import_module(name), each)
    )


@cache
def declared_by(name: str) -> frozenset[str]:
    """Return what the package ``name`` of ours declares in ``__all__``; nothing for others."""
    if name not in packages():
        return frozenset()
    return frozenset(getattr(import_module(name), "__all__", ()))


def imported_modules(path: Path) -> set[str]:
    """Return each module that ``path`` imports, and each name it takes from one, dotted.

    A name that the face of a package declares is no inner module, though one may be called so.
    """
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            face = declared_by(str(node.module))
            taken = {alias.name for alias in node.names} - face
            found |= {f"{node.module}", *(f"{node.module}.{name}" for name in taken)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def room(name: str) -> str:
    return ".".join(name.split(".")[:2])


def test_other_packages_are_entered_by_their_face() -> None:
    """A pillar's inner module is its own business; the site's rooms have contracts of their own."""
    inner = {
        name
        for name in set(modules()) - set(packages())
        if name.count(".") >= 2 and room(name) not in {"comity.site", "comity.cli"}
    }
    expect_none(
        f"{name} imports {wanted}"
        for name, path in modules().items()
        for wanted in sorted(imported_modules(path) & inner)
        if room(wanted) != room(name)
    )


# Calls by which a function would learn what its arguments do not tell it.
OUTSIDE_CALLS: Final = {
    *("open", "input", "print", "Path"),
    *("now", "today", "utcnow", "urandom", "default_rng", "getenv"),
}


def called_names(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield node.lineno, name


def test_the_core_asks_no_clock_and_opens_no_file() -> None:
    expect_none(
        f"{name}:{line} calls {called}"
        for name, path in modules().items()
        if room(name) in BELOW_THE_EDGE and path.name != "__main__.py"
        for line, called in called_names(path)
        if called in OUTSIDE_CALLS
    )


def test_random_numbers_come_from_one_place() -> None:
    """``PCG64`` is stable over versions of numpy; its generators' distributions are not."""
    namers = {
        name
        for name, path in modules().items()
        if re.search(r"\b(PCG64|default_rng|RandomState)\b", path.read_text(encoding="utf-8"))
    }
    assert namers <= {"comity.statistics.sampling"}


def test_import_contracts_name_every_part_of_the_core() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["name"][:2]: each for each in settings["tool"]["importlinter"]["contracts"]}
    assert contracts["1a"]["source_modules"] == BELOW_THE_SITE
    assert contracts["1b"]["source_modules"] == BELOW_THE_EDGE


# Says which of its arguments, modules loaded in turn, is the first that brings Django in.
WHO_BRINGS_DJANGO: Final = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
    if "django" in sys.modules:
        sys.exit(name)
"""


def django_from(names: Iterable[str]) -> str:
    """Return the first of ``names`` that loads Django in a process of its own, or nothing."""
    done = subprocess.run(
        [sys.executable, "-c", WHO_BRINGS_DJANGO, *names],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip()


def test_django_stays_out_of_the_core() -> None:
    """One process loads every module: what numpy takes to load is taken once."""
    names = [each for each in modules() if room(each) in BELOW_THE_SITE]
    assert {room(each) for each in names} == set(BELOW_THE_SITE)
    assert django_from(each for each in names if not each.endswith("__main__")) == ""


def test_who_brings_django_is_named() -> None:
    assert django_from(["comity.fault", "comity.site.settings"]) == "comity.site.settings"


def test_the_record_needs_only_the_standard_library() -> None:
    """Run without site-packages, so that anything else is not there to import."""
    names = [name for name in modules() if name.split(".")[1:2] in (["record"], ["canonical"])]
    done = subprocess.run(
        [sys.executable, "-S", "-c", "".join(f"import {name}\n" for name in names)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_list_of_what_lies_below_the_site_is_complete() -> None:
    tops = {".".join(name.split(".")[:2]) for name in modules() if name != "comity"}
    assert tops - {"comity.cli", "comity.site", "comity.__main__"} == set(BELOW_THE_SITE)


def own_test(name: str) -> Path:
    *folders, module = name.removeprefix("comity.").replace("templatetags.", "").split(".")
    return ROOT.joinpath("tests", *folders, f"test_{module}.py")


def test_every_module_has_a_test_that_mirrors_it() -> None:
    expect_none(
        f"{name} has no {own_test(name).relative_to(ROOT)}"
        for name, path in modules().items()
        if path.stem not in WITHOUT_OWN_TEST and not own_test(name).is_file()
    )


def test_every_folder_of_tests_mirrors_a_package() -> None:
    folders = {path.parts[1:-1] for path in files() if path.parts[0] == "tests"} - {()}
    expect_none(
        "/".join(folder)
        for folder in sorted(folders)
        if not {folder[0], "/".join(folder)} & set(OTHER_TESTS)
        and not SOURCE.joinpath(*folder).is_dir()
    )


REASONED: Final = {
    "noqa": re.compile(r"#\s*noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \S"),
    "type: ignore": re.compile(r"#\s*type: ignore\[[\w, -]+\]\s+# \S"),
    "pragma:": re.compile(r"#\s*pragma: no (cover|branch) - \S"),
}


def test_a_silenced_check_says_why() -> None:
    expect_none(
        f"{path}:{number} {line.strip()}"
        for path in python_files()
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        for mark, pattern in REASONED.items()
        if re.search(rf"#\s*{mark}", line) and not pattern.search(line)
    )
