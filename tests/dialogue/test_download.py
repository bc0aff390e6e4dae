import csv
import io

import pytest

from comity.dialogue import statements_download
from tests.render.sample import HOSTILE, no_groups, sample


def rows(report):
    text = statements_download(report).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_all_statements_but_rejected_ones_are_in_the_table():
    found = rows(sample())
    assert len(found) == len(sample()["statements"]) - 1
    assert "47" not in {row["statement"] for row in found}
    first = next(row for row in found if row["statement"] == "12")
    assert float(first["agree_share_low"]) < float(first["agree_share"])
    assert first["A_agree"] == "360"


def test_texts_are_given_as_they_were_written():
    assert HOSTILE in {row["text"] for row in rows(sample())}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "=HYPERLINK("])
def test_a_spreadsheet_runs_no_statement(start):
    report = sample()
    report["statements"][0]["text"] = f"{start}1+1"
    assert rows(report)[0]["text"].startswith("'")


def test_without_groups_there_are_no_columns_of_groups():
    assert "A_agree" not in rows(no_groups())[0]
