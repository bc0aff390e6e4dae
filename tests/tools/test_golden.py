"""Results of golden cases are written once and never again."""

from pathlib import Path

import pytest

from tools.golden import cases, members, wanting, write


def case_in(folder: Path) -> Path:
    case = folder / "dialogue.counts-1" / "two"
    (case / "inputs").mkdir(parents=True)
    (case / "inputs" / "votes.csv").write_bytes(b"row,statement,vote\n1,7,1\n2,7,-1\n")
    return case


def test_a_case_without_a_result_gets_one(tmp_path: Path) -> None:
    case = case_in(tmp_path)
    assert cases(tmp_path) == wanting(tmp_path) == [case]
    write(case)
    assert wanting(tmp_path) == []
    assert members(case, "outputs") == {
        "outputs/counts.csv": b"statement,agree,disagree,pass\n7,1,1,0\n"
    }


def test_a_result_is_never_written_again(tmp_path: Path) -> None:
    case = case_in(tmp_path)
    write(case)
    (case / "outputs" / "counts.csv").write_bytes(b"as it was published")
    with pytest.raises(FileExistsError):
        write(case)
    assert members(case, "outputs")["outputs/counts.csv"] == b"as it was published"
