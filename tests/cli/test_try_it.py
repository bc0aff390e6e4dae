import pytest
from click.testing import CliRunner

from comity.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """A folder in which it was tried once, and what was said."""
    folder = tmp_path_factory.mktemp("tried")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMITY_CONFIG_DIR", str(folder / "home"))
        patch.chdir(folder)
        return folder, CliRunner().invoke(main, ["try", "--no-open"])


def test_a_minute_without_a_server_ends_with_the_line_that_names_the_change(tried):
    folder, result = tried
    assert result.exit_code == 0, result.output
    first, changed = result.output.split("Now one vote is changed in a copy")
    assert "Simulated: 300 invented voters" in first
    assert "Every number recomputes" in first
    assert "you trust the log that signed it" in first
    assert "It does not hold: inputs/votes.csv is not the file that was published" in changed
    assert "published" in changed.split("With it, ")[1]
    page = (folder / "comity-try/report/report.html").read_text(encoding="utf-8")
    assert "What matters is learning from incidents" in page  # written in French
    assert "(machine translation, not reviewed)" in page


def test_every_command_is_shown_as_it_can_be_typed(home):
    output = CliRunner().invoke(main, ["try", "--no-open", "--out", "mine"]).output
    shown = [line for line in output.splitlines() if line.startswith("$ ")]
    assert [line.split()[2] for line in shown] == ["dialogue", "verify", "verify"]
    assert "mine/report/report.zip" in shown[1]


def test_it_ends_where_the_report_cannot_be_written(home):
    (home / "comity-try").mkdir()
    (home / "comity-try" / "report").write_text("in the way")
    result = CliRunner().invoke(main, ["try", "--no-open"])
    assert result.exit_code == 2
    assert "$ comity verify" not in result.output


def test_it_can_be_tried_again_in_the_same_place_and_the_report_is_opened(tried, monkeypatch):
    folder, first = tried
    assert first.exit_code == 0
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(folder / "home"))
    monkeypatch.chdir(folder)
    opened = []
    monkeypatch.setattr("comity.cli.try_it.webbrowser.open", opened.append)
    assert CliRunner().invoke(main, ["try"]).exit_code == 0
    assert opened == [(folder / "comity-try" / "report" / "report.html").as_uri()]
