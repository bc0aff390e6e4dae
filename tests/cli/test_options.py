import io

import click
import pytest
from click.testing import CliRunner

from comity import render
from comity.cli.options import (
    FILE,
    LANGUAGES,
    files_options,
    language_option,
    progress_line,
    question_options,
)
from comity.cli.question import Question


@click.command()
@question_options
def show(**asked):
    click.echo(sorted(asked))


@click.command()
@files_options
def files(**asked):
    click.echo(sorted(asked))


def test_the_options_are_what_a_question_takes():
    names = {option.name for option in show.params}
    assert names == set(Question.__dataclass_fields__) - {"ballots", "arrivals"}
    assert {option.name for option in files.params} == {"votes", "statements", "mapping"}


def test_files_must_be_there(tmp_path):
    result = CliRunner().invoke(files, ["none.csv", "--statements", "none.csv"])
    assert result.exit_code == 2
    assert "does not exist" in result.output
    assert FILE.exists


def test_progress_is_told_on_a_terminal_only(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert progress_line() is None
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress_line()("Testing", 1, 2)
    progress_line()("Testing", 2, 2)
    assert "Testing: 1 of 2" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")


@pytest.mark.parametrize("seed", ["-1", "x"])
def test_a_seed_is_a_whole_number(tmp_path, seed):
    (tmp_path / "f").write_text("")
    arguments = [str(tmp_path / "f"), "--statements", str(tmp_path / "f"), "--seed", seed]
    assert CliRunner().invoke(show, arguments).exit_code == 2


def test_a_language_is_one_of_those_there_are_and_english_unless_asked():
    @click.command()
    @language_option("The language of it.")
    def told(lang):
        click.echo(lang)

    runner = CliRunner()
    assert [runner.invoke(told, given).output for given in ([], ["--lang", "ar"])] == [
        "en\n",
        "ar\n",
    ]
    assert runner.invoke(told, ["--lang", "xx"]).exit_code == 2
    assert set(LANGUAGES) == set(render.LANGUAGES)
