from comity.canonical import sha256_hex
from comity.dialogue.attestation import Attestation, attestation_text
from comity.dialogue.audit import Auditor, audit
from comity.edge.keys import signer_from_seed, verify_signature
from comity.record import sign_note

MANIFEST = b'{"the public bundle": 1}'
DIGEST = sha256_hex(MANIFEST)
SIGNERS = {name: signer_from_seed(f"auditor-{name}", bytes([seed]) * 32)
           for seed, name in enumerate(("ana", "ben", "cy", "eve"), start=1)}  # fmt: skip
ANA = Auditor(SIGNERS["ana"].key, "Ana", "Arvenland")
BEN = Auditor(SIGNERS["ben"].key, "Ben", "Belmora")
CY = Auditor(SIGNERS["cy"].key, "Cy", "Arvenland")
KNOWN = (ANA, BEN, CY)


def note(name, by, sealed="a" * 64, public=DIGEST):
    text = attestation_text(Attestation(name, 1, sealed, public))
    return sign_note(text, [SIGNERS[by]])


def found(*notes, auditors=KNOWN):
    return audit(MANIFEST, notes, auditors, verify_signature)


def test_dialogue_two_auditors_of_different_parties_make_an_audit():
    result = found(note("Ana", "ana"), note("Ben", "ben"))
    assert result.state == "audited"
    assert result.auditors == (ANA, BEN)
    assert result.passed_over == ()


def test_dialogue_without_attestations_it_is_not_yet_audited():
    assert found().state == "not_yet_audited"
    assert found(note("Ana", "ana")).state == "not_yet_audited"
    assert found(note("Ana", "ana")).auditors == (ANA,)


def test_dialogue_two_of_one_party_are_not_enough():
    result = found(note("Ana", "ana"), note("Cy", "cy"))
    assert (result.state, len(result.auditors)) == ("not_yet_audited", 2)


def test_dialogue_one_auditor_counts_once():
    result = found(note("Ana", "ana"), note("Ana", "ana"), note("Ana", "ana", public=DIGEST))
    assert (result.state, result.auditors) == ("not_yet_audited", (ANA,))


def test_dialogue_a_stranger_cannot_attest_nor_take_anothers_name():
    result = found(note("Ana", "ana"), note("Ben", "eve"), note("Eve", "eve"))
    assert result.state == "not_yet_audited"
    assert len(result.passed_over) == 2
    taken = found(note("Ana", "ana"), note("Ana", "ben"))
    assert taken.state == "not_yet_audited"
    assert "another name" in taken.passed_over[0]


def test_dialogue_attestations_of_other_bundles_do_not_count():
    result = found(note("Ana", "ana"), note("Ben", "ben", public="0" * 64))
    assert result.state == "not_yet_audited"
    assert "another bundle" in result.passed_over[0]


def test_dialogue_auditors_shown_different_votes_do_not_confirm_each_other():
    result = found(note("Ana", "ana"), note("Ben", "ben", sealed="b" * 64))
    assert result.state == "not_yet_audited"
    assert any("attests other votes" in reason for reason in result.passed_over)


def test_dialogue_a_changed_attestation_counts_for_nothing():
    changed = note("Ben", "ben").replace(b"sealed b", b"sealed a").replace(b"v1", b"v2", 1)
    result = found(note("Ana", "ana"), changed, b"no note", b"\xff")
    assert result.state == "not_yet_audited"
    assert len(result.passed_over) == 3


def test_dialogue_a_note_that_attests_nothing_is_passed_over():
    other = sign_note("hello\n", [SIGNERS["ben"]])
    assert "no attestation" in found(other).passed_over[0]
