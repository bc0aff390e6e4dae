"""``comity verify``: exit codes, the first line, and the same for machines."""

import json
import os

import pytest

from comity.record import read_bundle, write_bundle
from comity.render import LANGUAGES, voice
from tests.cli.own_bundle import publish, run
from tests.record.bundles import REGISTRY, changed


@pytest.fixture(autouse=True)
def small_registry(monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", REGISTRY)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def stranger(tmp_path):
    return tmp_path / "stranger"


@pytest.fixture
def bundle(home, tmp_path):
    return publish(home, tmp_path / "report.zip")


def rewritten(bundle, path, old, new):
    members = changed(path, old, new, read_bundle(bundle.read_bytes()).members)
    target = bundle.with_name("changed.zip")
    target.write_bytes(write_bundle(members))
    return target


def test_at_home_it_holds_and_says_how_much_was_recomputed(home, bundle):
    result = run(home, "verify", bundle)
    assert result.exit_code == 0, result.output
    first = "Every number recomputes (8 figures, 100 votes), and you trust the log that signed it."
    assert result.output.splitlines()[0] == first


def test_elsewhere_one_question_is_left_and_its_answer_is_shown(home, stranger, bundle):
    result = run(stranger, "verify", bundle)
    assert result.exit_code == 5
    assert "Every number recomputes (8 figures, 100 votes). One thing is left to you" in (
        result.output
    )
    line = next(line for line in result.output.splitlines() if "comity trust add" in line)
    answered = run(stranger, *line.split()[1:], "--yes")
    assert answered.exit_code == 0, answered.output
    assert run(stranger, "verify", bundle).exit_code == 0


def test_a_changed_vote_is_named_on_the_first_line(home, bundle):
    wrong = rewritten(bundle, "inputs/votes.csv", b"\n0,1,1\n", b"\n0,1,-1\n")
    result = run(home, "verify", wrong)
    assert result.exit_code == 1
    assert result.output == (
        "It does not hold: inputs/votes.csv is not the file that was published. With it, "
        "outputs/statements.csv, statement 1: published 0.54, the votes give 0.52 (share).\n"
    )


def test_what_is_no_bundle_is_refused_with_file_rule_and_remedy(home, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear all,")
    result = run(home, "verify", file)
    assert result.exit_code == 2
    for words in ("letter.txt", "a bundle is one zip file", "Download it again."):
        assert words in result.output
    assert "Nothing was written" not in result.output


def test_a_name_in_a_bundle_cannot_steer_the_terminal(home, tmp_path):
    file = tmp_path / "steer.zip"
    data = write_bundle({"aaaaaaaa": b"x"}).replace(b"aaaaaaaa", b"a\x1b[2J\x1b[H")
    file.write_bytes(data)
    result = run(home, "verify", file)
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_what_is_not_there_is_refused(home, tmp_path):
    assert run(home, "verify", tmp_path / "absent.zip").exit_code == 2
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert run(home, "verify", pipe).exit_code == 2


def test_another_version_is_asked_for(home, bundle, monkeypatch):
    monkeypatch.setattr("comity.cli.verification.REGISTRY", {})
    result = run(home, "verify", bundle)
    assert result.exit_code == 6
    assert "dialogue.sums version 1" in result.output


def test_every_step_is_shown_if_asked(home, bundle):
    lines = run(home, "verify", bundle, "--steps").output.splitlines()
    assert "holds  digests: 5 files" in lines
    assert len(lines) == 2 + 14


@pytest.mark.parametrize("trusting", [True, False])
def test_machines_get_code_and_steps(home, stranger, bundle, trusting):
    result = run(home if trusting else stranger, "verify", bundle, "--json")
    value = json.loads(result.output)
    assert value["code"] == result.exit_code == (0 if trusting else 5)
    assert all(set(step) == {"step", "holds", "key", "reason"} for step in value["steps"])
    assert value["figures"] == 8


def test_a_receipt_and_a_whole_record_are_verified_too(home, stranger, bundle, tmp_path):
    proof = tmp_path / "one.tlog-proof"
    run(home, "record", "prove", 1, "--out", proof)
    assert run(home, "verify", proof).exit_code == 0
    assert run(stranger, "verify", proof).exit_code == 5
    assert run(home, "verify", home / "record").exit_code == 0
    assert run(stranger, "verify", home / "record").exit_code == 5
    entries = home / "record" / "tile" / "entries" / "000.p" / "2"
    entries.write_bytes(entries.read_bytes().replace(b"own:holder", b"own:hidden"))
    result = run(home, "verify", home / "record")
    assert result.exit_code == 1
    assert "entry 0 is not the one that was signed for" in result.output


def test_the_reasons_speak_the_language_asked_for(home, bundle, monkeypatch):
    """A catalogue that says everything twice shows that no step passes it by."""
    steps = run(home, "verify", bundle, "--steps").output
    catalogue = voice(LANGUAGES["ar"]).translations
    monkeypatch.setattr(type(catalogue), "gettext", lambda _self, text: f"¿{text}?")
    said = run(home, "verify", bundle, "--steps", "--lang", "ar").output.splitlines()
    assert len(said) == len(steps.splitlines())
    assert all(line.startswith("¿") for line in said)
    assert all(line.count("¿") == 3 for line in said[2:])
    assert run(home, "verify", bundle, "--lang", "xx").exit_code == 2
