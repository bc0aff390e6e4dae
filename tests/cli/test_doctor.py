import json

import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.fault import Place
from comity.site.upkeep import doctor as module
from comity.site.upkeep.doctor import NO_FONT, PORT_TAKEN, Finding

WELL = Finding("folders")
NOTE = Finding("fonts", [NO_FONT.at(Place("fonts"), language="ar")], must=False)
MEND = Finding("port", [PORT_TAKEN.at(Place("8000"))])


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path))

    def look(findings, *options):
        monkeypatch.setattr(module, "look_over", lambda *_: iter(findings))
        return CliRunner().invoke(main, ["doctor", *options])

    return look


def test_it_ends_with_0_where_nothing_has_to_be_mended(run):
    result = run([WELL, NOTE])
    assert result.exit_code == 0
    assert "well     folders" in result.output
    assert "note     fonts: fonts: no font here draws ar" in result.output


def test_it_ends_with_1_and_says_how_to_mend(run):
    result = run([WELL, MEND])
    assert result.exit_code == 1
    assert "MEND     port: 8000: another program has the port" in result.output
    assert "comity serve --port" in result.output


def test_machines_get_all_of_it(run):
    told = json.loads(run([WELL, NOTE, MEND], "--json").output)
    assert [(one["what"], one["state"], one["codes"]) for one in told] == [
        ("folders", "well", []),
        ("fonts", "note", ["site.doctor_no_font"]),
        ("port", "mend", ["site.doctor_port_taken"]),
    ]


def test_what_was_not_looked_at_is_not_called_well(run):
    unseen = Finding("keys", looked_at=False)
    assert "not looked at: keys" in run([unseen]).output
    assert json.loads(run([unseen], "--json").output)[0]["state"] == "not_looked_at"


def test_a_description_that_cannot_be_read_is_a_finding(run, tmp_path):
    (tmp_path / "instance.toml").write_text("no toml")
    result = run([WELL])
    assert result.exit_code == 1
    assert "MEND     description and secret: instance.toml" in result.output
