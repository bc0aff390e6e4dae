from base64 import b64decode
from contextlib import suppress
from datetime import timedelta

import pytest

from comity.canonical import decode
from comity.edge import verify_signature
from comity.fault import RefusedError
from comity.people import ANYBODY
from comity.record import verify_intake
from comity.site.api.models import KeptAnswer
from comity.site.dialogue.actions import SEE
from comity.site.dialogue.models import Conversation, Statement
from comity.site.members.permissions import role_table
from comity.site.record.acknowledging import HEADER
from comity.site.record.intake import intake_of
from comity.site.record.models import Entry, Log
from tests.site.api.conftest import ID, MODERATOR, NOW, SECRETARY, token_of
from tests.site.committing import committing
from tests.site.conftest import sequence
from tests.site.dialogue.world import SECOND, appeal, concern, rejected, see_all, submit, vote
from tests.site.members.factories import close_account, revoke, sign_in, somebody

pytestmark = pytest.mark.django_db
__all__ = ["committing"]
ONE = f"conversations/{ID}"
DECIDE = f"{ONE}/statements/4/decision"
ACCEPT = {"decision": "accepted"}
SEEDS = {"statements": [{"text": "Trams at night.", "language": "en"}]}
SEEN = {"seen": ["tier.none.anonymous", "language.none.en", "language.none.ar", "region.unknown"]}
ASKED = {
    **{name: f"The {name}" for name in ("title", "question", "benefit", "risk")},
    "language": "en",
    "closes": "2026-12-03T12:00:00Z",
}
TRANSLATED = {
    "language": "fr",
    "origin": "human",
    "translations": [{"of": "1", "text": "Chacun doit être entendu."}],
}
APPEALED = (f"{ONE}/appeals/5/decision", {"outcome": "overturned", "reason": "does_not_apply"})
CONCERNED = (f"{ONE}/concerns/1/decision", {"decision": "kept", "reason": "does_not_apply"})
ACTS = {
    "dialogue.open_conversation": ("conversations", ASKED),
    "dialogue.enter_translation": (f"{ONE}/translations", TRANSLATED),
    "dialogue.decide_appeal": APPEALED,
    "dialogue.decide_concerns": CONCERNED,
    "dialogue.moderate_statement": (DECIDE, ACCEPT),
    "dialogue.seed_statements": (f"{ONE}/seeds", SEEDS),
    "dialogue.close_conversation": (f"{ONE}/close", SEEN),
    "dialogue.allow_embedding": (f"{ONE}/embedding", {"origins": ["https://www.example.org"]}),
}


@pytest.fixture
def waits(live, instance):
    """A statement that waits for a decision, an appeal, and a concern about a shown one."""
    number = submit(instance, 1, "Buses on Sundays.")
    rejected(instance, 2, "Trams at night.")
    appeal(instance, 2, 5)
    vote(instance, 3, (1, 1))
    concern(instance, 3, 1)
    return number


@pytest.fixture
def sequenced(monkeypatch):
    """Have pending entries sequenced as a server does."""
    monkeypatch.setattr(
        "comity.site.api.offices.sequence_now",
        lambda configuration: sequence(configuration.log_folder),
    )


def state(number=4):
    return Statement.objects.get(number=number).state


def test_a_token_says_for_whom_it_acts(live, program):
    told = program.get("me", **token_of(MODERATOR, "read")).json()
    assert (told["person"], told["name"]) == (MODERATOR.person, MODERATOR.name)
    assert told["scope"] == ["read"]


def test_a_moderator_reads_what_waits_and_decides_in_their_name(waits, program):
    who = token_of(MODERATOR)
    (one,) = program.get(f"{ONE}/waiting", **who).json()["items"]
    assert (one["number"], one["text"]) == (4, "Buses on Sundays.")
    answer = program.post(DECIDE, ACCEPT, **who)
    assert answer.json() == {"number": 4, "state": "accepted"}
    assert state() == "accepted"
    entry = Entry.objects.order_by("-pk").first()
    assert (entry.act, entry.actor) == ("dialogue.moderate_statement", "assembly/moderator")


