"""Signing off by passkey: what is signed counts, and every way round it is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.transaction import atomic

from comity.canonical import decode
from comity.fault import RefusedError
from comity.record.passkeys import assertion_members
from comity.site.members.models import PasskeyRow
from comity.site.members.passkey_acts import revoke_passkey
from comity.site.oversight.actions import record_sign_off
from comity.site.oversight.models import AssertionRow, SignOffRow
from comity.site.oversight.signing import purpose_of
from comity.site.record.models import Log
from tests.passkey_device import Device
from tests.site.conftest import ACT, NOW, bundle, sign_off
from tests.site.members.factories import add_person, close_account
from tests.site.passkeys import account_of, enrolled, signature, signed_by
from tests.site.tampering import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
SUBJECT = bundle().subject


@pytest.fixture
def word():
    return sign_off(SUBJECT)


@pytest.fixture
def device(word):
    return enrolled("p-signer")


def record(signed, subject=SUBJECT):
    with atomic():
        return record_sign_off(
            log=Log.objects.get(),
            sign_off=signed,
            act=ACT,
            subject=subject,
            title="T",
            symbol="S/1",
        )


def refused(signed, subject=SUBJECT):
    before = SignOffRow.objects.count()
    with pytest.raises(RefusedError) as raised:
        record(signed, subject)
    assert (SignOffRow.objects.count(), AssertionRow.objects.count()) == (before, before)
    return {fault.code for fault in raised.value.faults}


def test_threat_T3_what_a_passkey_signed_is_kept_with_the_sign_off_and_in_its_entry(word, device):
    signed = signed_by(device, word)
    row = record(signed)
    assert row.strength == "signed"
    said = assertion_members(signed.assertion)
    assert decode(AssertionRow.objects.get(signoff=row).said.encode()) == said
    content = decode(bytes(row.entry.payload))
    assert (content["v"], content["strength"], content["assertion"]) == (2, "signed", said)


def test_what_is_attested_is_written_as_before(word, device):
    content = decode(bytes(record(word).entry.payload))
    assert (content["v"], "assertion" in content) == (1, False)
    assert not AssertionRow.objects.exists()


def test_threat_T3_replayed_assertion_signs_no_second_sign_off(word, device):
    signed = signed_by(device, word)
    record(signed)
    assert refused(signed) == {"oversight.signature_old"}
    # Under another id, the challenge is another one.
    assert refused(replace(signed, id="s-2")) == {"oversight.signature_refused"}
    # The control: a signature of its own counts.
    assert record(signed_by(device, replace(word, id="s-2"))).strength == "signed"


def test_threat_T3_edited_digest_between_showing_and_signing_is_refused(word, device):
    """What was shown is not what would take effect: signed for one, entered for the other."""
    other = replace(SUBJECT, digest="01" * 32)
    shown = signed_by(device, replace(word, subject=other))
    assert refused(shown) == {"oversight.digest_differs"}
    assert refused(replace(shown, subject=SUBJECT)) == {"oversight.signature_refused"}
    assert refused(replace(shown, subject=SUBJECT), other) == {"oversight.digest_differs"}
    assert record(signed_by(device, word)).digest == SUBJECT.digest


WAYS = {
    "other challenge": {"asked": bytes(32)},
    "other origin": {"origin": "https://comity.evil"},
    "other host": {"host": "comity.evil"},
    "user not verified": {"verifies": False},
    "registration in its place": {"kind": "webauthn.create"},
    "inside another page": {"cross": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_threat_T3_forged_passkey_signature_is_refused(word, device, way):
    assert refused(signed_by(device, word, **WAYS[way])) == {"oversight.signature_refused"}
    assert record(signed_by(device, word)).strength == "signed"


def test_threat_T3_sign_count_going_back_is_refused(word):
    sign_off(SUBJECT)
    device = enrolled("p-signer", counts=True)
    assert record(signed_by(device, word))
    again = replace(word, id="s-2")
    assert refused(signed_by(device, again, count=1)) == {"oversight.signature_old"}
    assert PasskeyRow.objects.get().count == 1
    assert record(signed_by(device, again))


def test_threat_T3_key_of_another_person_signs_nothing_for_one(word, device):
    add_person("p-other", handle="QTHER")
    other = enrolled("p-other")
    assert refused(signed_by(other, word)) == {"oversight.signature_refused"}
    stolen = signed_by(device, word, secret=other.secret)
    assert refused(stolen) == {"oversight.signature_refused"}


def test_threat_T3_unregistered_key_signs_nothing(word, device):
    assert refused(signed_by(Device(host="localhost"), word)) == {"oversight.signature_refused"}


def test_threat_T3_revoked_key_signs_nothing_more(word, device):
    signed = signed_by(device, word)
    account = account_of("p-signer")
    enrolled("p-signer")
    with atomic():
        log = Log.objects.get()
        revoke_passkey(log=log, account=account, passkey=device.id, now=NOW)
    assert refused(signed) == {"oversight.signature_refused"}


def test_threat_T3_key_of_a_closed_account_signs_nothing_more(word, device):
    signed = signed_by(device, word)
    close_account("p-signer")
    assert "oversight.mandate_not_valid" in refused(signed)


def test_threat_T3_old_or_foreign_nonce_is_refused(word, device):
    late = replace(word, at=NOW - timedelta(minutes=16))
    old = replace(signed_by(device, late), at=NOW)
    assert refused(old) == {"oversight.signature_old"}
    for nonce in ("n", "00" * 40, ""):
        own = replace(word, nonce=nonce, strength="signed")
        own = replace(own, assertion=device.signed(own.challenge))
        assert refused(own) == {"oversight.signature_old"}


def test_threat_T3_nonce_drawn_for_something_else_is_refused(word, device):
    elsewhere = signature(device, replace(word, id="s-9"))["nonce"]
    own = replace(word, nonce=elsewhere, strength="signed")
    own = replace(own, assertion=device.signed(own.challenge))
    assert refused(own) == {"oversight.signature_old"}


def test_threat_T3_signed_without_a_signature_and_attested_with_one_are_refused(word, device):
    assert refused(replace(word, strength="signed")) == {"oversight.signature_refused"}
    odd = replace(signed_by(device, word), strength="attested")
    assert refused(odd) == {"oversight.signature_refused"}


def test_threat_T3_a_kept_signature_is_never_changed_or_removed(word, device):
    record(signed_by(device, word))
    for statement in (
        "UPDATE oversight_assertion SET said = '{}'",
        "UPDATE oversight_assertion SET passkey = 'k-1'",
        "DELETE FROM oversight_assertion",
        "UPDATE members_passkey SET public = x'00'",
        "UPDATE members_passkey SET person_id = 'p-2'",
        "DELETE FROM members_passkey",
    ):
        with pytest.raises(DatabaseError), atomic():
            run(statement)
    run("UPDATE oversight_assertion SET said = ''")  # erased


def test_what_is_asked_for_is_bound_to_item_and_person(word):
    other = replace(word, mandate=replace(word.mandate, holder="p-2"))
    purposes = {purpose_of(one) for one in (word, other, replace(word, id="s-2"))}
    assert len(purposes) == 3
