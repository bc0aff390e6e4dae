import gzip
import json
from pathlib import Path

import pytest

from comity.dialogue.reading_statements import read_statements, read_statements_file
from comity.dialogue.votes import Statement
from comity.fault import Fault, RefusedError


def faults_of(data: bytes) -> tuple[Fault, ...]:
    with pytest.raises(RefusedError) as refused:
        read_statements(data)
    return refused.value.faults


def test_the_incumbents_form() -> None:
    data = (
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,importance,"
        'comment-body\n1,d,10,4,3,1,-1,0,"Two\nlines, ""quoted"""\n2,d,9,,0,0,0,0,是的\n'
    ).encode()
    read = read_statements_file(data, "comments.csv")
    assert read.statements == (
        Statement("9", "是的", moderated=0),
        Statement("10", 'Two\nlines, "quoted"', moderated=-1, author="4"),
    )
    assert read.counted == {"10": (3, 1), "9": (0, 0)}
    assert read.notes == ()


def test_comitys_own_form() -> None:
    data = "statement,text,language,moderated,meta\na,Да,ru,1,0\nb,نعم,ar,,TRUE\n".encode()
    assert read_statements(data) == (
        Statement("a", "Да", moderated=1, language="ru"),
        Statement("b", "نعم", moderated=0, meta=True, language="ar"),
    )
    assert read_statements(b"statement,text\n0,Zero is an id\n") == (
        Statement("0", "Zero is an id"),
    )


def test_real_statements_are_read_as_the_reference_has_them(shared_data: Path) -> None:
    for folder in sorted(shared_data.glob("dialogue/conversations/*")):
        data = gzip.decompress((folder / "comments.csv.gz").read_bytes())
        reference = json.loads(
            gzip.decompress((folder / "cold-start-reference.json.gz").read_bytes())
        )
        statements = read_statements(data)
        rejected = {int(each.id) for each in statements if each.moderated == -1}
        assert rejected == set(reference["mod_out"])
        assert {each.id for each in statements} >= {str(tid) for tid in reference["tids"]}
        ids = [int(each.id) for each in statements]
        assert ids == sorted(ids)


def test_bodies_over_several_lines_in_real_files(shared_data: Path) -> None:
    folder = shared_data / "dialogue/conversations/seattle-15-per-hour"
    statements = read_statements(gzip.decompress((folder / "comments.csv.gz").read_bytes()))
    assert sum("\n" in each.text for each in statements) == 15


def test_controls_are_taken_out_and_noted_and_markup_stays() -> None:
    data = "statement,text\n1,a\u202eb\n2,<b onclick=x>&amp;</b>\n3,damaged \ufffd\n4,\n".encode()
    read = read_statements_file(data, "s.csv")
    assert [each.text for each in read.statements] == [
        "ab", "<b onclick=x>&amp;</b>", "damaged \ufffd", "",
    ]  # fmt: skip
    assert [(note.code, note.place.line) for note in read.notes] == [
        ("dialogue.note_controls", 2),
        ("dialogue.note_broken_text", 4),
        ("dialogue.note_empty_text", 5),
    ]
    assert read.notes[0].values["characters"] == "U+202E"


def test_texts_come_in_one_form() -> None:
    (statement,) = read_statements("statement,text\n1,cafe\u0301\n".encode())
    assert statement.text == "caf\u00e9"


def test_all_faults_come_at_once() -> None:
    faults = faults_of(
        b"statement,text,language,moderated,meta\n"
        b"1,a,en,1,0\n1,b,en,1,0\n,c,en,1,0\n2,d,english language,5,maybe\n3,e\n"
    )
    assert [(fault.code, fault.place.line) for fault in faults] == [
        ("dialogue.statement_twice", 3),
        ("dialogue.id", 4),
        ("dialogue.statement_flag", 5),
        ("dialogue.statement_flag", 5),
        ("dialogue.statement_language", 5),
        ("documents.csv_ragged", 6),
    ]
    assert faults[0].values["first"] == "2"


def test_wrong_columns_name_what_was_found_and_what_is_missing() -> None:
    (fault,) = faults_of(b"comment-id,body\n1,a\n")
    assert fault.code == "dialogue.statements_columns"
    assert (fault.values["found"], fault.values["missing"]) == ("comment-id, body", "comment-body")


def test_a_votes_file_is_recognised() -> None:
    assert [fault.code for fault in faults_of(b"participant,statement,vote\n1,1,1\n")] == [
        "dialogue.statements_are_votes"
    ]


def test_counts_that_are_none_are_left_out() -> None:
    data = b"comment-id,comment-body,agrees,disagrees\n1,a,many,2\n2,b,1,2\n"
    assert read_statements_file(data, "c.csv").counted == {"2": (1, 2)}
