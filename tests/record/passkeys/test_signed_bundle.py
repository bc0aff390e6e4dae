"""Bundles that a passkey signed: a stranger checks the signature, by the key the record has."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.canonical import decode, encode
from comity.record.bundle import write_bundle
from comity.record.manifest import PAYLOAD
from comity.record.passkeys import (
    EDDSA,
    SIGNED_MEMBER,
    passkey_members,
    read_signed,
    sign_off_named,
    signed_member,
)
from comity.record.strict import RecordFormatError
from comity.record.verify import verify_bundle
from comity.record.wording import Manner, verdict_lines
from tests.passkey_device import Device
from tests.record.bundles import MEMBERS, TRUST, step
from tests.record.signed_bundles import (
    CHECKED,
    DEVICE,
    HONEST,
    REGISTERED,
    SIGNED,
    Story,
)

OTHER = Device()
MANNER = Manner(lambda faults: [str(one) for one in faults], "--key {vkey}")


def verdict(members, trust=CHECKED):
    return verify_bundle(write_bundle(members), trust)


def told(members, trust=CHECKED):
    """Return exit code, key of the reason, and the reason."""
    found = verdict(members, trust)
    return found.code, step(found, "sign-offs").why.key, found.reason


def with_member(change):
    """Return the honest bundle whose proof of the sign-off was changed by ``change``."""
    value = json.loads(HONEST[SIGNED_MEMBER])
    change(value)
    return {**HONEST, SIGNED_MEMBER: encode(value)}


def test_threat_T3_a_stranger_checks_the_signature_offline():
    found = verdict(HONEST)
    assert found.code == 0
    assert step(found, "sign-offs").reason.startswith("a passkey that entry 0 registered signed")
    assert told(Story(device=(key := Device(algorithm=EDDSA)), registered=key).members())[0] == 0


def test_a_bundle_that_nobody_signed_by_passkey_says_so():
    assert told(MEMBERS)[:2] == (0, "names_no_sign_off")


def test_threat_T3_a_signature_that_the_record_names_may_not_be_missing():
    without = {path: data for path, data in HONEST.items() if path != SIGNED_MEMBER}
    code, key, reason = told(without)
    assert (code, key, SIGNED_MEMBER in reason) == (1, "sign_off_missing", True)


def test_threat_T3_a_signature_that_the_record_does_not_name_is_refused():
    assert told({**MEMBERS, SIGNED_MEMBER: HONEST[SIGNED_MEMBER]})[:2] == (1, "sign_off_unnamed")


def _content(part, name, value):
    return lambda whole: whole[part]["content"].update({name: value})


def _assertion(name):
    def change(whole):
        held = whole["sign_off"]["content"]["assertion"]
        held[name] = ("B" if held[name][0] == "A" else "A") + held[name][1:]

    return change


CHANGED = {
    "signature": (_assertion("signature"), "the content of entry 1"),
    "client data": (_assertion("client_data"), "the content of entry 1"),
    "authenticator data": (_assertion("authenticator_data"), "the content of entry 1"),
    "digest": (_content("sign_off", "digest", "00" * 32), "the content of entry 1"),
    "name": (_content("sign_off", "name", "Somebody"), "the content of entry 1"),
    "public key": (_content("passkey", "public", OTHER.public.hex()), "the content of entry 0"),
    "key of the sign-off": (lambda v: v["sign_off"].update(key="00" * 32), "the content of"),
    "place of the passkey": (lambda v: v["passkey"].update(index=1), "is not entry 1"),
    "path of the passkey": (lambda v: v["passkey"].update(path=[]), "is not entry 0"),
    "passkey left out": (lambda v: v.update(passkey=None), "registers its passkey"),
    "sign-off for passkey": (lambda v: v.update(sign_off=v["passkey"]), "another sign-off"),
    "passkey for sign-off": (lambda v: v.update(passkey=v["sign_off"]), "registers its passkey"),
}


@pytest.mark.parametrize("way", CHANGED)
def test_threat_T3_what_is_changed_in_the_proof_is_named(way):
    change, words = CHANGED[way]
    code, _, reason = told(with_member(change))
    assert (code, words in reason, SIGNED_MEMBER in reason) == (1, True, True)
    # The control: written again without a change, it holds.
    assert told(with_member(lambda value: None))[0] == 0


def test_threat_T3_a_key_that_the_record_does_not_have_signs_nothing():
    """The attacker signs with a key of their own and brings its registration along."""
    forged = Story(device=OTHER, registered=OTHER).members()[SIGNED_MEMBER]
    assert told({**HONEST, SIGNED_MEMBER: forged})[0] == 1
    own = read_signed(HONEST[SIGNED_MEMBER])
    mixed = replace(own, passkey=read_signed(forged).passkey)
    code, _, reason = told({**HONEST, **signed_member(mixed)})
    assert (code, "is not entry 0 of the log" in reason) == (1, True)


ENTERED = {
    "signed for another digest": (Story(asked={"digest": "00" * 32}), "signed something else"),
    "sign-off for another digest": (Story(said={"digest": "00" * 32}), "else than this bundle"),
    "another item": (Story(said={"subject": "dialogue:report:r-2"}), "else than this bundle"),
    "another act": (Story(said={"act": "dialogue.close"}), "else than this bundle"),
    "the server's word": (Story(said={"strength": "attested"}), "else than this bundle"),
    "another mandate": (Story(mandate="m-2"), "else than this bundle"),
    "forged": (Story(signed={"secret": OTHER.secret}), "does not hold under the passkey"),
    "another person's": (Story(said={"signer": "p-2"}), "not that of whom the mandate names"),
    "another passkey": (Story(device=OTHER), "no entry before it registers the passkey"),
    "user not verified": (Story(signed={"verifies": False}), "did not see to it who signed"),
    "registered after": (Story(late=True), "no entry before the sign-off registers its passkey"),
    "nothing registered": (Story(registration=encode({"v": 1})), "no entry before it registers"),
    "registers another": (
        Story(registration=encode(passkey_members(OTHER.passkey()))),
        "another passkey than its subject names",
    ),
    "names another entry": (Story(named="00" * 32), "another sign-off than"),
}


@pytest.mark.parametrize("way", ENTERED)
def test_threat_T3_who_owns_the_log_cannot_enter_a_signature_that_is_none(way):
    story, words = ENTERED[way]
    code, key, reason = told(story.members())
    assert (code, key, words in reason) == (1, "sign_off_fails", True)
    # The control: what was signed as it should be holds.
    assert told(HONEST)[0] == 0


def test_threat_T3_without_the_check_a_forged_signature_passes_and_it_is_said():
    forged = Story(signed={"secret": OTHER.secret}).members()
    code, key, reason = told(forged, TRUST)
    assert (code, key, "needs the full package" in reason) == (7, "sign_offs_unchecked", True)
    assert told(forged)[0] == 1


@pytest.mark.parametrize("index", [REGISTERED, SIGNED])
def test_record_R6_what_an_entry_erased_is_told_from_what_is_missing(index):
    found = verdict(Story(erased=index).members())
    assert (found.code, step(found, "sign-offs").why.key) == (3, "content_erased")
    first, second, *_ = verdict_lines(found, MANNER)
    assert first.startswith("Every number recomputes")
    assert second == f"the content of entry {index} was erased on 2026-08-01 under request 7."


@pytest.mark.parametrize("changes", [{"refs": (2,)}, {"refs": ()}, {"act": "record.admit_late"}])
def test_record_R6_an_entry_that_erases_something_else_excuses_nothing(changes):
    members = Story(erased=SIGNED, **changes).members()
    code, _, reason = told(members)
    assert (code, "the content of entry 1 is missing" in reason) == (1, True)


UNREADABLE = {
    "nothing": b"",
    "no object": b"[]",
    "another spelling": HONEST[SIGNED_MEMBER] + b"\n",
    "another version": HONEST[SIGNED_MEMBER].replace(b'"v":1}', b'"v":2}'),
    "too long": b'"' + b"a" * 1_000_001 + b'"',
    "key missing": encode({"v": 1}),
}


@pytest.mark.parametrize("way", UNREADABLE)
def test_what_is_no_proof_of_a_sign_off_is_refused(way):
    found = verdict({**HONEST, SIGNED_MEMBER: UNREADABLE[way]})
    assert (found.code, SIGNED_MEMBER in found.reason) == (2, True)


WRONG_PARTS = {
    "no entry": lambda v: v.update(sign_off=None),
    "an entry too much": lambda v: v["sign_off"].update(more=1),
    "no leaf": lambda v: v["sign_off"].update(entry={"v": 1}),
    "no index": lambda v: v["sign_off"].update(index="1"),
    "no path": lambda v: v["sign_off"].update(path="1"),
    "no hashes": lambda v: v["sign_off"].update(path=[1]),
    "a long path": lambda v: v["sign_off"].update(path=[""] * 64),
    "no key": lambda v: v["sign_off"].update(key="00"),
}


@pytest.mark.parametrize("way", WRONG_PARTS)
def test_parts_in_another_form_are_refused(way):
    assert told(with_member(WRONG_PARTS[way]))[0] == 2


@given(st.integers(0, len(HONEST[SIGNED_MEMBER]) - 1), st.integers(1, 255))
def test_no_changed_byte_holds_and_none_ends_in_a_crash(at, bits):
    data = bytearray(HONEST[SIGNED_MEMBER])
    data[at] ^= bits
    assert told({**HONEST, SIGNED_MEMBER: bytes(data)})[0] in {1, 2}


def test_what_was_written_is_read_again():
    signed = read_signed(HONEST[SIGNED_MEMBER])
    assert signed_member(signed) == {SIGNED_MEMBER: HONEST[SIGNED_MEMBER]}
    assert decode(signed.passkey.content)["public"] == DEVICE.public.hex()
    with pytest.raises(RecordFormatError):
        signed_member(replace(signed, sign_off=replace(signed.sign_off, key=b"short")))


@pytest.mark.parametrize(
    "payload", [None, b"", b"[]", encode({"sign_off": "00"}), MEMBERS[PAYLOAD]]
)
def test_a_content_that_names_no_sign_off_names_none(payload):
    assert sign_off_named(payload) is None
    assert sign_off_named(HONEST[PAYLOAD]) is not None
