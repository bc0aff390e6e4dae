import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.cli import site as module
from comity.cli.showing import DISCLAIMER
from comity.site.instance import read_instance
from comity.site.profile import Profile
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
    profile = ["en fr", "#7a1f3d", "#f0a6bd", "UN M49", "No opinion.", "-", "-"]
    answers = [*names, "c.example www.c.example", "", "A24", *operator, *profile, "Amara Quill"]
    result = CliRunner().invoke(main, ["init"], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    found = read_instance(tmp_path / "c" / "instance.toml")
    assert found.names == {"en": "The Conference", "fr": "La Conférence"}
    assert found.hosts == ("c.example", "www.c.example")
    assert (found.origin, found.series) == ("record.c.example", "A24")
    assert found.operator["retention"] == "a year"
    assert found.profile.languages == ("en", "fr")
    assert (found.profile.accent, found.profile.names_follow) == (("#7a1f3d", "#f0a6bd"), "UN M49")
    assert found.profile.disclaimer == {"en": "No opinion."}
    assert entered == ["Amara Quill"]


def test_return_alone_takes_the_usual_where_there_is_one(entered, tmp_path):
    told = ["", "The Conference", "c.example", "", "", "", "", "here", "law", "a year"]
    answers = [*told, *[""] * 5, "Amara Quill"]
    result = CliRunner().invoke(main, ["init"], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    found = read_instance(tmp_path / "c" / "instance.toml")
    assert found.names == {"en": "The Conference"}
    assert found.operator["controller"] == "The Conference"
    assert found.operator["contact"] == "postmaster@c.example"
    assert found.profile == Profile(disclaimer={"en": DISCLAIMER})


def test_who_stops_half_way_has_begun_nothing(entered, tmp_path):
    result = CliRunner().invoke(main, ["init"], input="en\nThe Conference\n")
    assert result.exit_code == 1
    assert not (tmp_path / "c").exists()
    assert entered == []
