"""A mirror holds after any stop and any kill: what is not whole is not shown."""

import shutil
import subprocess
import sys

import pytest

from comity.edge import mirror as mirroring
from comity.edge.log_directory import LogDirectory, file_reader
from comity.record import (
    root_from_entries,
)
from tests.edge.growing import grown, note_of
from tests.edge.test_follow import assert_mirrors, followed, head_of, log, quick_disk
from tests.edge.test_log_directory import SIGNER, verdict_on

__all__ = ["log", "quick_disk"]


class StoppedError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("number", [*range(1, 17), 400])
def test_a_stop_between_any_two_writes_leaves_a_mirror_that_holds(
    log, tmp_path, monkeypatch, number
):
    grown(log, 250)
    mirror = tmp_path / "mirror"
    followed(log.folder, mirror)
    grown(log, 300, 251)
    done = []

    def stopping(real):
        def write(*arguments):
            done.append(arguments)
            if len(done) == number:
                raise StoppedError
            return real(*arguments)

        return write

    with monkeypatch.context() as patch:
        for name in ("_write", "_move"):
            target = f"comity.edge.mirror.{name}"
            patch.setattr(target, stopping(getattr(mirroring, name)))
        try:
            followed(log.folder, mirror, content=False)
        except StoppedError:
            stopped = True
        else:
            stopped = False
    size = head_of(note_of(mirror)).size
    assert size in (251, 551)
    assert stopped == (number < 400)
    assert LogDirectory(mirror, SIGNER).head().size == size
    assert root_from_entries(size, file_reader(mirror)) == head_of(note_of(mirror)).root
    result = followed(log.folder, mirror)
    assert (result.code, result.size) == (0, 551)
    assert verdict_on(mirror).code == 0
    assert_mirrors(mirror, log)


KILLED = """
import os, signal, sys
from pathlib import Path
from comity.edge import mirror
from comity.edge.fetch import open_source
from comity.edge.follow import Following, follow
from tests.edge.test_log_directory import SIGNER
left = [int(sys.argv[3])]
def killing(real):
    def call(*arguments):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
for name in ("_write", "_move"):
    setattr(mirror, name, killing(getattr(mirror, name)))
with open_source(sys.argv[1]) as fetch:
    follow(fetch, Following(SIGNER.key, Path(sys.argv[2])))
"""


@pytest.mark.crash
def test_kill_9_between_any_two_writes_leaves_a_mirror_that_holds(log, tmp_path):
    grown(log, 250)
    first = tmp_path / "first"
    followed(log.folder, first)
    grown(log, 300, 251)
    for number in range(1, 17):
        mirror = tmp_path / f"mirror{number}"
        shutil.copytree(first, mirror)
        command = [sys.executable, "-c", KILLED, str(log.folder), str(mirror), str(number)]
        assert subprocess.run(command, check=False).returncode == -9
        assert verdict_on(mirror).code == 0
        assert followed(log.folder, mirror).size == 551
        assert_mirrors(mirror, log)
