"""A disk that fills at any write: what was asked is done wholly or not at all, and said."""

import errno
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.own_bundle import publish, run
from tests.cli.test_bad_input import PLAIN, given, listing, report, reported
from tests.record.bundles import REGISTRY

FULL = "the disk is full"
UNCONFIRMED = "it was written, and the disk did not confirm it: No space left on device"
REMEDY = "Free some room and try again. What stood there before is unchanged."
WRITES = (
    (os, "open"),
    (os, "fsync"),
    (os, "replace"),
    (os, "posix_fallocate"),
    (os, "mkdir"),
    (os, "rename"),
)


@contextmanager
def full_from(number: int, fail: int = errno.ENOSPC) -> Iterator[list[str]]:
    """Let the disk be full from write ``number`` on; give the names of the writes tried."""
    tried: list[str] = []

    def failing(name, real):
        def call(*arguments, **named):
            if name == "open" and not arguments[1] & os.O_CREAT:
                return real(*arguments, **named)
            tried.append(name)
            if len(tried) >= number:
                raise OSError(fail, os.strerror(fail), str(arguments[0]))
            return real(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for module, name in WRITES:
            if hasattr(module, name):
                patch.setattr(module, name, failing(name, getattr(module, name)))
        yield tried


def size(folder: Path) -> int:
    """Return how many entries the record in ``folder`` is signed for."""
    return int((folder / "home" / "record" / "checkpoint").read_text().split("\n")[1])


def leftovers(folder: Path) -> list[str]:
    return [path for path in listing(folder) if path.endswith(".tmp")]


def test_a_disk_that_fills_at_any_write_costs_nothing(tmp_path):
    """A report: before its entry nothing is written; after it the entry is named, and stays."""
    codes = []
    for number in (*range(1, 70, 11), *range(70, 200)):
        folder = tmp_path / f"w{number}"
        folder.mkdir()
        given(folder, PLAIN)
        with full_from(number) as tried:
            result = report(folder)
        codes.append(result.exit_code)
        if not result.exit_code:
            break
        assert result.exit_code == 2, (number, tried[-1], result.output, result.exception)
        if UNCONFIRMED not in result.output:
            assert FULL in result.output, (number, tried[-1], result.output)
            assert REMEDY in result.output
        entered = "it stands in your record as entry 1" in result.output
        nothing = "Nothing was written." in result.output
        assert not (entered and nothing)
        # Removing needs no room: what was cut off is gone, and each file is whole.
        assert leftovers(folder) == [], (number, tried)
        if nothing:
            assert not (folder / "out" / "report.zip").exists()
            assert not (folder / "home" / "record" / "checkpoint").exists() or size(folder) == 1
        else:
            assert "give the command again" in result.output, (number, tried[-1], result.output)
        # Room is made.
        assert reported(folder)["participation"]["votes"] == 80
        assert run(folder / "home", "verify", folder / "home" / "record").exit_code == 0
    assert codes[-2:] == [2, 0]
    assert len(codes) > 15


def prepared(folder: Path) -> Path:
    """Make a record with three entries, an export, a mirror and a witness of it in ``folder``."""
    home = folder / "home"
    for name in ("one.zip", "two.zip"):
        publish(home, folder / name)
    vkey = (home / "record" / "key.vkey").read_text().strip()
    for command in (
        ("export", "--out", folder / "copy"),
        ("init-witness", "--name", "w.example/one", "--out", folder / "w.key"),
        ("follow", folder / "copy", "--key", vkey, "--out", folder / "mirror"),
    ):
        assert run(home, "record", *command).exit_code == 0
    publish(home, folder / "three.zip")
    return home


COMMANDS = {
    "prove": ("record", "prove", 2, "--out", "{folder}/three.proof"),
    "export": ("record", "export", "--out", "{folder}/copy"),
    "export anew": ("record", "export", "--out", "{folder}/fresh"),
    "follow": ("record", "follow", "{home}/record", "--key", "{vkey}", "--out", "{folder}/mirror"),
    "follow anew": ("record", "follow", "{home}/record", "--key", "{vkey}", "--out", "{folder}/m"),
    "witness": (
        *("record", "follow", "{home}/record", "--key", "{vkey}", "--out", "{folder}/mirror"),
        *("--witness", "{folder}/w.key"),
    ),
    "erase": ("record", "erase", 1, "--basis", "request 1"),
    "rotate": ("record", "rotate"),
    "trust": ("trust", "add", "{folder}/other.vkey", "--yes"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_writes_goes_on_after_room_was_made(tmp_path, monkeypatch, name):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)
    first = tmp_path / "first"
    first.mkdir()
    prepared(first)
    run(tmp_path / "stranger", "record", "init")
    shutil.copy(tmp_path / "stranger" / "record" / "key.vkey", first / "other.vkey")
    for number in itertools.count(1):
        folder = tmp_path / f"w{number}"
        shutil.copytree(first, folder)
        home = folder / "home"
        names = {
            "folder": folder,
            "home": home,
            "vkey": (home / "record" / "key.vkey").read_text().strip(),
        }
        command = [str(word).format(**names) for word in COMMANDS[name]]
        with full_from(number) as tried:
            result = run(home, *command)
        if len(tried) < number:
            assert result.exit_code == 0, result.output
            break
        where = (number, tried[-1], result.output, result.exception)
        if result.exit_code:
            assert result.exit_code == 2, where
            said = (FULL, UNCONFIRMED, "No space left on device")
            assert any(words in result.output for words in said), where
            assert leftovers(folder) == [], where
            again = run(home, *command)
            assert again.exit_code == 0 or "There is nothing left to do" in again.output, (
                where,
                again.output,
            )
        for record in ("home/record", "mirror", "copy"):
            code = run(home, "verify", folder / record).exit_code
            assert code in (0, 3), (where, record, code)
    assert number > 3


SMALL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
from comity.cli import main
main(sys.argv[2:])
"""


# What is measured of the program writes files of its own, which the limit would forbid.
PLAIN_ENVIRONMENT = {name: each for name, each in os.environ.items() if "COV" not in name.upper()}


def real_report(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Report on the conversation in ``folder`` in a process of its own."""
    asked = [folder / "votes.csv", "--statements", folder / "statements.csv", "--quick"]
    return subprocess.run(
        [sys.executable, *before, "dialogue", "report", *asked, "--out", folder / "out"],
        env={**PLAIN_ENVIRONMENT, "COMITY_CONFIG_DIR": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.crash
@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes")
def test_files_that_may_not_grow_are_refused_by_the_system_itself(tmp_path):
    given(tmp_path, PLAIN)
    for limit in (10, 1_000, 20_000):
        result = real_report(tmp_path, "-c", SMALL, str(limit))
        assert result.returncode == 2, result.stderr
        assert "it cannot be written: File too large" in result.stderr
        assert "Traceback" not in result.stderr
        assert leftovers(tmp_path) == []
    assert reported(tmp_path)["participation"]["votes"] == 80


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A real file system of 1 MB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=200", "comity-test", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.crash
def test_a_real_disk_that_is_full_is_named_and_after_room_was_made_it_goes_on(small_disk):
    given(small_disk, PLAIN)
    stone = small_disk / "stone"
    run_module = ("-m", "comity")
    for left in (0, 5_000, 40_000, 100_000, 200_000):
        free = shutil.disk_usage(small_disk).free
        stone.write_bytes(bytes(max(0, free - left)))
        before = listing(small_disk)
        result = real_report(small_disk, *run_module)
        if not result.returncode:
            break
        assert result.returncode == 2, result.stderr
        assert FULL in result.stderr, result.stderr
        assert leftovers(small_disk) == []
        if "Nothing was written." in result.stderr:
            reports = [path for path in before if path.startswith("out/")]
            assert [path for path in listing(small_disk) if path.startswith("out/")] == reports
        stone.unlink()
    stone.unlink(missing_ok=True)
    assert reported(small_disk)["participation"]["votes"] == 80
    verified = run(small_disk / "home", "verify", small_disk / "home" / "record")
    assert verified.exit_code == 0
