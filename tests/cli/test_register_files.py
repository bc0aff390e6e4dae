"""What ``comity register`` reads: a rule by id or file, acts in CSV or JSON."""

import json

import pytest

from comity.cli.register_files import Asked, read_instrument, rule_bytes
from comity.edge import shipped
from comity.fault import RefusedError
from comity.standards import read_acts


def test_a_rule_is_found_by_its_id_or_its_file(tmp_path):
    data = shipped("standards", "ctbt-14", 1)
    (tmp_path / "own.json").write_bytes(data)
    assert rule_bytes("ctbt-14") == rule_bytes(str(tmp_path / "own.json")) == data
    with pytest.raises(RefusedError):
        rule_bytes("ctbt-15")


def test_acts_in_json_are_kept_as_csv(tmp_path):
    acts = [{"party": "A", "act": "ratification", "date": "2021-01-01"}]
    text = json.dumps({"schema": "comity.standards.acts/1", "acts": acts})
    (tmp_path / "acts.json").write_text(text, encoding="utf-8")
    found = read_instrument(Asked(tmp_path / "acts.json", "tpnw-15"))
    assert found.acts_data == b"party,act,date\nA,ratification,2021-01-01\n"
    assert read_acts(found.acts_data)[0].party == found.acts[0].party == "A"
