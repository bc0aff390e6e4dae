"""Sign-offs in a whole record: those by passkey are checked again by who has the record alone."""

from dataclasses import replace

import pytest

from comity.canonical import decode, encode
from comity.edge.keys import signer_from_seed, verify_signature
from comity.edge.passkeys import verify_assertion
from comity.record.audit import verify_record
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload, sealed_payload
from comity.record.erasure import ERASE, erasure_payload
from comity.record.passkeys.passkey import assertion_members, challenge_of, passkey_members
from comity.record.passkeys.sign_offs import REGISTER, REVOKE, SIGN_OFF, check_sign_offs
from comity.record.policy import Log, Policy
from comity.record.tiles import grow
from comity.record.verdict import Trust
from comity.record.wording import Manner, verdict_lines
from tests.passkey_device import Device

LOG = signer_from_seed("log.example/signed", bytes([5]) * 32)
TRUST = Trust(Policy((Log(LOG.key),)), verify_signature, verify_assertion=verify_assertion)
AT = "2026-07-01T09:00:00.000Z"
SUBJECT = "dialogue:report:dia-1"
KEY = bytes([7]) * 32


class Record:
    """A record in memory that says who signed what, and by which passkey."""

    def __init__(self):
        self.acts, self.contents = [], {}

    def add(self, act, subject, content, *, sealed=True, **fields):
        index = len(self.acts)
        data = content if isinstance(content, bytes) else encode(content)
        payload = sealed_payload(data, KEY, "person") if sealed else public_payload(data)
        self.acts.append(Entry(act, "assembly/secretary", subject, AT, payload, **fields))
        self.contents[index] = data
        return index

    def register(self, device, holder="p-1"):
        members = passkey_members(device.passkey(holder))
        return self.add(REGISTER, f"members:passkey:{device.id}", members)

    def revoke(self, device):
        content = {"v": 1, "passkey": device.id}
        return self.add(REVOKE, f"members:passkey:{device.id}", content)

    def sign(self, device, **changes):
        said = {
            "v": 2,
            "id": changes.pop("id", f"s-{len(self.acts)}"),
            "subject": SUBJECT,
            "digest": changes.pop("digest", "00" * 32),
            "signer": changes.pop("signer", "p-1"),
            "nonce": "n",
            "strength": changes.pop("strength", "signed"),
            "mandate": {"id": "m-1", "holder": "p-1"},
        }
        challenge = challenge_of(
            sign_off=said["id"],
            subject=SUBJECT,
            digest=said["digest"],
            mandate="m-1",
            nonce="n",
        )
        signed = device.signed(challenge, **changes)
        said["assertion"] = assertion_members(replace(signed, passkey=device.id))
        return self.say(said)

    def say(self, said):
        return self.add(SIGN_OFF, SUBJECT, said, mandate="m-1")

    def said(self, index):

        return dict(decode(self.contents[index]))

    def change(self, index, **members):
        """Write another content in its place, as who owns record and key could."""
        data = encode({**self.said(index), **members})
        payload = sealed_payload(data, KEY, "person")
        self.acts[index] = replace(self.acts[index], payload=payload)
        self.contents[index] = data

    def check(self, verify=verify_assertion):
        return check_sign_offs(self.acts, self.contents.get, verify)

    def wrong(self):
        found = self.check()
        return [(index, why.key) for index, why in found.faults]

    def verify(self, trust=TRUST):
        leaves = [encode_entry(act) for act in self.acts]
        growth = grow(0, leaves, {}.__getitem__)
        files = dict(growth.files)
        checkpoint = Checkpoint(LOG.key.name, growth.size, growth.root)
        files["checkpoint"] = sign_checkpoint(checkpoint, LOG)
        keys = {i: KEY for i, act in enumerate(self.acts) if act.payload.size is None}
        read = self.contents.get
        return verify_record(files.__getitem__, read, trust, LOG.key, keys.get)


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def record(device):
    made = Record()
    made.register(device)
    return made


def test_threat_T3_a_sign_off_by_passkey_holds_offline(record, device):
    record.sign(device)
    record.sign(device, strength="attested")
    verdict = record.verify()
    assert (verdict.code, verdict.reason) == (0, "")
    (step,) = [one for one in verdict.steps if one.step == "sign-offs"]
    assert step.reason.startswith("1 by passkey hold; 1 are the server’s word")


def test_threat_T3_edited_digest_after_the_signature_is_named(record, device):
    index = record.sign(device)
    assert record.wrong() == []
    record.change(index, digest="01" * 32)
    assert record.wrong() == [(index, "signed_otherwise")]
    verdict = record.verify()
    assert (verdict.code, verdict.reason.startswith(f"entry {index}: ")) == (1, True)


