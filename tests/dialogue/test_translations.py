import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import sha256_hex
from comity.dialogue.translations import read_translations, source_of, translation_lines
from comity.dialogue.votes import Statement
from comity.fault import RefusedError

STATEMENTS = (
    Statement("1", "Each entry is public.", language="en"),
    Statement("2", "Chaque entrée est datée.", language="fr"),
    Statement("9", "taken down", moderated=-1, language="en"),
)
HEADER = ("statement", "language", "text", "origin", "reviewer", "source")
GOOD = {
    "statement": "1",
    "language": "es",
    "text": "Cada asiento es público.",
    "origin": "machine Lingua 4",
    "reviewer": "Office of languages",
    "source": sha256_hex(b"Each entry is public."),
}


def table(*rows, header=HEADER):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return out.getvalue().encode()


def read(*rows, header=HEADER):
    return read_translations(table(*rows, header=header), "t.csv", STATEMENTS)


def codes(*rows, header=HEADER):
    with pytest.raises(RefusedError) as refused:
        read(*rows, header=header)
    return [fault.code.removeprefix("dialogue.translation_") for fault in refused.value.faults]


def test_a_machine_has_a_name_and_a_human_may_have_one():
    machine, human = read(GOOD, GOOD | {"language": "ru", "origin": "human", "reviewer": ""})
    assert (machine.origin, machine.by, machine.reviewer) == (
        "machine",
        "Lingua 4",
        "Office of languages",
    )
    assert (human.origin, human.by, human.reviewer) == ("human", "", "")
    (named,) = read(GOOD | {"origin": "human Registry"})
    assert named.by == "Registry"


def test_the_original_may_stand_for_its_digest():
    rows = {**GOOD, "original": STATEMENTS[0].text}
    del rows["source"]
    (found,) = read(rows, header=(*HEADER[:5], "original"))
    assert found.source == GOOD["source"] == source_of(STATEMENTS[0])


def test_translations_come_by_statement_and_language_whatever_their_order():
    two = GOOD | {"statement": "2", "source": "0" * 64}
    found = read(two, GOOD | {"language": "ru"}, GOOD | {"language": "ar"})
    assert [(each.statement, each.language) for each in found] == [
        ("1", "ar"),
        ("1", "ru"),
        ("2", "es"),
    ]


def test_what_is_published_reads_back_without_the_words_of_a_rejected_statement():
    found = read(GOOD, GOOD | {"statement": "9", "text": "retirada"})
    lines = translation_lines(found, STATEMENTS)
    assert b"retirada" not in lines
    assert read_translations(lines, "t.csv", STATEMENTS) == found[:1]
    control = translation_lines(found, STATEMENTS[:2])
    assert b"retirada" in control


BAD = {
    "an unknown statement": ("statement", {"statement": "77"}),
    "an unknown language": ("language", {"language": "xx"}),
    "a language that is no tag": ("language", {"language": "Spanish"}),
    "no language": ("language", {"language": ""}),
    "the language of the original": ("language", {"language": "EN"}),
    "no text": ("text", {"text": " \n"}),
    "markup": ("text", {"text": "<b>público</b>"}),
    "a closing tag": ("text", {"text": "x </script>"}),
    "an override": ("text", {"text": "Cada \u202easiento"}),
    "an isolate": ("text", {"text": "Cada \u2066asiento\u2069"}),
    "a control character": ("text", {"text": "Cada \x07asiento"}),
    "hidden tag characters": ("text", {"text": "Cada \U000e0041asiento"}),
    "much longer than its original": ("text", {"text": "x" * 1200}),
    "no origin": ("origin", {"origin": ""}),
    "a machine without a name": ("origin", {"origin": "machine"}),
    "an origin of neither kind": ("origin", {"origin": "robot Lingua"}),
    "a control in a name": ("origin", {"origin": "machine Lin\u202egua"}),
    "a long reviewer": ("origin", {"reviewer": "x" * 201}),
    "a line end in a reviewer": ("origin", {"reviewer": "Office\nof"}),
    "no source": ("source", {"source": ""}),
    "a source that is no digest": ("source", {"source": "f" * 63}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_a_fault_with_its_line_and_column(what):
    code, change = BAD[what]
    assert codes(GOOD | change) == [code]
    with pytest.raises(RefusedError) as refused:
        read(GOOD | {"language": "ru"}, GOOD | change)
    (fault,) = refused.value.faults
    assert (fault.place.name, fault.place.line) == ("t.csv", 3)
    assert read(GOOD)  # the control: without the change it is read


def test_a_million_characters_are_refused_at_once():
    with pytest.raises(RefusedError) as refused:
        read(GOOD | {"text": "x" * 10**6})
    assert [fault.code for fault in refused.value.faults] == ["documents.csv_long_field"]


def test_two_translations_into_one_language_are_a_fault():
    assert codes(GOOD, GOOD | {"text": "otra"}) == ["twice"]
    assert codes(GOOD, GOOD | {"language": "ES"}) == ["twice"]


def test_all_faults_of_a_file_come_at_once():
    assert codes(GOOD | {"language": "xx", "origin": "", "text": ""}, GOOD | {"source": ""}) == [
        "language",
        "text",
        "origin",
        "source",
    ]


@pytest.mark.parametrize("missing", [*HEADER[:4], "source"])
def test_a_missing_column_is_named(missing):
    header = [name for name in HEADER if name != missing]
    with pytest.raises(RefusedError) as refused:
        read(GOOD, header=header)
    (fault,) = refused.value.faults
    assert fault.values["missing"] == missing


def test_letters_come_in_one_form():
    (found,) = read(GOOD | {"text": "pu\u0301blico"})
    assert found.text == "público"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_hostile_files_give_nothing_but_a_refusal(data):
    for lines in (data, table() + data):
        with suppress(RefusedError):
            assert isinstance(read_translations(lines, "t.csv", STATEMENTS), tuple)
