import subprocess
import sys

from click.testing import CliRunner

from comity.cli import COMMANDS, main


def test_comity_alone_lists_every_command_by_task():
    output = CliRunner().invoke(main, []).output
    for task, places in COMMANDS.items():
        assert task in output
        for name in places:
            assert f"  {name} " in output


def test_a_command_nobody_wrote_is_refused_with_code_2():
    result = CliRunner().invoke(main, ["conquer"])
    assert result.exit_code == 2
    assert "No such command" in result.output


def test_a_refusal_names_place_rule_and_remedy_and_ends_with_code_2(tmp_path):
    votes, texts = tmp_path / "votes.csv", tmp_path / "comments.csv"
    votes.write_text("participant,statement,vote\nann,1,2\n")
    texts.write_text("statement,text\n1,one\n")
    result = CliRunner().invoke(
        main, ["dialogue", "report", str(votes), "--statements", str(texts), "--out", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "line 2" in result.output
    assert "--map 2=1" in result.output
    assert "Nothing was written" in result.output
    assert not (tmp_path / "report.zip").exists()


def test_a_refusal_is_worded_in_the_language_asked_for(tmp_path):
    votes = tmp_path / "votes.csv"
    votes.write_text("participant,statement,vote\nann,1,2\n")
    (tmp_path / "c.csv").write_text("statement,text\n1,one\n")
    arguments = ["dialogue", "report", str(votes), "--statements", str(tmp_path / "c.csv")]
    result = CliRunner().invoke(
        main, [*arguments, "--out", str(tmp_path)], env={"COMITY_LANG": "fr"}
    )
    assert "Rien n’a été écrit" in result.output


def test_asking_for_the_version_loads_nothing_heavy():
    program = (
        "import sys; from comity.cli import main;"
        "main(['--version'], standalone_mode=False);"
        "print(sorted({'numpy', 'scipy', 'django', 'babel'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert result.stdout.decode().splitlines()[-1] == "[]"


def test_what_the_system_refuses_is_worded_where_nobody_foresaw_it(monkeypatch):
    def refused(_home):
        raise PermissionError(13, "Permission denied", "/a/policy.txt")

    monkeypatch.setattr("comity.edge.read_policy", refused)
    result = CliRunner().invoke(main, ["trust", "list"])
    assert result.exit_code == 2
    for words in ("/a/policy.txt: the system says: Permission denied", "Check the name"):
        assert words in result.output
    assert "Nothing was written" not in result.output


def test_a_reader_who_went_away_is_no_fault(monkeypatch):
    def gone(_home):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("comity.edge.read_policy", gone)
    result = CliRunner().invoke(main, ["trust", "list"])
    assert result.exit_code == 1
    assert result.output == ""
