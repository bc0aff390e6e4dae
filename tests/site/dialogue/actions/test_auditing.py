import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.canonical import decode, sha256_hex
from comity.dialogue import BALLOTS
from comity.edge import verify_assertion
from comity.fault import RefusedError
from comity.record import MANIFEST, parse_entry, read_bundle
from comity.record.passkeys import check_sign_offs
from comity.render import LANGUAGES, voice
from comity.site.dialogue.actions import Finding, to_attest
from comity.site.dialogue.audits import audit_of, audit_text, is_audited
from comity.site.dialogue.models import Attestation
from comity.site.dialogue.queries import (
    conversation_duties,
    given_out,
    report_with,
    restatement_with,
)
from comity.site.home.health import reconcile
from comity.site.record.models import Entry
from tests.site.dialogue.audited import (
    auditor,
    given,
    members_of,
    note_of,
    publish_protected,
    say,
    stranger,
    word_of,
)
from tests.site.dialogue.restated import DUE, RESTATED, leave, restated_report
from tests.site.dialogue.world import ID
from tests.site.passkeys import enrolled, signed_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(log, instance):
    """A published report on protected ballots."""
    return publish_protected(instance)


def waiting(who, at) -> set[str]:
    return {duty.of for duty in conversation_duties(who, "en", at) if duty.kind == "attest"}


def refused(act, *given_) -> str:
    with pytest.raises(RefusedError) as error:
        act(*given_)
    return error.value.faults[0].code


def test_the_sealed_bundle_is_kept_apart_and_read_by_nobody_else(report, instance):
    (file,) = instance.sealed_folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(instance.sealed_folder.stat().st_mode) == 0o700
    assert "inputs/votes.csv" not in members_of(instance)


def test_an_auditor_is_given_the_votes_and_that_is_entered(report, instance):
    who = auditor(1)
    sealed = given(instance, who)
    assert sealed[BALLOTS].count(b"\n") == 91
    assert given_out(ID) == 1
    entry = Entry.objects.get(act="dialogue.give_sealed_bundle")
    assert decode(bytes(entry.payload)) == {"v": 1, "sealed": sha256_hex(sealed[MANIFEST])}
    assert entry.actor == "p-1/auditor"


@pytest.mark.usefixtures("as_if_entered")
@pytest.mark.parametrize("role", ["secretary", "chair", "reviewer", "delegate"])
def test_people_nobody_but_an_auditor_is_given_the_votes(report, instance, role):
    assert refused(given, instance, stranger(role)) == "people.role_may_not"
    assert refused(given, instance, None) == "people.not_signed_in"
    assert refused(say, instance, stranger(role), Finding("differs")) == "people.role_may_not"
    assert given_out(ID) == 0


def test_two_auditors_of_two_parties_make_it_audited(report, instance):
    for number in (1, 2):
        assert not is_audited(audit_of(report_with(ID), instance))
        who = auditor(number)
        say(instance, who, Finding("agrees", note_of(instance, who)))
    found = audit_of(report_with(ID), instance)
    assert is_audited(found)
    assert [line.name for line in found.lines] == ["Auditor 1", "Auditor 2"]
    assert [line.party.id for line in found.lines] == ["p-1", "p-2"]


def test_two_auditors_of_one_party_do_not(report, instance):
    one = auditor(1)
    other = auditor(1).__class__("p-other", "Other", one.mandates)
    say(instance, one, Finding("agrees", note_of(instance, one)))
    assert refused(given, instance, other) == "people.no_mandate"
    say(instance, one, Finding("agrees", note_of(instance, one)))
    assert not is_audited(audit_of(report_with(ID), instance))
    assert Attestation.objects.count() == 2


def test_an_auditors_word_names_what_they_signed(report, instance):
    who = auditor(1)
    say(instance, who, Finding("differs"))
    row = Attestation.objects.get()
    content = decode(bytes(row.entry.payload))
    assert content["sign_off"] == bytes(row.signoff.entry.leaf_hash).hex()
    assert row.signoff.signer == who.person
    about = to_attest(report=ID, finding=Finding("differs"), folder=instance.sealed_folder)
    assert row.signoff.digest == about.digest
    (line,) = audit_of(report_with(ID), instance).lines
    assert line.strength == "attested"


