import subprocess
import sys

import pytest

from comity.documents import CsvLimits, FaultList
from comity.edge import read_workbook
from comity.edge import workbook_apart as module
from comity.fault import RefusedError
from tests.documents.test_workbook import with_part, workbook

LIMITS = CsvLimits(bytes=1_000_000, rows=50, columns=8, characters=100)


def refused(data):
    with pytest.raises(RefusedError) as raised:
        read_workbook(data, "l.xlsx", LIMITS)
    return [(one.code, one.place.name, one.place.line) for one in raised.value.faults]


def test_a_workbook_is_read_in_another_process():
    grid = read_workbook(workbook(["party", "n"], ["Vale", 1]), "l.xlsx", LIMITS)
    assert (grid.name, grid.keys) == ("l.xlsx: Sheet", ("party", "n"))
    assert list(grid.records(FaultList(""))) == [(2, ["Vale", "1"])]


def test_what_it_refuses_arrives_as_it_was_said():
    assert refused(workbook(["party"], ["=1+1"])) == [
        ("documents.xlsx_formula", "l.xlsx: Sheet", 2)
    ]
    links = with_part(workbook(["party"]), "xl/externalLinks/externalLink1.xml", b"<x/>")
    assert refused(links) == [("documents.xlsx_external", "l.xlsx", None)]


@pytest.fixture
def child(monkeypatch, tmp_path):
    """Puts another reader into the child, under the same limits."""

    def put(answer):
        program = tmp_path / "program.py"
        program.write_text(
            "import os\nfrom importlib.util import module_from_spec, spec_from_file_location\n"
            f"spec = spec_from_file_location('w', {module.__file__!r})\n"
            "w = module_from_spec(spec)\nspec.loader.exec_module(w)\n"
            f"w.SECONDS = 1\nw._answer = lambda told: {answer}\nw.main()\n"
        )
        monkeypatch.setattr(module, "PROGRAM", str(program))

    return put


@pytest.mark.parametrize("answer", ["exec('while True: pass')", "bytearray(4_000_000_000)", "1/0"])
def test_a_reader_that_swells_or_stalls_is_ended(child, answer):
    child(answer)
    assert refused(b"") == [("edge.workbook_costly", "l.xlsx", None)]


def test_the_process_knows_no_settings_and_writes_no_file(child, monkeypatch, tmp_path):
    monkeypatch.setenv("COMITY_SECRET", "x")
    child("{'sheet': str(os.environ.get('COMITY_SECRET')), 'rows': [[1, ['a']]]}")
    assert read_workbook(b"", "l.xlsx", LIMITS).name == "l.xlsx: None"
    seen = tmp_path / "seen"
    told = f"open({str(seen)!r}, 'w').write('x' * 9_000)"
    child(told)
    assert refused(b"")[0][0] == "edge.workbook_costly"
    assert not seen.exists() or seen.stat().st_size == 0
    subprocess.run([sys.executable, "-c", told], check=True)  # the control: without limits it may
    assert seen.stat().st_size == 9_000
