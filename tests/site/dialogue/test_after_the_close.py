"""Every act of the dialogue, tried while a conversation is being closed and once it is closed.

Each is refused, or the record still verifies: the entry that closes a conversation is computed
over all its entries, so that one more would break the record for good.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest

from comity.dialogue import Statement as Voted
from comity.dialogue import Translation, source_of
from comity.fault import RefusedError
from comity.record import parse_entry
from comity.record.closing import check_closings
from comity.site.dialogue.actions import (
    ADMIT,
    APPEAL,
    CONCERN,
    DECIDE,
    DECIDE_APPEAL,
    DECIDE_CONCERNS,
    EMBED,
    ERASE_VOTES,
    MODERATE,
    SEE,
    SEED,
    TRANSLATE,
    WITHDRAW,
    Admission,
    Finding,
    FlagRuling,
    Kept,
    Ruling,
    admit_late,
    allow_embedding,
    attest_report,
    close_conversation,
    decide_appeal,
    decide_concerns,
    decide_flags,
    deciding,
    destroy_due,
    enter_translations,
    give_sealed_bundle,
    moderate_statement,
    open_conversation,
    see_alarms,
    seed_statements,
    take_out,
    withdraw_report,
)
from comity.site.dialogue.actions import flags as flagged
from comity.site.dialogue.actions import statements as written
from comity.site.dialogue.actions.conversation import conversation_subject
from comity.site.dialogue.models import Conversation, Statement
from comity.site.dialogue.queries import alarms_of, draft_flags
from comity.site.dialogue.tasks import draft_now
from comity.site.members.permissions import role_table
from comity.site.record.batches import enter_batch, enter_due
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.audited import publish, word_of
from tests.site.dialogue.restated import MANDATE, draw_up
from tests.site.dialogue.world import (
    ID,
    LATER,
    MODERATOR,
    NOW,
    SECOND,
    SECRETARY,
    appeal,
    begin_closing,
    concern,
    entered,
    keys_of,
    opened,
    person,
    rejected,
    submit,
    terms,
    vote,
    voter,
)

pytestmark = pytest.mark.django_db
AUDITOR = person("auditor", "dialogue.give_sealed_bundle", "dialogue.attest_report")
DECIDING = person("secretary", DECIDE, id="m-decide")
FRAMING = person("secretary", EMBED, id="m-embed")
REVIEWING = person("reviewer", WITHDRAW, id="m-withdraw")
ALIKE = tuple((number, 1) for number in range(5, 21))
"""So many votes that two people who cast them are flagged."""


def here():
    return {"log": Log.objects.get(), "conversation": ID, "now": LATER}


def moderate(instance, decision="accepted"):
    reason = "" if decision == "accepted" else "off_topic"
    ruling = Ruling(4, decision, reason)
    moderate_statement(**here(), ruling=ruling, acting=MODERATOR)


def seed(instance):
    seed_statements(**here(), statements=[("One more.", "en")], acting=SECRETARY)


def withdraw(instance):
    withdraw_report(log=Log.objects.get(), report=ID, reason="Wrong.", acting=REVIEWING, now=LATER)


def embed(instance):
    allow_embedding(**here(), origins=["https://www.example.org"], acting=FRAMING)


def close(instance):
    log = Log.objects.get()
    with suppress(RefusedError):
        begin_closing(log=log, conversation=ID, acting=SECRETARY, now=LATER)
    close_conversation(log=log, conversation=ID, acting=SECRETARY, now=LATER)


def enter(instance):
    enter_due(log=Log.objects.get(), now=LATER)
    enter_batch(log=Log.objects.get(), subject=f"dialogue:conversation:{ID}", now=LATER)


def leave(instance):
    take_out(
        log=Log.objects.get(),
        conversation=ID,
        voter=voter(instance, 1),
        kept=Kept(instance.sealed_folder, instance.draft_folder),
        now=LATER,
    )


def give(instance):
    give_sealed_bundle(
        log=Log.objects.get(),
        report=ID,
        acting=AUDITOR,
        folder=instance.sealed_folder,
        now=LATER,
    )


def attest(instance):
    attest_report(
        log=Log.objects.get(),
        report=ID,
        finding=Finding("differs"),
        sign_off=word_of(instance, AUDITOR, Finding("differs"), LATER),
        folder=instance.sealed_folder,
        now=LATER,
    )


def admit(instance):
    late = tuple(Entry.objects.exclude(idx=None).values_list("idx", flat=True)[:1])
    admission = Admission(late, "The server stood still.", "Three people saw it.")
    admit_late(**here(), admission=admission, acting=SECRETARY)


def open_again(instance):
    open_conversation(
        log=Log.objects.get(), terms=terms(), acting=SECRETARY, keys=keys_of(instance), now=NOW
    )


def destroy(instance):
    destroy_due(log=Log.objects.get(), keys=keys_of(instance), days=0, now=LATER)


def translate(instance):
    text = Voted("3", Statement.objects.get(number=3).text, 1)
    enter_translations(
        log=Log.objects.get(),
        conversation=ID,
        translations=[Translation("3", "en", "Faster.", "human", "", "", source_of(text))],
        acting=person("moderator", TRANSLATE),
        now=LATER,
    )


def appeal_late(instance):
    appeal(instance, 1, 22, "Late.", LATER)


def judge(instance):
    decide_appeal(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(21, "overturned", "understood"),
        acting=SECOND,
        now=LATER,
    )


def judge_concerns(instance):
    decide_concerns(
        log=Log.objects.get(),
        conversation=ID,
        ruling=Ruling(1, "rejected", "personal"),
        acting=SECOND,
        now=LATER,
    )


def see(instance):
    seen = [alarm.id for alarm in alarms_of(ID)]
    see_alarms(
        log=Log.objects.get(),
        conversation=ID,
        seen=seen,
        words="",
        acting=SECRETARY,
        now=LATER,
    )


def decide(instance):
    if Conversation.objects.get().state == "closed":
        draft_now(instance, ID, "en")
    found = draft_flags(ID, instance.draft_folder)
    component = str(found[0]["component"]) if found else "0" * 12
    decide_flags(
        log=Log.objects.get(),
        conversation=ID,
        rulings=[FlagRuling(component, "dismissed", "They share an office.")],
        acting=DECIDING,
        folder=instance.draft_folder,
        now=LATER,
    )


# Every act of the dialogue with what does it. A new act is refused by the first test below until it
# stands here.
DOING: dict[str, Callable] = {
    "dialogue.open_conversation": open_again,
    "dialogue.seed_statements": seed,
    APPEAL: appeal_late,
    DECIDE_APPEAL: judge,
    CONCERN: lambda instance: concern(instance, 2, 2, now=NOW),
    DECIDE_CONCERNS: judge_concerns,
    SEE: see,
    "dialogue.submit_statement": lambda instance: submit(instance, 2, "Late.", now=NOW),
    "dialogue.cast_vote": lambda instance: vote(instance, 2, (1, 1), now=NOW),
    "dialogue.enter_ballots": enter,
    "dialogue.moderate_statement": moderate,
    "dialogue.close_conversation": close,
    TRANSLATE: translate,
    ADMIT: admit,
    DECIDE: decide,
    "dialogue.publish_report": publish,
    "dialogue.give_sealed_bundle": give,
    "dialogue.attest_report": attest,
    "dialogue.destroy_pseudonyms": destroy,
    "dialogue.erase_votes": leave,
    "dialogue.publish_restatement": lambda instance: draw_up(),
    EMBED: embed,
    WITHDRAW: withdraw,
}
REFUSED = {
    "closing": {
        *(CONCERN, DECIDE_CONCERNS, SEE, EMBED),
        *("dialogue.open_conversation", SEED, "dialogue.submit_statement", "dialogue.cast_vote"),
        *(APPEAL, DECIDE_APPEAL, MODERATE, ERASE_VOTES),
        *("dialogue.give_sealed_bundle", "dialogue.attest_report"),
        *("dialogue.publish_report", "dialogue.publish_restatement", TRANSLATE, ADMIT, DECIDE),
        WITHDRAW,
    },
    "closed": {
        *("dialogue.open_conversation", SEED, "dialogue.submit_statement", "dialogue.cast_vote"),
        *(APPEAL, DECIDE_APPEAL, CONCERN, DECIDE_CONCERNS, SEE, MODERATE, TRANSLATE, ADMIT),
        *(EMBED, "dialogue.close_conversation"),
        *("dialogue.give_sealed_bundle", "dialogue.attest_report", "dialogue.publish_restatement"),
        WITHDRAW,
    },
}


@pytest.fixture
def live(log, instance):
    """A conversation with votes, two of them alike, a statement that waits, all in the record."""
    opened(instance)
    for who in (AUDITOR, DECIDING, FRAMING, REVIEWING):
        entered(who.mandates[0], who.name)
    entered(MANDATE, "Ilsa Verrane")
    submit(instance, 1, "Ask the fishermen too.")
    more = [(f"Statement number {number}.", "en") for number, _ in ALIKE]
    seed_statements(
        log=Log.objects.get(), conversation=ID, statements=more, acting=SECRETARY, now=NOW
    )
    appeal(instance, 1, rejected(instance, 1, "One who appeals."))
    rejected(instance, 1, "One who does not.")
    assert list(Statement.objects.filter(state="rejected").values_list("number", flat=True)) == [
        21,
        22,
    ]
    for number in range(3):
        vote(instance, number, (1, 1), (2, -1), *(ALIKE if number else ()))
    concern(instance, 1, 1)
    sequence(instance.log_folder)
    return instance


def put(instance, stage):
    begin_closing(log=Log.objects.get(), conversation=ID, acting=SECRETARY, now=LATER)
    sequence(instance.log_folder)
    if stage == "closed":
        close(instance)
        sequence(instance.log_folder)


def faults():
    """Return what a reader of the whole record finds wrong with its closings."""
    rows = list(Entry.objects.order_by("idx"))
    entries = [parse_entry(bytes(row.leaf)) for row in rows]
    contents = [None if row.payload is None else bytes(row.payload) for row in rows]
    hashes = [bytes(row.leaf_hash) for row in rows]
    return check_closings(entries, hashes, contents.__getitem__).faults


def test_the_table_has_every_act_of_the_dialogue():
    acts = {rule.act for rule in role_table().acts}
    assert {act for act in acts if act.startswith("dialogue.")} == set(DOING)


@pytest.mark.parametrize("stage", ["closing", "closed"])
@pytest.mark.parametrize("act", DOING)
def test_record_R3_no_act_breaks_a_closing(live, act, stage):
    put(live, stage)
    before = Entry.objects.count()
    if act in REFUSED[stage]:
        with pytest.raises(RefusedError) as error:
            DOING[act](live)
        if act == ADMIT:
            assert error.value.faults[0].code == "dialogue.admission_not_late"
        if act in (MODERATE, SEED, APPEAL, DECIDE_APPEAL, DECIDE_CONCERNS, EMBED):
            assert error.value.faults[0].code == "dialogue.over"
        if act == DECIDE:
            assert error.value.faults[0].code == "dialogue.flags_undrafted"
        assert Entry.objects.count() == before
    else:
        DOING[act](live)
        assert act != DECIDE or Entry.objects.filter(act=DECIDE).count() == 1
    sequence(live.log_folder)
    with suppress(RefusedError):
        close(live)
    sequence(live.log_folder)
    assert faults() == ()


@pytest.mark.parametrize("act", [moderate, seed])
def test_control_without_the_stage_the_record_is_broken_for_good(live, monkeypatch, act):
    for module in (deciding, written):
        monkeypatch.setattr(module, "refuse_when_over", lambda *given: None)
    put(live, "closed")
    act(live)
    sequence(live.log_folder)
    assert [why.key for _, why in faults()] == ["came_late"]


def test_control_on_the_conversation_itself_a_decision_would_break_the_record(live, monkeypatch):
    monkeypatch.setattr(flagged, "flags_subject", conversation_subject)
    put(live, "closed")
    decide(live)
    sequence(live.log_folder)
    assert [why.key for _, why in faults()] == ["came_late"]


@pytest.mark.parametrize("act", [moderate, lambda live: moderate(live, "rejected")])
def test_what_waits_is_decided_until_it_is_being_closed(live, act):
    """The control: past its time, and not yet being closed, a moderator still decides."""
    act(live)
    assert not Statement.objects.filter(state="waiting").exists()


def test_control_until_it_is_being_closed_appeals_are_taken_and_decided(live):
    appeal_late(live)
    judge(live)
    judge_concerns(live)
    assert Entry.objects.filter(act__in=(APPEAL, DECIDE_APPEAL)).count() == 3
    assert Statement.objects.get(number=1).state == "rejected"


def test_control_until_it_is_being_closed_a_translation_is_entered(live):
    translate(live)
    assert Entry.objects.filter(act=TRANSLATE).count() == 1
