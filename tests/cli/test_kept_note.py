"""A checkpoint is read from whatever it was kept in."""

import pytest

from comity.cli.kept_note import kept_note
from comity.fault import RefusedError
from comity.record import parse_note
from tests.cli.own_bundle import run


def test_from_a_file_a_proof_and_a_folder(tmp_path):
    home = tmp_path / "home"
    run(home, "record", "init")
    proof = tmp_path / "one.tlog-proof"
    run(home, "record", "prove", 0, "--out", proof)
    notes = {kept_note(path) for path in (home / "record" / "checkpoint", proof, home / "record")}
    assert len(notes) == 1
    assert parse_note(notes.pop()).text.startswith("own-record-")


def test_what_holds_none_is_refused(tmp_path):
    proof = tmp_path / "one.tlog-proof"
    proof.write_bytes(b"c2sp.org/tlog-proof@v1\nindex\n")
    for path in (proof, tmp_path):
        with pytest.raises(RefusedError):
            kept_note(path)