@pytest.mark.parametrize(("part", "value"), [("nonce", "other"), ("id", "s-other")])
def test_threat_T3_nothing_else_the_signature_binds_can_be_changed(record, device, part, value):
    index = record.sign(device)
    record.change(index, **{part: value})
    assert record.wrong() == [(index, "signed_otherwise")]


def test_threat_T3_a_replayed_assertion_signs_nothing_more(record, device):
    first = record.sign(device)
    again = record.say(record.said(first))
    assert record.wrong() == [(again, "signed_twice")]


def test_threat_T3_a_key_of_another_person_signs_nothing(record, device):
    other = Device()
    record.register(other, "p-2")
    index = record.sign(other)
    assert record.wrong() == [(index, "other_holder")]


def test_threat_T3_a_key_that_was_never_registered_or_only_later_signs_nothing(record):
    other = Device()
    index = record.sign(other)
    record.register(other)
    later = record.sign(other)
    assert record.wrong() == [(index, "unknown_passkey")]
    assert later > index


def test_threat_T3_a_revoked_key_signs_nothing_more(record, device):
    record.sign(device)
    record.revoke(device)
    index = record.sign(device)
    assert record.wrong() == [(index, "passkey_ended")]


def test_threat_T3_a_revoked_key_is_not_registered_back(record, device):
    record.revoke(device)
    record.register(device)
    assert record.wrong() == []
    index = record.sign(device)
    assert record.wrong() == [(index, "passkey_ended")]


def test_threat_T3_a_sign_count_that_goes_back_is_named():
    device, record = Device(counts=True), Record()
    record.register(device)
    record.sign(device)
    index = record.sign(device, count=1)
    assert record.wrong() == [(index, "count_back")]
    record.sign(device)
    assert record.wrong() == [(index, "count_back")]


def test_threat_T3_a_forged_signature_and_one_without_verification_are_named(record, device):
    forged = record.sign(device, secret=Device().secret)
    unseen = record.sign(device, verifies=False)
    elsewhere = record.sign(device, origin="https://comity.evil")
    found = [(forged, "passkey_signature"), (unseen, "not_verified")]
    assert record.wrong() == [*found, (elsewhere, "signed_elsewhere")]


@pytest.mark.parametrize("assertion", [None, {}, "x", {"passkey": 1}])
def test_an_unreadable_assertion_is_named_and_breaks_nothing(record, device, assertion):
    index = record.sign(device)
    record.change(index, assertion=assertion)
    assert record.wrong() == [(index, "assertion_unreadable")]


def test_a_mandate_other_than_the_one_entered_is_named(record, device):
    index = record.sign(device)
    record.change(index, mandate={"id": "m-2", "holder": "p-1"})
    assert record.wrong() == [(index, "signed_otherwise")]
    record.change(index, mandate="m-1")
    assert record.wrong() == [(index, "assertion_unreadable")]


def test_a_registration_under_another_name_is_named(device):
    record = Record()
    index = record.add(REGISTER, "members:passkey:k-other", passkey_members(device.passkey()))
    assert record.wrong() == [(index, "other_passkey")]


def test_what_is_not_opened_is_counted_and_not_doubted(record, device):
    index = record.sign(device)
    del record.contents[index]
    found = record.check()
    assert (found.closed, found.signed, found.faults) == (1, 0, [])
    record.contents[index] = b"no json"
    assert record.check().closed == 1


def test_with_the_passkey_erased_its_sign_offs_can_no_longer_be_checked(device):
    record = Record()
    first = record.register(device)
    record.sign(device)
    record.add(ERASE, "record:entry:0", erasure_payload("Art. 17"), sealed=False, refs=(first,))
    assert record.verify().code == 0
    del record.contents[first]
    verdict = record.verify()
    assert (verdict.code, "was erased" in verdict.reason) == (3, True)


@pytest.mark.parametrize("content", [{"v": 1}, b"no json", "x"])
def test_threat_T3_what_registers_nothing_does_not_pass_for_erased(device, content):
    record = Record()
    record.add(REGISTER, f"members:passkey:{device.id}", content)
    index = record.sign(device)
    assert (record.wrong(), record.check().erased) == ([(index, "unknown_passkey")], [])
    assert record.verify().code == 1


def test_without_a_way_to_check_signatures_it_says_so(record, device):
    bare = Trust(Policy((Log(LOG.key),)), verify_signature)
    record.sign(device, strength="attested")
    assert record.verify(bare).code == 0
    record.sign(device)
    verdict = record.verify(bare)
    assert (verdict.code, "full package" in verdict.reason) == (7, True)
    _, left_out, *_ = verdict_lines(verdict, Manner(lambda faults: (), "comity verify"))
    assert left_out.startswith("Not checked: signed off by passkey: 1; ")


def test_a_record_without_sign_offs_says_so(record):
    (step,) = [one for one in record.verify().steps if one.step == "sign-offs"]
    assert (step.holds, step.reason) == (True, "nothing was signed off yet")
