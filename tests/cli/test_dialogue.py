import json

from tests.cli.conversations import people_options, write_conversation
from tests.cli.own_bundle import run


def test_a_report_from_two_files_in_one_command(tmp_path):
    folder, options = write_conversation(tmp_path)
    result = run(folder / "home", "dialogue", "report", *options, "--out", folder / "out")
    assert result.exit_code == 0, result.output
    assert "60 participants" in result.output
    assert "comity verify" in result.output


def test_what_was_written_can_be_read_by_machines(tmp_path):
    folder, options = write_conversation(tmp_path)
    result = run(folder / "home", "dialogue", "report", *options, "--out", folder / "out", "--json")
    assert json.loads(result.output)["participants"] == 60


def test_classes_with_open_ballots_say_why_not(tmp_path):
    folder, options = write_conversation(tmp_path)
    asked = [*options, *people_options(folder, "country"), "--out", folder / "out"]
    result = run(folder / "home", "dialogue", "report", *asked)
    assert result.exit_code == 2
    assert "votes and classes together tell who voted what" in result.output
    assert "Nothing was written" in result.output


def test_the_compatible_result_is_json(tmp_path):
    folder, options = write_conversation(tmp_path)
    out = folder / "compat.json"
    result = run(folder / "home", "dialogue", "compat", *options[:3], "--out", out)
    assert result.exit_code == 0, result.output
    assert "in_conv" in json.loads(out.read_bytes())


def test_translations_come_with_the_report_and_a_bad_one_is_named(tmp_path):
    folder, options = write_conversation(tmp_path)
    words = folder / "words.csv"
    head = "statement,language,text,origin,original\n"
    words.write_text(f"{head}0,ar,العبارة صفر,human,statement 0\n", encoding="utf-8")
    asked = [*options, "--translations", words, "--lang", "ar", "--out", folder / "out"]
    result = run(folder / "home", "dialogue", "report", *asked)
    assert result.exit_code == 0, result.output
    assert "العبارة صفر" in (folder / "out/report.html").read_text("utf-8")
    words.write_text(f"{head}0,klingon,Hegh,machine,statement 0\n", encoding="utf-8")
    result = run(folder / "home", "dialogue", "report", *asked)
    assert result.exit_code == 2
    assert "line 2" in result.output
    assert "klingon" in result.output
