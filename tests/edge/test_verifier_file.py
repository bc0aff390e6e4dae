"""The one-file verifier as others get it: one file, run alone, in an empty folder."""

import ast
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from comity.dialogue.counts import PUBLISHED
from comity.edge import VERIFIER_NAME, verifier_bytes
from comity.record import read_bundle, write_bundle
from comity.registry import REGISTRY
from tests.record.bundles import changed
from tests.record.verifier.counted import BUNDLE, MEMBERS, RECEIPT, RECORD, VKEY, write_record

# Runs the file given first, and ends with 99 if it opens a connection, starts a process or
# writes a file.
WATCHED = """
import os, runpy, sys

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

def watch(event, arguments):
    outside = event.partition(".")[0] in ("socket", "subprocess", "urllib", "http", "ftplib")
    writes = event == "open" and arguments[2] & WRITING
    if outside or writes or event in ("os.system", "os.remove", "os.mkdir", "os.rename"):
        os._exit(99)

sys.addaudithook(watch)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="module")
def verifier(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("verifier") / VERIFIER_NAME
    path.write_bytes(verifier_bytes())
    return path


@pytest.fixture
def run(verifier, tmp_path):
    """Return a function that runs the verifier alone: no site-packages, no environment."""
    (tmp_path / "empty").mkdir()

    def alone(thing, *options, python=("-I", "-S")):
        target = tmp_path / "thing"
        if isinstance(thing, bytes):
            target.write_bytes(thing)
        else:
            write_record(target, thing)
        done = subprocess.run(
            [sys.executable, *python, verifier, target, *options],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path / "empty",
            env={},
        )
        assert "Traceback" not in done.stderr
        assert list((tmp_path / "empty").iterdir()) == []
        return done.returncode, done.stdout + done.stderr

    return alone


def sources() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(verifier_bytes())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_runs_alone_and_names_what_it_leaves_to_the_full_package(run):
    code, shown = run(BUNDLE, "--key", VKEY)
    assert code == 7
    assert "Not checked: dialogue.shares version 1 needs the full package." in shown


def test_what_was_tampered_with_is_found(run):
    code, shown = run(write_bundle(changed("inputs/votes.csv", b"\n1,1,0", b"\n1,1,1", MEMBERS)))
    assert (code, "the votes give" in shown) == (1, True)


def test_hostile_files_are_refused(run):
    assert run(BUNDLE[:-9])[0] == 2


def test_record_R6_it_opens_no_connection_and_writes_no_file(run):
    watched = ("-I", "-S", "-c", WATCHED)
    assert run(BUNDLE, "--key", VKEY, python=watched)[0] == 7
    assert run(RECEIPT, "--key", VKEY, python=watched)[0] == 0


def test_record_R6_a_whole_record_is_checked_without_a_connection(run):
    assert run(RECORD, "--key", VKEY, python=("-I", "-S", "-c", WATCHED))[0] == 0


@pytest.mark.parametrize(
    "code",
    ["import socket; socket.socket()", "open('x', 'w')", "import os; os.system('true')"],
)
def test_control_the_watch_sees_what_a_program_does_outside(tmp_path, code):
    (tmp_path / "program").write_text(code)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WATCHED, tmp_path / "program"], check=False, cwd=tmp_path
    )
    assert done.returncode == 99


def test_the_same_sources_give_the_same_bytes():
    verifier_bytes.cache_clear()
    first = verifier_bytes()
    verifier_bytes.cache_clear()
    assert verifier_bytes() == first
    members = read_bundle(first.partition(b"\n")[2]).members
    assert write_bundle(members) == first.partition(b"\n")[2]


def test_it_is_one_small_readable_file():
    assert len(verifier_bytes()) <= 1_000_000
    assert verifier_bytes().startswith(b"#!/usr/bin/env python3\n")
    assert sources()["comity/dialogue/__init__.py"] == ""


def test_it_holds_nothing_beyond_the_standard_library():
    wanted = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    tops = {name.partition(".")[0] for name in wanted}
    assert tops - {"comity"} <= set(sys.stdlib_module_names)
    held = {name.removesuffix(".py").replace("/", ".") for name in sources()}
    held |= {name.removesuffix(".__init__") for name in held}
    assert {name for name in wanted if name.startswith("comity")} <= held


@pytest.mark.parametrize("name", sorted(sources()))
def test_it_is_written_in_python_3_10(name):
    ast.parse(sources()[name], name, feature_version=(3, 10))


def test_older_pythons_are_told_what_is_needed():
    first, *_ = sources()["__main__.py"].partition("from comity")
    # Up to the check it may hold nothing a Python of 2008 could not read.
    ast.parse(first, feature_version=(3, 3))
    code = first.replace("sys.version_info", "(3, 9)", 1)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={}
    )
    assert (done.returncode, done.stderr[:32]) == (2, "This needs Python 3.10 or newer;")


def test_its_functions_are_those_of_the_full_package():
    assert REGISTRY[PUBLISHED.name, PUBLISHED.version] is PUBLISHED
