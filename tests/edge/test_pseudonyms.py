import os
import stat
import sys

import pytest

from comity.edge import PseudonymKey, destroy_pseudonyms, make_pseudonyms, pseudonyms_of
from comity.fault import RefusedError


def test_a_browser_has_one_pseudonym_in_a_conversation_and_another_elsewhere(tmp_path):
    for name in ("dia-1", "dia-2"):
        make_pseudonyms(tmp_path / "keys", name)
    one, other = (pseudonyms_of(tmp_path / "keys", name) for name in ("dia-1", "dia-2"))
    assert one.of("a") == one.of("a") != one.of("b")
    assert one.of("a") != other.of("a")
    assert len(one.of("a")) == 32


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    folder = tmp_path / "keys"
    make_pseudonyms(folder, "dia-1")
    before = pseudonyms_of(folder, "dia-1").of("a")
    make_pseudonyms(folder, "dia-1")
    assert pseudonyms_of(folder, "dia-1").of("a") == before
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / "dia-1.pseudonyms").stat().st_mode) == 0o600


def test_without_its_key_nobody_is_known_again(tmp_path):
    make_pseudonyms(tmp_path, "dia-1")
    assert destroy_pseudonyms(tmp_path, "dia-1")
    assert not destroy_pseudonyms(tmp_path, "dia-1")
    with pytest.raises(RefusedError) as error:
        pseudonyms_of(tmp_path, "dia-1")
    assert error.value.faults[0].code == "edge.pseudonym_key_missing"
    # Another key gives others.
    make_pseudonyms(tmp_path, "dia-1")


def test_a_key_that_another_process_replaced_or_removed_is_not_remembered(tmp_path):
    make_pseudonyms(tmp_path, "dia-1")
    before = pseudonyms_of(tmp_path, "dia-1").of("a")
    file = tmp_path / "dia-1.pseudonyms"
    file.write_bytes(bytes(32))
    assert pseudonyms_of(tmp_path, "dia-1").of("a") != before
    file.unlink()
    with pytest.raises(RefusedError):
        pseudonyms_of(tmp_path, "dia-1")


@pytest.mark.parametrize("size", [0, 31, 33, 5_000])
def test_a_file_of_another_size_is_no_key(tmp_path, size):
    (tmp_path / "dia-1.pseudonyms").write_bytes(bytes(size))
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonyms_of(tmp_path, "dia-1")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_the_place_of_a_key_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "dia-1.pseudonyms")
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonyms_of(tmp_path, "dia-1")


@pytest.mark.parametrize("name", ["../x", "", "A", "a/b"])
def test_an_id_cannot_lead_out_of_the_folder(tmp_path, name):
    with pytest.raises(ValueError, match="id"):
        make_pseudonyms(tmp_path, name)


def test_a_short_key_is_none():
    with pytest.raises(ValueError, match="32 bytes"):
        PseudonymKey(b"short")
