import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.cli import site as module
from comity.site.instance import read_instance
from tests.site.upkeep.drilled import ANSWERS


@pytest.fixture
def entered(monkeypatch, tmp_path):
    """Who was entered as administrator, by a site that does nothing here."""
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "c"))
    found = []
    monkeypatch.setattr(module, "begin_site", found.append)
    return found


def test_answers_make_an_instance_without_a_question(entered, tmp_path):
    (tmp_path / "a.toml").write_text(ANSWERS)
    result = CliRunner().invoke(main, ["init", "--from", str(tmp_path / "a.toml")])
    assert result.exit_code == 0, result.output
    assert entered == ["Amara Quill"]
    again = CliRunner().invoke(main, ["init", "--from", str(tmp_path / "a.toml")])
    assert (again.exit_code, entered) == (2, ["Amara Quill"])
    assert "an instance is begun where none is" in again.output


def test_it_asks_one_thing_after_another(entered, tmp_path):
    operator = ["Secretariat", "s@c.example", "here", "law", "a year"]
    names = ["en, fr", "The Conference", "La Conférence"]
    answers = [*names, "c.example www.c.example", "", "A24", *operator, "Amara Quill"]
    result = CliRunner().invoke(main, ["init"], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    found = read_instance(tmp_path / "c" / "instance.toml")
    assert found.names == {"en": "The Conference", "fr": "La Conférence"}
    assert found.hosts == ("c.example", "www.c.example")
    assert (found.origin, found.series) == ("record.c.example", "A24")
    assert found.operator["retention"] == "a year"
    assert entered == ["Amara Quill"]


def test_who_stops_half_way_has_begun_nothing(entered, tmp_path):
    result = CliRunner().invoke(main, ["init"], input="en\nThe Conference\n")
    assert result.exit_code == 1
    assert not (tmp_path / "c").exists()
    assert entered == []