def test_what_waits_is_for_who_may_decide(waits, program):
    assert program.get(f"{ONE}/waiting").status_code == 401
    answer = program.get(f"{ONE}/waiting", **token_of(SECRETARY))
    assert answer.status_code == 403
    assert b"Buses" not in answer.content


def test_a_rejection_has_a_published_reason(waits, program):
    who = token_of(MODERATOR)
    answer = program.post(DECIDE, {"decision": "rejected", "reason": "no such"}, **who)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["kind"] == "dialogue.reason_missing"
    assert state() == "waiting"


def test_nobody_decides_on_their_own_statement(live, instance, program):
    submit(instance, 1, "Mine.", author=MODERATOR.person)
    answer = program.post(DECIDE, ACCEPT, **token_of(MODERATOR))
    assert answer.json()["faults"][0]["kind"] == "dialogue.own_statement"
    assert state() == "waiting"


def test_seeds_are_added_once_by_one_key(live, program):
    who = token_of(SECRETARY)
    for _ in range(2):
        assert program.post(f"{ONE}/seeds", SEEDS, key="the-seeds", **who).json() == {
            "numbers": [4]
        }
    assert Statement.objects.count() == 4


def test_an_answer_is_kept_for_a_day_and_not_longer(live, program, monkeypatch):
    who = token_of(SECRETARY)
    program.post(f"{ONE}/seeds", SEEDS, key="the-seeds", **who)
    kept = KeptAnswer.objects.get()
    assert b"Trams" not in bytes(kept.body)
    assert "the-seeds" not in kept.key
    KeptAnswer.objects.update(at=NOW - timedelta(days=1))
    other = {"statements": [{"text": "Something else.", "language": "en"}]}
    program.post(f"{ONE}/seeds", other, key="another-key", **who)
    assert KeptAnswer.objects.count() == 1


def test_another_body_under_the_key_of_an_official_act_is_refused(live, program):
    who = token_of(SECRETARY)
    program.post(f"{ONE}/seeds", SEEDS, key="the-seeds", **who)
    other = {"statements": [{"text": "Something else.", "language": "en"}]}
    answer = program.post(f"{ONE}/seeds", other, key="the-seeds", **who)
    assert (answer.status_code, answer.json()["faults"][0]["kind"]) == (422, "api.key")
    assert Statement.objects.count() == 4


def test_one_bad_statement_among_seeds_keeps_none(live, program):
    both = {"statements": [*SEEDS["statements"], {"text": "", "language": "en"}]}
    assert program.post(f"{ONE}/seeds", both, **token_of(SECRETARY)).status_code == 422
    assert Statement.objects.count() == 3


def test_threat_T3_no_program_closes_past_alarms_that_nobody_saw(live, program, sequenced):
    answer = program.post(f"{ONE}/close", {}, **token_of(SECRETARY))
    assert answer.status_code == 409
    assert answer.json()["faults"][0]["kind"] == "dialogue.alarms_unseen"
    assert Conversation.objects.get().state == "open"


def test_the_secretariat_closes(live, program, sequenced):
    answer = program.post(f"{ONE}/close", SEEN, **token_of(SECRETARY))
    assert answer.json() == {"conversation": ID, "stage": "closed"}
    assert Conversation.objects.get().state == "closed"


def test_threat_T3_no_program_closes_past_the_alarms_of_who_is_missing(live, program, sequenced):
    answer = program.post(f"{ONE}/close", {}, **token_of(SECRETARY))
    (fault,) = answer.json()["faults"]
    assert (fault["kind"], fault["place"]) == ("dialogue.alarms_unseen", ", ".join(SEEN["seen"]))
    assert Conversation.objects.get().state == "open"
    # The control: with what the refusal names it closes, and the record says what was seen.
    assert program.post(f"{ONE}/close", SEEN, **token_of(SECRETARY)).status_code == 200
    assert decode(bytes(Entry.objects.get(act=SEE).payload))["alarms"] == SEEN["seen"]


def test_a_token_that_is_only_to_read_does_nothing(waits, program):
    answer = program.post(DECIDE, ACCEPT, **token_of(MODERATOR, "read"))
    assert answer.status_code == 403
    assert answer.json()["faults"][0]["kind"] == "api.scope"
    assert state() == "waiting"


