"""What following comes to: an exit code, and words for whoever reads them."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from comity.cli.following import Asked, check_fork, follow_source, resume, take_in
from comity.edge import Home, create_witness, ensure_own_record, rotate_own
from comity.fault import RefusedError
from tests.edge.growing import grown, twin_of

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch):
    monkeypatch.setattr("comity.edge.files.os.fsync", lambda _descriptor: None)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    home = Home(tmp_path / "home")
    grown(ensure_own_record(home), 4)
    return home


def vkey(home):
    return (home.record / "key.vkey").read_text()


def followed(home, mirror, **asked):
    source = asked.pop("source", home.record)
    now = asked.pop("now", NOW)
    return follow_source(Asked(str(source), vkey(home).strip(), mirror, **asked), now)


def test_what_is_new_is_counted(home, tmp_path):
    for words in ("5 entries, 5 new.", "5 entries, nothing new."):
        told = followed(home, tmp_path / "mirror")
        assert (told.code, told.lines) == (
            0,
            (f"{words} All of it is checked and in {tmp_path / 'mirror'}.",),
        )


def test_a_remark_stands_before_the_result(home, tmp_path):
    known = home.folder / "larger"
    twin = grown(twin_of(ensure_own_record(home)), 3)
    shutil.copy(twin.folder / "checkpoint", known)
    told = followed(home, tmp_path / "mirror", others=(known,))
    assert told.lines[0] == "Note: a head of 8 entries cannot be compared yet."


def test_a_head_remembered_here_is_compared(home, tmp_path):
    log = ensure_own_record(home)
    twin = grown(twin_of(log), 3, 900)
    grown(log, 3, 5)
    assert followed(home, tmp_path / "one", source=twin.folder).code == 0
    told = followed(home, tmp_path / "two")
    assert told.code == 4
    assert "two different trees of 8 entries" in told.lines[0]
    folder = next((tmp_path / "two" / "forks").iterdir())
    assert str(folder) in told.lines[1]
    assert check_fork(folder, (vkey(home),)).code == 4


def test_a_twin_that_went_further_freezes_ones_own_record(home, tmp_path):
    twin = grown(twin_of(ensure_own_record(home)), 3)
    assert followed(home, tmp_path / "mirror", source=twin.folder).code == 0
    with pytest.raises(RefusedError) as error:
        ensure_own_record(home).head()
    assert error.value.faults[0].code == "record.own_behind"


def test_a_cosignature_is_dated_and_a_clock_set_back_gives_none(home, tmp_path):
    key = tmp_path / "witness.key"
    create_witness(key, "example.org/witness")
    told = followed(home, tmp_path / "mirror", witness=key)
    assert told.code == 0
    assert told.lines[1].startswith("Cosigned at 2026-07-01T09:00:00Z: ")
    back = followed(home, tmp_path / "mirror", witness=key, now=NOW - timedelta(seconds=1))
    assert back.code == 2
    assert "Not cosigned: the clock says" in back.lines[1]
    # The control: with the clock set right the same head is cosigned.
    assert followed(home, tmp_path / "mirror", witness=key).code == 0


def test_a_head_older_than_one_cosigned_is_not_cosigned(home, tmp_path):
    key = tmp_path / "witness.key"
    create_witness(key, "example.org/witness")
    log = ensure_own_record(home)
    older = twin_of(log)
    grown(log, 3)
    assert followed(home, tmp_path / "one", witness=key).code == 0
    shutil.rmtree(home.heads)
    told = followed(home, tmp_path / "two", witness=key, source=older.folder)
    assert told.code == 1
    assert told.lines[-1] == "Not cosigned: the old size is larger than that of the checkpoint."


def test_what_proves_nothing_is_said_so_or_refused(home, tmp_path):
    with pytest.raises(RefusedError):
        check_fork(tmp_path, (vkey(home),))
    note = (home.record / "checkpoint").read_bytes()
    for name in ("older.checkpoint", "newer.checkpoint"):
        (tmp_path / name).write_bytes(note)
    assert check_fork(tmp_path, (vkey(home),)).lines == (
        "Nothing is proved: the two may belong to one history.",
    )
    (tmp_path / "other-history").write_bytes(b"no")
    with pytest.raises(RefusedError) as error:
        check_fork(tmp_path, (vkey(home),))
    assert error.value.faults[0].code == "cli.no_fork"


def test_a_record_goes_on_at_the_size_it_has(home):
    told = resume((), NOW)
    assert told.lines == ("Your record holds all that is known of it and goes on at 5 entries.",)


def test_lines_of_strangers_are_not_taken_in(home):
    with pytest.raises(RefusedError):
        take_in(home.record / "checkpoint")


def test_every_key_that_a_fork_was_signed_with_may_be_given(home, tmp_path):
    old = vkey(home)
    log = ensure_own_record(home)
    twin = grown(twin_of(log), 3, 900)
    mirror = tmp_path / "mirror"
    follow_source(Asked(str(twin.folder), old, mirror), NOW)
    shutil.rmtree(home.heads)
    rotate_own(home, datetime.now(UTC))
    grown(ensure_own_record(home), 4)
    told = follow_source(Asked(str(home.record), old, mirror), NOW)
    assert told.code == 4
    folder = next((mirror / "forks").iterdir())
    assert check_fork(folder, (old,)).code == 1
    assert check_fork(folder, (old, vkey(home))).code == 4
