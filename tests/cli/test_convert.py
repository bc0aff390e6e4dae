from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.convert import convert
from comity.dialogue import read_statements, read_votes
from comity.fault import RefusedError

VOTES = (
    "participant,statement,vote,at\n"
    "7,0,1,1772438405000\n7,3,-1,1772438406000\n7,3,1,1772438408000\n"
)
STATEMENTS = "statement,text,language,moderated,meta\n0,One,en,1,0\n3,Two,,0,0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "statements.csv").write_text(STATEMENTS)
    return tmp_path


def run(folder: Path, *arguments: str) -> object:
    paths = [str(folder / "votes.csv"), "--statements", str(folder / "statements.csv")]
    return CliRunner().invoke(convert, [*paths, *arguments, "--out", str(folder / "out.csv")])


@pytest.mark.parametrize(
    ("form", "column"), [("long", b"voter-id"), ("wide", b"group-id"), ("comity", b"participant")]
)
def test_each_form_is_written_and_read_back(folder: Path, form: str, column: bytes) -> None:
    texts = folder / "texts.csv"
    result = run(folder, "--to", form, "--statements-out", str(texts))
    assert result.exit_code == 0, result.output
    written = (folder / "out.csv").read_bytes()
    assert column in written.splitlines()[0]
    assert read_votes(written).matrix().value.tolist() == [1, 1]
    assert [each.text for each in read_statements(texts.read_bytes())] == ["One", "Two"]
    assert str(folder / "out.csv") in result.output


def test_comitys_own_form_comes_back_byte_for_byte(folder: Path) -> None:
    run(folder, "--to", "comity", "--statements-out", str(folder / "texts.csv"))
    assert (folder / "out.csv").read_text() == VOTES
    assert (folder / "texts.csv").read_text() == STATEMENTS


def test_a_value_map(folder: Path) -> None:
    run(folder, "--to", "comity", "--map", "1=-1", "--map=-1=")
    assert (folder / "out.csv").read_text() == (
        "participant,statement,vote,at\n7,0,-1,1772438405000\n7,3,-1,1772438408000\n"
    )


def test_what_is_refused_writes_nothing(folder: Path) -> None:
    (folder / "votes.csv").write_text(VOTES + "8,9,1,5\n")
    result = run(folder, "--to", "long")
    assert isinstance(result.exception, RefusedError)
    assert not (folder / "out.csv").exists()
