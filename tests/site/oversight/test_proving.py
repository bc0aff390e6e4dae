"""What a passkey signed goes into the published bundle, and a stranger checks it there."""

import json
from dataclasses import replace

import pytest

from comity.canonical import decode
from comity.edge import verify_assertion, verify_signature
from comity.record import Log as TrustedLog
from comity.record import Policy, Trust, parse_vkey, read_bundle, verify_bundle, write_bundle
from comity.record.passkeys import SIGNED_MEMBER
from comity.record.verifier.__main__ import main
from comity.site.dialogue.files import proven_bundle
from comity.site.dialogue.queries import report_with
from comity.site.dialogue.reconcile import reconcile_reports, recorded_reports
from comity.site.oversight.models import SignOffRow
from comity.site.oversight.proving import sign_off_to_name, told_of
from comity.site.oversight.reconcile import recorded_sign_offs
from comity.site.record.models import Entry
from tests.site.conftest import SIGNER_NAME, protected_bundle, publish_in, sequence, sign_off
from tests.site.erasing import erase
from tests.site.passkeys import enrolled, signature

pytestmark = pytest.mark.django_db
NAME = SIGNER_NAME.encode()


@pytest.fixture
def device(log, instance):
    """The passkey with which a report was signed."""
    one = protected_bundle()
    word = sign_off(one.subject)
    used = enrolled("p-signer")
    publish_in(instance, one, symbol="A24/DIA/3", **signature(used, word))
    return used


@pytest.fixture
def given(instance):
    """Give the bundle as the site gives it now."""
    folders = {"bundles": instance.bundle_folder, "log": instance.log_folder}
    return lambda: proven_bundle(report_with("dia-3"), **folders)


def checked(data):
    """Return the step on sign-offs, by who has the bundle and the key of the log alone."""
    key = parse_vkey(read_bundle(data).members["proof/signer.vkey"].decode().strip())
    trust = Trust(
        Policy((TrustedLog(key),)), verify_signature, whole=False, verify_assertion=verify_assertion
    )
    return next(one for one in verify_bundle(data, trust).steps if one.step == "sign-offs")


def index_of(act):
    return Entry.objects.get(act=act).idx


def test_threat_T3_the_bundle_of_what_a_passkey_signed_proves_it(device, given):
    data = given()
    assert checked(data).why.key == "signed_by_passkey"
    held = json.loads(read_bundle(data).members[SIGNED_MEMBER])
    assert held["passkey"]["content"]["public"] == device.public.hex()
    # The control: with another person's word in its place, it does not hold.
    held["sign_off"]["content"]["name"] = "Somebody"
    forged = json.dumps(held, separators=(",", ":"), ensure_ascii=False).encode()
    members = read_bundle(data).members
    assert checked(write_bundle({**members, SIGNED_MEMBER: forged})).holds is False


def test_threat_T3_the_one_file_verifier_checks_it_too(device, given, tmp_path, capsys):
    def verify(data):
        file = tmp_path / "report.zip"
        file.write_bytes(data)
        main([str(file), "--json", "--unsigned-ok"], [])
        (step,) = [
            s for s in json.loads(capsys.readouterr().out)["steps"] if s["step"] == "sign-offs"
        ]
        return step["key"]

    data = given()
    assert verify(data) == "signed_by_passkey"
    members = dict(read_bundle(data).members)
    del members[SIGNED_MEMBER]
    assert verify(write_bundle(members)) == "sign_off_missing"


def test_what_is_attested_names_nothing_and_brings_nothing(published_protected, given):
    row = SignOffRow.objects.select_related("entry").get()
    assert sign_off_to_name(row) is None
    members = read_bundle(given()).members
    assert (SIGNED_MEMBER in members, decode(members["proof/payload.json"])["v"]) == (False, 1)
    assert checked(given()).why.key == "names_no_sign_off"


@pytest.mark.parametrize("act", ["oversight.sign_off", "members.register_passkey"])
def test_record_R6_what_was_erased_is_in_no_later_bundle(device, given, instance, act):
    before = given()
    assert NAME in read_bundle(before).members[SIGNED_MEMBER]
    erase(index_of(act))
    # Until its entry has a place there is nothing that proves the erasure.
    assert given() is None
    sequence(instance.log_folder)
    after = given()
    assert (checked(after).why.key, checked(after).holds) == ("content_erased", None)
    held = read_bundle(after).members[SIGNED_MEMBER]
    gone = NAME if act == "oversight.sign_off" else device.public.hex().encode()
    assert (gone in read_bundle(before).members[SIGNED_MEMBER], gone in held) == (True, False)


def test_a_sign_off_that_is_nowhere_or_not_published_is_waited_for(device, given):
    assert told_of("00" * 32) is None
    row = SignOffRow.objects.select_related("entry").get()
    named = sign_off_to_name(row)
    assert told_of(named).last == row.entry.idx
    Entry.objects.filter(pk=row.entry_id).update(opened=False)
    assert (told_of(named), given()) == (None, None)


def test_threat_T3_a_publication_that_names_another_sign_off_is_found(device, instance):
    def differences():
        signed = recorded_sign_offs()
        reports = recorded_reports(instance.bundle_folder, signed)
        return reports, [one for one in reconcile_reports(reports) if one.column == "sign_off"]

    reports, found = differences()
    assert found == []
    other = [replace(one, sign_off=None) for one in reports]
    assert [one for one in reconcile_reports(other) if one.column == "sign_off"] != []
