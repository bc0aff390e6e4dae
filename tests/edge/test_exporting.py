"""A copy of a record holds what is public and nothing else, and never goes back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.edge.exporting import export_record
from comity.edge.keys import signer_from_seed
from comity.edge.log_directory import (
    Act,
    LogDirectory,
    claimed_key,
    file_reader,
    payload_key_reader,
    payload_reader,
)
from comity.record import format_vkey, verify_record
from tests.edge.test_erasing import BARE, NOW, OPENED, SEALED, SECRET, TRUST, Place, code_of

OTHER = signer_from_seed("own-record-other", bytes([3]) * 32)


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path / "home").fill()


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "copy"


def verdict_on(folder: Path):
    return verify_record(
        file_reader(folder),
        payload_reader(folder),
        TRUST,
        claimed_key(folder),
        payload_key_reader(folder),
    )


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def more(place: Place, count: int = 1) -> None:
    act = Act("dialogue.compute_report", "own:holder", "dialogue:report:r", b'{"v":1}')
    place.log.append([act] * count, NOW)


def test_a_copy_is_a_record_that_verifies(place, out):
    head = export_record(place.log, out)
    assert (head.size, verdict_on(out).code) == (4, 0)
    assert names(out) == {
        "checkpoint",
        "key.vkey",
        "tile/0/000.p/4",
        "tile/entries/000.p/4",
        "payload/000/0.json",
        f"payload/000/{OPENED}.json",
        f"payload/000/{OPENED}.key",
        f"payload/000/{BARE}.json",
    }


def test_nothing_sealed_leaves_the_home(tmp_path):
    """With a control: the same content entered in public is in the copy."""
    for sealed in (True, False):
        place = Place(tmp_path / f"{sealed}")
        place.log.begin(Act("record.begin_log", "own:holder", "record:log:x", b"{}"), NOW)
        act = Act("decisions.cast_vote", "delegation:ZZA", "ballot:b", SECRET)
        place.log.append([place.store.seal(act, "person") if sealed else act], NOW)
        out = tmp_path / f"copy-{sealed}"
        export_record(place.log, out)
        held = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
        assert (SECRET in held) != sealed
        if sealed:
            key = place.store.open(place.payload(1)).key
            assert not {key, key.hex().encode()} & {held[at : at + 64] for at in range(len(held))}
            assert key not in held


def test_a_stray_file_beside_a_sealed_entry_is_not_taken_along(place, out):
    (place.folder / "payload" / "000" / f"{SEALED}.json").write_bytes(SECRET)
    export_record(place.log, out)
    assert f"payload/000/{SEALED}.json" not in names(out)


def test_a_copy_is_renewed_in_place(place, out):
    export_record(place.log, out)
    for count in (1, 300, 40):
        more(place, count)
        head = export_record(place.log, out)
        assert verdict_on(out).head.size == head.size
        assert verdict_on(out).code == 0


def test_files_that_are_the_same_are_left_as_they_are(place, out):
    more(place, 300)
    export_record(place.log, out)
    full = out / "tile" / "0" / "000"
    before = full.stat().st_mtime_ns, full.stat().st_ino
    more(place)
    export_record(place.log, out)
    assert (full.stat().st_mtime_ns, full.stat().st_ino) == before


@pytest.mark.parametrize("index", [OPENED, BARE])
def test_what_is_erased_goes_from_the_next_copy(place, out, index):
    export_record(place.log, out)
    assert f"payload/000/{index}.json" in names(out)
    place.erase(index)
    export_record(place.log, out)
    assert not {name for name in names(out) if name.startswith(f"payload/000/{index}.")}
    assert verdict_on(out).code == 3


def test_what_is_to_be_erased_is_not_published_again(place, out):
    """Content that a restored copy has brought back, before the next start removes it."""
    file = place.folder / "payload" / "000" / f"{BARE}.json"
    copy = file.read_bytes()
    place.erase(BARE)
    file.write_bytes(copy)
    export_record(place.log, out)
    assert f"payload/000/{BARE}.json" not in names(out)


def test_a_copy_never_goes_back(place, out, tmp_path):
    shutil.copytree(place.folder, tmp_path / "older")
    more(place)
    export_record(place.log, out)
    before = (out / "checkpoint").read_bytes()
    older = LogDirectory(tmp_path / "older", place.log.signer)
    assert code_of(export_record, older, out) == "record.export_other"
    assert (out / "checkpoint").read_bytes() == before
    # Control: the one that goes on is taken.
    more(place)
    assert export_record(place.log, out).size == 6


def test_a_copy_of_another_history_is_left_alone(place, out, tmp_path):
    shutil.copytree(place.folder, tmp_path / "fork")
    fork = LogDirectory(tmp_path / "fork", place.log.signer)
    later = datetime(2026, 8, 1, tzinfo=UTC)
    fork.append([Act("dialogue.compute_report", "own:holder", "dialogue:report:f", b"{}")], later)
    export_record(fork, out)
    more(place, 2)
    assert code_of(export_record, place.log, out) == "record.export_other"


def test_another_records_copy_is_left_alone(place, out, tmp_path):
    other = LogDirectory(tmp_path / "other", OTHER)
    other.begin(Act("record.begin_log", "own:holder", "record:log:y", b"{}"), NOW)
    export_record(other, out)
    assert code_of(export_record, place.log, out) == "record.export_other"


def test_a_folder_with_something_else_in_it_is_left_alone(place, out):
    out.mkdir()
    (out / "holiday.jpg").write_bytes(b"")
    assert code_of(export_record, place.log, out) == "record.export_not_empty"
    assert names(out) == {"holiday.jpg"}


def test_record_and_copy_stand_apart(place):
    for folder in (place.folder, place.folder / "copy", place.folder.parent):
        assert code_of(export_record, place.log, folder) == "record.export_inside"


def test_a_record_that_does_not_hold_is_not_published(place, out):
    (place.folder / "payload" / "000" / "0.json").write_bytes(b"{}")
    assert code_of(export_record, place.log, out) == "record.export_unsound"
    assert not out.exists()


@pytest.mark.parametrize("kept", [1, 2, 4])
def test_a_first_copy_that_was_cut_off_is_taken_up_again(place, out, kept):
    """It is told by its key, which comes first; the checkpoint comes last."""
    export_record(place.log, out)
    files = sorted(names(out) - {"checkpoint", "key.vkey"})
    for name in ["checkpoint", *files[kept:]]:
        (out / name).unlink()
    (out / "tile" / ".000.0123.tmp").write_bytes(b"cut off")
    head = export_record(place.log, out)
    assert (head.size, verdict_on(out).code) == (4, 0)


def test_a_cut_off_copy_of_another_record_is_left_alone(place, out):
    out.mkdir()
    (out / "key.vkey").write_text(f"{format_vkey(OTHER.key)}\n")
    assert code_of(export_record, place.log, out) == "record.export_not_empty"
    assert names(out) == {"key.vkey"}
