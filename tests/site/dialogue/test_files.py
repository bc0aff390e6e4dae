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
from comity.site.dialogue.files import proven_bundle
from comity.site.dialogue.queries import report_with
from comity.site.record.models import Entry
from tests.site.conftest import bundle


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
