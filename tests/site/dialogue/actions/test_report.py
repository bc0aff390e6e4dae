from dataclasses import replace

import pytest

from comity.canonical import encode, sha256_hex
from comity.fault import RefusedError
from comity.record import (
    MANIFEST,
    describe_bundle,
    encode_manifest,
    parse_entry,
    parse_manifest,
    publish_payload,
)
from comity.site.dialogue.actions import REPORT, bundle_file
from comity.site.dialogue.models import PublishedReport
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry
from comity.subject import Subject
from tests.render.sample import sample
from tests.site.conftest import FUNCTION, Bundle, bundle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def codes(publish, one=None, **changes):
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        publish(one, **changes)
    assert Entry.objects.count() == before
    return {fault.code for fault in raised.value.faults}


def test_one_act_writes_row_sign_off_and_entries_together(published):
    row = PublishedReport.objects.get()
    assert (row.pk, row.symbol) == ("dia-1", "A24/DIA/1")
    assert bytes(row.report) == encode(sample())
    assert row.signoff.digest == row.digest == sha256_hex(bundle().members[MANIFEST])
    act = parse_entry(bytes(row.entry.leaf))
    assert (act.act, act.subject) == ("dialogue.publish_report", "dialogue:report:dia-1")
    assert act.rule.sha256 == sample()["rule"]["sha256"]
    assert bytes(row.entry.payload) == publish_payload(row.digest)
    assert Entry.objects.count() == 3


def test_the_bundle_lies_under_its_digest(published, instance):
    row = PublishedReport.objects.get()
    assert bundle_file(instance.bundle_folder, row.digest).stat().st_size == row.bundle_size


def test_nobodys_word_puts_other_bytes_into_effect(publish):
    other = bundle(report={**sample(), "seed": 8})
    signed_for_the_first = replace(other, subject=bundle().subject)
    assert codes(publish, signed_for_the_first) == {"oversight.digest_differs"}
    assert not PublishedReport.objects.exists()
    assert not SignOffRow.objects.exists()


def test_a_file_changed_after_the_manifest_was_made_is_refused(publish):
    good = bundle()
    mended = Bundle({**good.members, REPORT: good.members[REPORT] + b" "}, good.subject)
    assert codes(publish, mended) == {"dialogue.file_differs"}


def test_a_file_that_is_missing_is_refused(publish):
    good = bundle()
    members = {path: data for path, data in good.members.items() if path != "inputs/votes.csv"}
    assert codes(publish, Bundle(members, good.subject)) == {"dialogue.file_differs"}


def test_a_bundle_of_something_else_is_no_report(publish):
    manifest = parse_manifest(bundle().members[MANIFEST])
    other = replace(manifest, subject=replace(manifest.subject, kind="slate"))
    members = {**bundle().members, MANIFEST: encode_manifest(other)}
    assert codes(publish, Bundle(members, bundle().subject)) == {"dialogue.report_missing"}


def test_a_published_report_is_never_replaced(publish):
    publish()
    other = bundle("dia-2")
    assert codes(publish, bundle()) == {"dialogue.report_exists"}
    publish(other, symbol="A24/DIA/2")
    assert PublishedReport.objects.count() == 2


def test_a_symbol_belongs_to_one_report(publish):
    assert codes(publish, symbol="A24/DIA/9") == {"dialogue.report_symbol"}


def test_a_bundle_that_cannot_be_stored_publishes_nothing(publish, instance):
    instance.data_folder.mkdir(parents=True)
    instance.bundle_folder.write_text("in the way")
    assert codes(publish) == {"edge.not_writable"}
    assert not PublishedReport.objects.exists()


def test_a_bundle_without_a_report_is_none(publish):
    other = replace(FUNCTION, outputs=("outputs/slate.json",))
    files = {"inputs/votes.csv": b"x", "outputs/slate.json": b"{}"}
    subject = Subject("dialogue", "report", "dia-1")
    manifest = describe_bundle(subject, "T", [other], files, made_by=("comity", "0"))
    data = encode_manifest(manifest)
    one = Bundle({MANIFEST: data, **files}, replace(subject, digest=sha256_hex(data)))
    assert codes(publish, one) == {"dialogue.report_missing"}
