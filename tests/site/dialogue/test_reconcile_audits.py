import pytest

from comity.site.dialogue.actions import Finding
from comity.site.dialogue.models import Attestation
from comity.site.dialogue.reconcile_audits import count_attestations
from comity.site.home.health import reconcile
from comity.site.record.models import Entry
from tests.site.dialogue.audited import auditor, given, note_of, publish_protected, say
from tests.site.dialogue.world import ID, LATER
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(log, instance):
    """A published report on protected ballots."""
    return publish_protected(instance)


def forged(instance) -> list[str]:
    """Return what the record says against rows of attestations."""
    found = reconcile(instance, LATER).differences
    return [one.recorded for one in found if one.kind == "attestation"]


def test_record_R3_reconcile_finds_a_forged_attestation(report, instance):
    who = auditor(1)
    say(instance, who, Finding("differs"))
    assert forged(instance) == []
    entry = Entry.objects.get(act="dialogue.attest_report")
    free = Entry.objects.exclude(pk=entry.pk).filter(act="dialogue.publish_report").get()
    Attestation.objects.create(
        report_id=ID, outcome="agrees", sealed="0" * 64, public="1" * 64, actor="p-2/auditor",
        mandate="m", entry=free,
    )  # fmt: skip
    assert forged(instance) == ["no entry tells of it"]


def test_record_R3_reconcile_names_an_attestation_that_was_turned_round(report, instance):
    who = auditor(1)
    say(instance, who, Finding("differs"))
    with tampered("UPDATE dialogue_attestation SET outcome = 'agrees'"):
        assert len(forged(instance)) == 1
    with tampered("DELETE FROM dialogue_attestation"):
        assert len(forged(instance)) == 1


def test_record_R3_reconcile_names_a_word_under_another_sign_off(report, instance):
    for number in (1, 2):
        say(instance, auditor(number), Finding("differs"))
    assert forged(instance) == []
    first = Attestation.objects.order_by("pk").values_list("signoff_id", flat=True)[0]
    with tampered(f"UPDATE dialogue_attestation SET signoff_id = '{first}'"):
        assert len(forged(instance)) == 1
    with tampered("UPDATE dialogue_attestation SET signoff_id = NULL"):
        assert len(forged(instance)) == 2


def test_what_auditors_did_is_no_difference(report, instance):
    for number in (1, 2):
        who = auditor(number)
        say(instance, who, Finding("agrees", note_of(instance, who, given(instance, who))))
    assert count_attestations() == 2
    assert forged(instance) == []
    names = {one.name for one in reconcile(instance, LATER).differences if one.kind == "entry"}
    entries = Entry.objects.filter(
        act__in=("dialogue.give_sealed_bundle", "dialogue.attest_report")
    )
    assert names & {str(one.idx) for one in entries} == set()
