import pytest
from click.testing import CliRunner

from comity.cli import main
from comity.cli import site as module


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs the command on a list; what it asks of the site is kept in ``asked``."""
    (tmp_path / "l.csv").write_text("party\nVale\n")
    asked = []
    monkeypatch.setattr(module, "import_for_site", lambda *given: asked.append(given))

    def invoke(*options, typed="NAME\nsecret words\nCODE\n"):
        command = ["members", "import", str(tmp_path / "l.csv"), *options]
        return CliRunner().invoke(main, command, input=typed)

    invoke.asked = asked
    return invoke


def test_a_list_is_imported_by_who_signs_in(run, tmp_path):
    sheets = tmp_path / "s.html"
    result = run("--map", "party=Country", "--set", "until=2027-06-30", "--sheets", str(sheets))
    assert result.exit_code == 0, result.output
    ((_, (mapping, given, language, out), who),) = run.asked
    assert (mapping, given) == ({"party": "Country"}, {"until": "2027-06-30"})
    assert (language.code, out, who) == ("en", sheets, ("NAME", "secret words", "CODE"))
    assert "secret words" not in result.output


def test_a_check_asks_for_no_code(run):
    assert run("--check", "--language", "fr").exit_code == 0
    ((_, (_, _, language, out), who),) = run.asked
    assert (language.code, out, who[2]) == ("fr", None, "")


@pytest.mark.parametrize(
    "options", [[], ["--check", "--map", "party"], ["--check", "--language", "xx"]]
)
def test_what_cannot_be_meant_is_refused(run, options):
    assert run(*options).exit_code == 2
    assert run.asked == []


def test_a_list_is_taken_back_by_who_signs_in(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "undo_for_site", lambda *given, check: asked.append((given, check)))
    done = CliRunner().invoke(main, ["members", "undo", "1-9"], input="NAME\nsecret words\nCODE\n")
    checked = CliRunner().invoke(main, ["members", "undo", "1-9", "--check"], input="NAME\nx y\n")
    assert (done.exit_code, checked.exit_code) == (0, 0)
    assert asked == [
        (("1-9", ("NAME", "secret words", "CODE")), False),
        (("1-9", ("NAME", "x y", "")), True),
    ]