def test_nobodys_word_for_other_words_is_entered(report, instance):
    who = auditor(1)
    agrees = Finding("agrees", note_of(instance, who))
    entries = Entry.objects.count()
    other = word_of(instance, who, agrees)
    with pytest.raises(RefusedError) as error:
        say(instance, who, Finding("differs"), sign_off=other)
    assert error.value.faults[0].code == "oversight.digest_differs"
    assert (Attestation.objects.exists(), Entry.objects.count()) == (False, entries)


def test_threat_T3_what_is_signed_by_passkey_is_checked_by_the_record_alone(report, instance):
    who = auditor(1)
    device = enrolled(who.person)
    finding = Finding("differs")
    signed = signed_by(device, word_of(instance, who, finding))
    forged = replace(signed, assertion=replace(signed.assertion, signature=b"0" * 70))
    with pytest.raises(RefusedError):
        say(instance, who, finding, sign_off=forged)
    say(instance, who, finding, sign_off=signed)
    (line,) = audit_of(report_with(ID), instance).lines
    assert line.strength == "signed"
    entries = [parse_entry(bytes(one.leaf)) for one in Entry.objects.order_by("pk")]
    contents = [bytes(one.payload or b"") for one in Entry.objects.order_by("pk")]
    held = check_sign_offs(entries, lambda at: contents[at] or None, verify_assertion)
    assert (held.signed, held.faults) == (1, [])


def test_agreeing_takes_a_note_about_these_bundles(report, instance):
    who = auditor(1)
    sealed = given(instance, who)
    assert refused(say, instance, who, Finding("agrees")) == "dialogue.attestation_unreadable"
    note = note_of(instance, who, sealed).replace(sha256_hex(sealed[MANIFEST]), "0" * 64)
    assert refused(say, instance, who, Finding("agrees", note)) == "dialogue.attestation_other"
    assert not Attestation.objects.exists()


def test_who_says_that_the_counts_differ_is_heard(report, instance):
    who = auditor(1)
    say(instance, who, Finding("differs"))
    found = audit_of(report_with(ID), instance)
    assert [line.agrees for line in found.lines] == [False]
    say(instance, who, Finding("agrees", note_of(instance, who)))
    assert [line.agrees for line in audit_of(report_with(ID), instance).lines] == [True]


def test_there_is_nothing_to_audit_without_sealed_votes(report, instance):
    for file in instance.sealed_folder.iterdir():
        file.unlink()
    assert refused(given, instance, auditor(1)) == "dialogue.sealed_missing"


def test_auditors_of_two_parties_count_the_votes_that_were_left_again(log, instance):
    """Of open ballots, too: the rows of who went are not to be told from those of who stayed."""
    row, later = restated_report(instance), DUE + timedelta(hours=1)
    (public,) = (one for one in instance.bundle_folder.iterdir() if row.digest in one.name)
    members = dict(read_bundle(public.read_bytes()).members)
    view = restatement_with(RESTATED)
    sealed = given(instance, auditor(1), later, RESTATED)
    assert RESTATED in waiting(auditor(1), later)
    for number in (1, 2):
        assert not is_audited(audit_of(view, instance))
        note = note_of(instance, auditor(number), sealed, members)
        say(instance, auditor(number), Finding("agrees", note), later, RESTATED)
    assert is_audited(audit_of(view, instance))
    assert "Auditor 1" in audit_text(view, audit_of(view, instance), voice(LANGUAGES["en"]))
    assert given_out(RESTATED) == 1
    assert not audit_of(report_with(ID), instance).lines
    assert {one.restatement_id for one in Attestation.objects.all()} == {RESTATED}
    assert reconcile(instance, later).differences == []
    assert RESTATED not in waiting(auditor(1), later)
    assert RESTATED in waiting(auditor(3), later)
    # Once one more has left, nobody is given the votes any more.
    leave(instance, 10, now=later)
    assert refused(given, instance, auditor(1), later, RESTATED) == "dialogue.sealed_missing"
    assert not list(instance.sealed_folder.iterdir())
    assert RESTATED not in waiting(auditor(3), later)
