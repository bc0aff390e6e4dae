import io
import zipfile
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from comity.render import LANGUAGES, voice
from comity.site.dialogue.about import Told
from comity.site.dialogue.queries import report_with
from comity.site.dialogue.workbook import report_workbook
from tests.documents.test_xlsx import MAIN, part, texts
from tests.render.sample import no_groups, sample
from tests.render.test_doubts import protected
from tests.site.conftest import bundle
from tests.site.dialogue.test_translations import with_words

pytestmark = pytest.mark.django_db
EN = voice(LANGUAGES["en"])
TOLD = Told("Assembly of Twenty-Four")


def made(speaker=EN, report_id="dia-1"):
    return report_workbook(report_with(report_id), TOLD, speaker)


def sheets(data):
    return [each.get("name") for each in part(data, "xl/workbook.xml").iter(f"{MAIN}sheet")]


def values(data, number):
    """Return the rows of a sheet, texts looked up."""
    known = texts(data)
    sheet = part(data, f"xl/worksheets/sheet{number}.xml")
    return [
        [
            known[int(cell.findtext(f"{MAIN}v"))]
            if cell.get("t") == "s"
            else float(cell.findtext(f"{MAIN}v"))
            for cell in row
        ]
        for row in sheet.iter(f"{MAIN}row")
    ]


def test_it_begins_with_what_it_is_about(published):
    data = made()
    assert sheets(data) == ["About", "Statements", "Opinion groups"]
    about = {row[0]: row[1] for row in values(data, 1) if len(row) > 1 and row[0]}
    assert about["Symbol"] == "A24/DIA/1"
    assert about["People who took part (n)"] == 902
    assert "comity verify dia-1.zip" in " ".join(texts(data))


def test_statements_have_counts_and_shares_as_numbers(published):
    rows = values(made(), 2)
    assert rows[0][:7] == ["Number", "Statement", "Result", "Agree", "Disagree", "Pass", "Votes"]
    assert len(rows) == len(sample()["statements"])  # one head more, one rejected less
    first = next(row for row in rows if row[0] == "12")
    one = next(one for one in sample()["statements"] if one["id"] == "12")
    assert first[3:7] == [one[name] for name in ("agree", "disagree", "pass", "seen")]
    assert first[7:10] == [one["agree_share"][name] for name in ("value", "low", "high")]


def test_a_rejected_statement_is_nowhere_in_it(publish):
    report = sample()
    next(one for one in report["statements"] if one["moderated"] < 0)["text"] = "TAKEN DOWN"
    publish(bundle(report=report))
    assert "TAKEN DOWN" not in " ".join(texts(made()))


def test_threat_formulas_and_bidi_controls_in_statements_do_nothing(publish):
    report = sample()
    report["statements"][0]["text"] = '=HYPERLINK("http://x")\u202e'
    publish(bundle(report=report))
    data = made()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert list(ET.fromstring(archive.read(name)).iter(f"{MAIN}f")) == []
    assert '=HYPERLINK("http://x")⟨U+202E⟩' in texts(data)


def test_equal_reports_give_equal_bytes(published):
    assert made() == made()


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_reads_in_the_direction_of_its_language(published, code):
    data = made(voice(LANGUAGES[code]))
    for number in range(1, len(sheets(data)) + 1):
        (view,) = part(data, f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}sheetView")
        assert (view.get("rightToLeft") == "1") is (code == "ar")


def test_without_groups_there_is_no_sheet_of_groups(publish):
    publish(bundle(report=no_groups()))
    assert sheets(made()) == ["About", "Statements"]


def test_tiers_and_classes_of_protected_ballots_have_sheets_of_their_own(published_protected):
    data = made(report_id="dia-3")
    assert sheets(data) == ["About", "Statements", "Other tiers", "By country"]
    assert {row[2] for row in values(data, 3)[1:]} == {"anonymous"}
    assert {row[2] for row in values(data, 4)[1:]} == {"B"}


def test_threat_class_recovery_open_votes_have_no_sheet_of_classes(publish):
    report = protected()
    report["conversation"]["ballots"] = "open"
    publish(bundle(report=report))
    assert not [name for name in sheets(made()) if name.startswith("By ")]


def test_what_is_hidden_is_an_empty_cell(publish):
    publish(bundle(report=protected()))
    rows = values(made(), 2)
    hidden = next(row for row in rows if row[0] == "46")
    assert len(hidden) == 3


def test_it_says_when_it_was_published_and_not_when_it_was_made(published):
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        core = archive.read("docProps/core.xml").decode()
    at = report_with("dia-1").at.replace(microsecond=0)
    assert f"{at:%Y-%m-%dT%H:%M:%S}Z" in core
    assert f"{at + timedelta(days=1):%Y-%m-%d}" not in core


def test_translations_are_marked_and_stand_beside_what_was_written(publish):
    publish(with_words())
    rows = values(made(), 2)
    assert rows[0][-1] == "As it was written"
    row = next(row for row in rows if row[0] == "3")
    assert row[1].startswith("Small firms need")
    assert row[1].endswith("(machine translation, not reviewed)")
    assert row[-1] == next(one["text"] for one in sample()["statements"] if one["id"] == "3")
    russian = values(made(voice(LANGUAGES["ru"])), 2)
    assert len(russian[0]) == len(rows[0]) - 1  # nothing is translated into Russian
