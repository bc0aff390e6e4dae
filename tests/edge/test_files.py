"""A file is whole or as it was, and no read goes on for ever."""

import errno
import os
import stat
import subprocess
import sys
import textwrap

import pytest

from comity.edge.files import (
    create_file,
    locked,
    make_folder,
    make_room,
    read_bounded,
    remove_leftovers,
    system_fault,
    write_atomically,
)
from comity.fault import RefusedError


def code_of(refused: pytest.ExceptionInfo[RefusedError]) -> str:
    return refused.value.faults[0].code


def test_a_write_replaces_the_whole_file_and_leaves_nothing_else(tmp_path):
    path = tmp_path / "a"
    write_atomically(path, b"old and longer")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "edge.disk_full"), (errno.EIO, "edge.not_writable")]
)
def test_a_full_or_failing_disk_leaves_the_old_file(tmp_path, monkeypatch, number, code):
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def fail(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RefusedError) as refused:
        write_atomically(path, b"new")
    assert code_of(refused) == code
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_data_and_name_are_on_disk_before_a_write_returns(tmp_path, monkeypatch):
    synced = []
    real = os.fsync

    def note(descriptor):
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    write_atomically(tmp_path / "a", b"x")
    assert synced == [False, True]


def test_a_new_file_is_secret_and_never_overwrites(tmp_path):
    path = tmp_path / "key"
    create_file(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(RefusedError) as refused:
        create_file(path, b"two")
    assert code_of(refused) == "edge.exists"
    assert path.read_bytes() == b"one"


def test_a_new_file_that_fails_is_not_left_half_written(tmp_path, monkeypatch):
    def fail(_descriptor):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RefusedError):
        create_file(tmp_path / "key", b"one")
    assert list(tmp_path.iterdir()) == []


def test_reading_is_bounded(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(RefusedError) as refused:
        read_bounded(path, 4)
    assert code_of(refused) == "edge.too_large"


def test_what_is_not_an_ordinary_file_is_refused_without_waiting(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "absent", tmp_path / "nul\0"):
        with pytest.raises(RefusedError) as refused:
            read_bounded(path, 5)
        assert code_of(refused) == "edge.not_readable"


def test_folders_are_made_with_what_is_above_them(tmp_path):
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RefusedError) as refused:
        make_folder(tmp_path / "file" / "c")
    assert code_of(refused) == "edge.not_writable"


def test_only_leftovers_are_removed(tmp_path):
    for name in (".checkpoint.1234.tmp", "checkpoint", ".other"):
        (tmp_path / name).write_bytes(b"")
    remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other", "checkpoint"]


def test_a_lock_keeps_other_processes_out_and_ends_with_its_holder(tmp_path):
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from comity.edge.files import locked
        from comity.fault import RefusedError
        try:
            with locked(Path(sys.argv[1]), wait=False):
                print("got")
        except RefusedError as refused:
            print(refused.faults[0].code)
    """)

    def other() -> str:
        command = [sys.executable, "-c", script, str(tmp_path / "lock")]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with locked(tmp_path / "lock"):
        assert other() == "edge.in_use"
    assert other() == "got"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_nothing_but_a_file_is_ever_replaced_by_one(tmp_path):
    """As its owner one could put a file in the place of a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    for path in (pipe, tmp_path / "link"):
        with pytest.raises(RefusedError) as refused:
            write_atomically(path, b"x")
        assert code_of(refused) == "edge.not_a_file"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "pipe"]
    # The control: a link to a file, or to nothing, may be.
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "other").symlink_to(tmp_path / "file")
    write_atomically(tmp_path / "other", b"new")
    assert (tmp_path / "other").read_bytes() == b"new"


def test_a_name_that_the_disk_did_not_confirm_is_said_to_be_written(tmp_path, monkeypatch):
    real = os.fsync

    def fail(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RefusedError) as refused:
        write_atomically(tmp_path / "a", b"new")
    assert code_of(refused) == "edge.unconfirmed"
    assert refused.value.wrote
    assert (tmp_path / "a").read_bytes() == b"new"


def test_room_is_asked_for_and_given_back(tmp_path):
    folder = tmp_path / "new"
    make_room(folder, 1_000_000)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_where_there_is_no_room_the_folder_is_as_it_was(tmp_path, monkeypatch, platform):
    if platform != "linux":
        monkeypatch.setattr(sys, "platform", platform)

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    for name in ("posix_fallocate", "fsync"):
        monkeypatch.setattr(os, name, full)
    monkeypatch.setattr("comity.edge.files.sync_folder", lambda _folder: None)
    for folder in (tmp_path, tmp_path / "new"):
        with pytest.raises(RefusedError) as refused:
            make_room(folder, 1_000)
        assert code_of(refused) == "edge.disk_full"
        assert not refused.value.wrote
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_nobody_can_make_is_refused(tmp_path):
    for folder in (tmp_path / ("x" * 300), tmp_path / "file" / "x"):
        (tmp_path / "file").write_bytes(b"")
        for ask in (make_folder, lambda path: make_room(path, 1)):
            with pytest.raises(RefusedError) as refused:
                ask(folder)
            assert code_of(refused) == "edge.not_writable"


def test_a_lock_that_cannot_be_made_is_refused_as_a_file(tmp_path):
    with pytest.raises(RefusedError) as refused, locked(tmp_path / "absent" / "lock"):
        pass
    assert code_of(refused) == "edge.not_writable"


def test_what_the_system_says_is_said_on_with_the_name_it_gave():
    named = system_fault(FileNotFoundError(errno.ENOENT, "No such file or directory", "/a/b"))
    assert (named.code, named.place.name) == ("edge.system", "/a/b")
    assert named.values["reason"] == "No such file or directory"
    assert system_fault(OSError(errno.ENOSPC, "full")).code == "edge.disk_full"
    assert system_fault(OSError("odd")).values["reason"] == "odd"