def test_a_token_signs_nothing_and_says_where_a_person_does(live, program):
    answer = program.post(f"{ONE}/sign-off", {}, **token_of(SECRETARY))
    assert answer.status_code == 403
    assert answer.json()["faults"][0]["kind"] == "api.signing"
    assert "sign it there" in answer.json()["detail"]


@pytest.mark.parametrize("how", ["revoked", "closed"])
def test_a_token_ends_with_mandate_and_account(waits, program, how):
    who = token_of(MODERATOR)
    if how == "revoked":
        revoke(MODERATOR.mandates[0].id)
    else:
        close_account(MODERATOR.person)
    answer = program.post(DECIDE, ACCEPT, **who)
    assert answer.status_code in {401, 403}
    assert state() == "waiting"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("title", [one.id for one in role_table().roles if one.given_by])
def test_the_table_of_roles_and_acts_holds_for_programs(waits, program, title, act, sequenced):
    """Each act by each role, with a token for all that the table lets the role do."""
    who = somebody(title, person="p-tried")
    token = token_of(who)
    path, body = ACTS[act]
    with suppress(RefusedError):
        see_all(log=Log.objects.get(), conversation=ID, acting=who, now=NOW)
    answer = program.post(path, body, **token)
    allowed = role_table().allows(title, act)
    assert answer.status_code == (200 if allowed else 403), answer.content
    assert allowed or answer.json()["faults"][0]["kind"] in {"api.scope", "people.no_mandate"}


@pytest.mark.parametrize("act", ACTS)
def test_no_act_of_an_office_is_open_to_who_has_no_token(waits, program, act):
    path, body = ACTS[act]
    assert ANYBODY not in role_table().rule_of(act).roles
    for sent in ({}, {"Authorization": "Bearer x.y"}, {"Voter-Token": "0" * 32}):
        answer = program.post(path, body, **sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_a_browser_means_nothing_here(waits, program, client):
    """No page of others can act in the name of who is signed in."""
    sign_in(client, MODERATOR.person)
    assert client.get("/en/account/").status_code == 200
    assert program.post(DECIDE, ACCEPT).status_code == 401
    assert state() == "waiting"


def test_attack_nobody_decides_by_a_token_on_what_they_sent_by_another_mandate(
    live, instance, program, monkeypatch
):
    submit(instance, 1, "Mine.", author="aaaaaaaamine")
    own = "comity.site.api.offices.account_names"
    monkeypatch.setattr(own, lambda *_: ("aaaaaaaamine",))
    answer = program.post(DECIDE, ACCEPT, **token_of(MODERATOR))
    assert answer.json()["faults"][0]["kind"] == "dialogue.own_statement"
    assert state() == "waiting"
    # The control: who sent it is somebody else.
    monkeypatch.setattr(own, lambda *_: ("another",))
    assert program.post(DECIDE, ACCEPT, **token_of(MODERATOR)).status_code == 200


MODERATES = ("dialogue.moderate_statement", "dialogue.enter_translation")
BY_SECOND = ("dialogue.decide_appeal", "dialogue.decide_concerns")


@pytest.mark.usefixtures("committing", "sequenced")
@pytest.mark.parametrize("act", ACTS)
def test_each_act_brings_the_signed_note_of_its_entries(waits, instance, program, act):
    path, body = ACTS[act]
    who = MODERATOR if act in MODERATES else SECOND if act in BY_SECOND else SECRETARY
    headers = token_of(who) if act in all_of(who) else token_of(allowed(act))
    before = set(Entry.objects.values_list("pk", flat=True))
    # The control: who does nothing is given nothing.
    assert HEADER not in program.post(path, {**body, "more": 1}, **headers).headers
    answer = program.post(path, body, **headers)
    assert answer.status_code == 200, answer.content
    key = intake_of(instance.key_file).key
    note = verify_intake(b64decode(answer.headers[HEADER]), key, verify_signature)
    made = Entry.objects.exclude(pk__in=before)
    assert set(note.entries) == {bytes(one.leaf_hash) for one in made}


def all_of(who):
    return {act for one in who.mandates for act in one.scope}


def allowed(act):
    return somebody("secretary", act, person="p-9")
