import pytest

from comity.canonical import decode
from comity.fault import RefusedError
from comity.registry import REGISTRY
from comity.site.dialogue.actions import (
    DECIDE,
    FlagRuling,
    compute_report,
    decide_flags,
    keep_draft,
    members_to_sign,
)
from comity.site.dialogue.queries import draft_flags, flag_decisions, undrafted
from comity.site.dialogue.tasks import draft_now, template_draft
from comity.site.home.health import reconcile
from comity.site.members.actions import recuse_person
from comity.site.record.models import Entry, Log
from comity.subject import Subject
from tests.site.conftest import sequence
from tests.site.dialogue.flagged import draft_flagged
from tests.site.dialogue.world import ID, LATER, office, person
from tests.site.members.factories import somebody
from tests.site.tampering import tampered

pytestmark = pytest.mark.django_db
SECRETARY = person("secretary", DECIDE, id="m-decide")


@pytest.fixture
def component(log, instance):
    draft_flagged(instance)
    office("secretary", DECIDE, id="m-decide")
    (flag,) = draft_flags(ID, instance.draft_folder)
    return flag["component"]


def decide(instance, *rulings, acting=SECRETARY):
    decide_flags(
        log=Log.objects.get(),
        conversation=ID,
        rulings=rulings,
        acting=acting,
        folder=instance.draft_folder,
        now=LATER,
    )


def codes(instance, *rulings, **changes):
    with pytest.raises(RefusedError) as error:
        decide(instance, *rulings, **changes)
    return [fault.code for fault in error.value.faults]


def test_a_decision_is_entered_and_the_draft_computes_with_it(component, instance):
    decide(instance, FlagRuling(component, "dismissed", "They share an office"))
    entry = Entry.objects.get(act=DECIDE)
    assert entry.subject == f"dialogue:flags:{ID}"
    assert decode(bytes(entry.payload))["decision"] == "dismissed"
    assert list(undrafted()) == [(ID, "en")]
    draft_now(instance, ID, "en")
    members = members_to_sign(conversation=ID, text="Mine.", folder=instance.draft_folder)
    (flag,) = decode(members["outputs/flags.json"])["flags"]
    assert flag["people"] == 4
    assert (flag["decision"], flag["by"]) == ("dismissed", "assembly/secretary")
    assert flag["reason"] == "They share an office"
    assert b"They share an office" in members["inputs/decisions.csv"]
    again = REGISTRY["dialogue.flags", 1]
    inputs = {path: members[path] for path in again.inputs}
    assert again.run(inputs) == {path: members[path] for path in again.outputs}


def test_a_later_decision_takes_the_place_of_an_earlier_one(component, instance):
    decide(instance, FlagRuling(component, "dismissed", "They share an office"))
    draft_now(instance, ID, "en")
    decide(instance, FlagRuling(component, "upheld", "One browser, one minute"))
    (decided,) = flag_decisions(ID)
    assert (decided.ruling, decided.reason) == ("upheld", "One browser, one minute")
    assert Entry.objects.filter(act=DECIDE).count() == 2


BAD = (
    ({"component": "0" * 12}, "dialogue.flag_unknown"),
    ({"decision": "forgiven"}, "dialogue.flag_decision"),
    ({"reason": ""}, "dialogue.flag_text"),
    ({"reason": "a\u202eb"}, "dialogue.flag_text"),
    ({"reason": "x" * 2001}, "dialogue.flag_text"),
)


def test_what_a_file_of_decisions_may_not_say_no_form_may(component, instance):
    good = {"component": component, "decision": "upheld", "reason": "r"}
    for changes, code in BAD:
        assert codes(instance, FlagRuling(**good | changes)) == [code]
    assert codes(instance) == ["dialogue.flags_nothing"]
    twice = FlagRuling(**good)
    assert codes(instance, twice, twice) == ["dialogue.flag_twice"]
    assert codes(instance, twice, acting=None) == ["people.not_signed_in"]
    assert codes(instance, twice, acting=person("auditor", DECIDE)) == ["people.no_mandate"]
    assert not Entry.objects.filter(act=DECIDE).exists()
    assert draft_flags(ID, instance.draft_folder)


def test_an_entered_decision_reconciles_and_one_changed_in_the_database_is_not_believed(
    component, instance
):
    decide(instance, FlagRuling(component, "upheld", "Same minute"))
    # Without a draft there is nothing more to decide on.
    again = FlagRuling(component, "dismissed", "r")
    assert codes(instance, again) == ["dialogue.flags_undrafted"]
    sequence(instance.log_folder)
    assert list(reconcile(instance, LATER).differences) == []
    assert len(flag_decisions(ID)) == 1
    entry = Entry.objects.get(act=DECIDE)
    forged = bytes(entry.payload).replace(b"upheld", b"forged").hex()
    with tampered(f"UPDATE record_entry SET payload = x'{forged}' WHERE id = {entry.pk}"):
        assert flag_decisions(ID) == ()
        assert reconcile(instance, LATER).differences


def test_a_draft_computed_before_a_decision_is_not_kept_after_it(component, instance):
    computed = compute_report(conversation=ID, row_seed=1)
    decide(instance, FlagRuling(component, "upheld", "Same minute"))
    with pytest.raises(RefusedError, match="draft_stale"):
        keep_draft(
            computed=computed,
            summary=template_draft(computed, "en", LATER),
            folder=instance.draft_folder,
            sealed=instance.sealed_folder,
            now=LATER,
        )


@pytest.mark.parametrize("about", ["conversation", "report"])
def test_threat_T3_who_keeps_out_of_the_conversation_decides_on_no_flag(component, instance, about):
    ruling = FlagRuling(component, "dismissed", "They share an office")
    subject = Subject("dialogue", about, ID)
    who = somebody("moderator", person="p-9")
    recuse_person(log=Log.objects.get(), acting=who, subject=subject, now=LATER)
    assert codes(instance, ruling, acting=who) == ["people.recused"]
    assert not Entry.objects.filter(act=DECIDE).exists()
    # The control: somebody else decides.
    decide(instance, ruling)
    assert Entry.objects.filter(act=DECIDE).count() == 1
