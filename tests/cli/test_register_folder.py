"""A status as a folder: its files agree, and the record names the rule it was made under."""

import json
from datetime import date

import pytest

from comity.cli.register_files import Asked, read_instrument
from comity.cli.register_folder import write_status
from comity.record import read_bundle


@pytest.fixture
def instrument(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    (tmp_path / "acts.csv").write_text("party,act,date\nA,ratification,2021-01-01\n", "utf-8")
    return read_instrument(Asked(tmp_path / "acts.csv", "tpnw-15"))


def test_a_status_is_a_document_and_a_bundle_that_holds_its_inputs(instrument, tmp_path):
    written = write_status(instrument, date(2021, 12, 31), tmp_path / "out")
    members = read_bundle((tmp_path / "out/status.zip").read_bytes()).members
    assert members["outputs/status.json"] == (tmp_path / "out/status.json").read_bytes()
    assert members["inputs/acts.csv"] == (tmp_path / "acts.csv").read_bytes()
    assert json.loads(members["inputs/question.json"]) == {"at": "2021-12-31", "v": 1}
    manifest = json.loads(members["manifest.json"])
    assert manifest["subject"]["pillar"] == "standards"
    assert "comity verify" in written.in_words()
