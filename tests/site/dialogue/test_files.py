import csv
import io
from dataclasses import replace

import pytest

from comity.edge import verify_signature
from comity.record import (
    MANIFEST,
    Log,
    Policy,
    Trust,
    parse_vkey,
    read_bundle,
    verify_bundle,
)
from comity.site.dialogue.files import proven_bundle, statements_csv
from comity.site.dialogue.queries import report_with
from comity.site.record.models import Entry
from tests.render.sample import HOSTILE, no_groups, sample
from tests.site.conftest import bundle


def rows(report):
    text = statements_csv(report).decode("utf-8")
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


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_a_bundle_comes_with_the_proofs_of_its_entry(published, instance):
    data = proven_bundle(
        report_with("dia-1"), bundles=instance.bundle_folder, log=instance.log_folder
    )
    members = read_bundle(data).members
    assert members[MANIFEST] == bundle().members[MANIFEST]
    assert members["checkpoint"] == (instance.log_folder / "checkpoint").read_bytes()
    assert members["proof/publish.tlog-proof"].startswith(b"c2sp.org/tlog-proof@v1\nindex 2\n")
    assert members["proof/signer.vkey"].startswith(b"assembly.test/record+")


@pytest.mark.django_db
def test_a_later_download_proves_that_it_continues_an_earlier_one(publish, published, instance):
    folders = {"bundles": instance.bundle_folder, "log": instance.log_folder}
    earlier = read_bundle(proven_bundle(report_with("dia-1"), **folders)).members
    publish(bundle("dia-2"), symbol="A24/DIA/2")
    data = proven_bundle(report_with("dia-1"), **folders)
    key = parse_vkey(earlier["proof/signer.vkey"].decode().strip())
    trust = Trust(Policy((Log(key),)), verify_signature, older=(earlier["checkpoint"],))
    steps = {step.step: step.why.key for step in verify_bundle(data, trust).steps}
    assert steps["remembered head"] == "continues"


@pytest.mark.django_db
@pytest.mark.usefixtures("as_if_entered")
def test_before_its_entry_has_a_place_there_is_nothing_to_give(published, instance, monkeypatch):
    view = report_with("dia-1")
    folders = {"bundles": instance.bundle_folder, "log": instance.log_folder}
    assert proven_bundle(replace(view, entry=None), **folders) is None
    assert proven_bundle(replace(view, entry=99), **folders) is None
    with monkeypatch.context() as early:
        early.setattr("comity.site.dialogue.files.receipt", lambda *_, **__: None)
        assert proven_bundle(view, **folders) is None
    Entry.objects.filter(idx=2).update(payload=None)
    assert proven_bundle(view, **folders) is None
