import re

import pytest

from comity.canonical import decode
from comity.oversight import CHANGES, SUMMARY
from comity.record import read_bundle
from comity.site.dialogue.actions import MODERATE, SEE
from comity.site.dialogue.models import Conversation, PublishedReport, Statement
from comity.site.dialogue.pages import deciding, running
from comity.site.dialogue.queries import alarms_of
from comity.site.dialogue.tasks import draft_now
from comity.site.members.actions import recuse_person
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry, Log
from comity.site.ui.kept import opened as opened_form
from comity.subject import Subject
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, opened, submit, vote
from tests.site.members.factories import PASSWORD, close_account, revoke, sign_in, somebody
from tests.site.moments import YEAR
from tests.site.passkeys import answer, enrolled

pytestmark = pytest.mark.django_db
PAGE = f"/en/dialogue/conversations/{ID}/"
OFFICE = f"{PAGE}office/"
DRAFT = f"{PAGE}draft/"
DO = f"{PAGE}do/"


@pytest.fixture(autouse=True)
def clock(monkeypatch, signer):
    """Pages of this room are seen at NOW; closing sequences with the log's key."""
    for place in ("dialogue.pages.live", "dialogue.pages.question", "dialogue.pages.running"):
        monkeypatch.setattr(f"comity.site.{place}.now", lambda: NOW)

    # Password and code were entered long before: they are asked for again.
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda request: None)

    def sequence_now(configuration):
        sequence(configuration.log_folder, NOW)

    monkeypatch.setattr("comity.site.dialogue.pages.running.sequence_now", sequence_now)


@pytest.fixture
def live(log, instance):
    """A conversation that is open, in which 20 people voted and one sent a statement."""
    opened(instance)
    for number in range(20):
        vote(instance, number, (1, 1), (2, -1 if number % 2 else 1))
    submit(instance, 1, "Ask the fishermen too.")
    return ID


@pytest.fixture
def codes(live, client):
    """The secretary is signed in in the browser of the test; the codes left on the sheet."""
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    return sign_in(client, "p-1")


@pytest.fixture
def drafted(codes, client, instance):
    """The conversation is closed and its report drafted."""
    assert client.post(f"{DO}close", closing(codes)).status_code == 303
    draft_now(instance, ID, "en")
    return codes


def closing(codes) -> dict[str, object]:
    """Return what is entered to close: password, code, and each alarm that was seen."""
    return {**fresh(codes), "alarm": [alarm.id for alarm in alarms_of(ID)]}


def fresh(codes) -> dict[str, str]:
    """Return what is entered again before an official act."""
    return {"password": PASSWORD, "code": codes.pop(0)}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_visitor_sees_how_many_wait_and_decides_nothing(live, client):
    page = client.get(OFFICE).content.decode()
    assert "1 waits." in page
    assert "Ask the fishermen" not in page
    for act, fields in (
        ("moderate", {"statement": "4", "decision": "accepted"}),
        ("close", {}),
        ("publish", {"text": "Mine."}),
    ):
        assert client.post(f"{DO}{act}", fields).status_code in {404, 409}
    assert Statement.objects.get(number=4).state == "waiting"
    assert Conversation.objects.get().state == "open"


def test_a_moderator_rejects_with_a_reason(live, client):
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    page = client.get(OFFICE).content.decode()
    assert "Ask the fishermen too." in page
    answer = client.post(
        f"{DO}moderate", {"statement": "4", "decision": "rejected", "reason": "off_topic"}
    )
    assert answer.headers["Location"] == OFFICE
    row = Statement.objects.get(number=4)
    assert (row.state, row.reason) == ("rejected", "off_topic")
    again = client.post(f"{DO}moderate", {"statement": "4", "decision": "accepted"})
    assert again.status_code == 409
    assert "nobody has decided on yet" in again.content.decode()


def test_what_nobody_can_decide_on_any_more_has_no_form(live, client):
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    assert 'value="accepted"' in client.get(OFFICE).content.decode()  # the control: it is open
    Conversation.objects.update(state="closing")
    page = client.get(OFFICE).content.decode()
    assert "1 was not decided on before the close." in page
    assert 'value="accepted"' not in page
    fields = {"statement": "4", "decision": "rejected", "reason": "off_topic"}
    answer = client.post(f"{DO}moderate", fields)
    assert answer.status_code == 409
    assert "it is being closed" in answer.content.decode()
    assert Statement.objects.get(number=4).state == "waiting"


def test_a_moderator_is_not_offered_their_own(live, client):
    client.cookies["comity-voter"] = f"{1:032x}"
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    page = client.get(OFFICE).content.decode()
    assert "It is your own" in page
    assert 'value="accepted"' not in page


def test_the_secretary_closes_with_password_and_code(codes, client):
    assert client.post(f"{DO}close", {}).status_code == 409
    assert Conversation.objects.get().state == "open"
    assert client.post(f"{DO}close", closing(codes)).status_code == 303
    assert Conversation.objects.get().state == "closed"
    seen = decode(bytes(Entry.objects.get(act=SEE).payload))
    assert seen["alarms"] == ["language.none.en", "language.none.ar", "region.unknown"]
    assert "It is being computed" in client.get(OFFICE).content.decode()


def test_whoever_closes_ticks_each_alarm_and_may_say_why(codes, client):
    page = client.get(OFFICE).content.decode()
    assert page.count('name="alarm"') == 3
    assert "Nobody voted on the pages in this language: Arabic." in page
    answer = client.post(f"{DO}close", {**closing(codes), "alarm": ["language.none.en"]})
    assert answer.status_code == 409
    assert "2 alarms of who took part were not confirmed" in answer.content.decode()
    assert Conversation.objects.get().state == "open"
    told = {**closing(codes), "alarm-words": "We wrote to them twice."}
    assert client.post(f"{DO}close", told).status_code == 303
    seen = decode(bytes(Entry.objects.get(act=SEE).payload))
    assert seen["words"] == "We wrote to them twice."


def test_two_sentences_are_changed_and_signed(drafted, client, instance):
    page = client.get(DRAFT).content.decode()
    draft = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    sentences = draft.split(". ")
    text = ". ".join(["We heard twenty people", "They want more time", *sentences[2:]])
    check = client.post(f"{DO}review", {"text": text}).content.decode()
    assert "<ins>" in check
    assert "<del>" in check
    sent = {**hidden(check), "text": text, **fresh(drafted)}
    answer = client.post(f"{DO}publish", sent)
    assert answer.status_code == 303, answer.content.decode()
    assert answer.headers["Location"] == f"/en/dialogue/reports/{ID}/"
    sequence(instance.log_folder)
    row = PublishedReport.objects.get()
    assert row.digest == hidden(check)["digest"]
    assert SignOffRow.objects.get().name == "Ilsa Verrane"
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "They want more time" in shown
    assert "changes/" in shown
    difference = client.get(f"/en/dialogue/reports/{ID}/changes/").content.decode()
    assert "<ins>" in difference
    assert "Ilsa Verrane" in client.get("/en/where-machines-wrote/").content.decode()
    bundle = read_bundle(client.get(f"/dialogue/reports/{ID}/bundle.zip").content).members
    assert decode(bundle[SUMMARY])["text"].startswith("We heard twenty people")
    assert decode(bundle[CHANGES])["changed"] == 2


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"text": "Not what was shown."}, 409, "the sign-off is for"),
        ({"digest": "0" * 64}, 409, "the sign-off is for"),
        ({"digest": ""}, 409, "the sign-off is for"),
        ({"password": "wrong"}, 422, "do not fit together"),
        ({"code": "AAAA-AAAA"}, 422, "do not fit together"),
    ],
)
def test_nothing_but_what_was_shown_is_signed(drafted, client, changed, status, said):
    check = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    sent = {**hidden(check), "text": "Mine.", **fresh(drafted), **changed}
    answer = client.post(f"{DO}publish", sent)
    assert (answer.status_code, PublishedReport.objects.count()) == (status, 0)
    assert said in answer.content.decode()


def test_the_control_what_was_shown_is(drafted, client):
    check = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    sent = {**hidden(check), "text": "Mine.", **fresh(drafted)}
    assert client.post(f"{DO}publish", sent).status_code == 303
    # A second time there is nothing to publish any more, and nothing changes.
    again = client.post(f"{DO}publish", {**sent, **fresh(drafted)})
    assert again.status_code == 409
    assert PublishedReport.objects.count() == 1


def test_who_may_not_publish_does_not_read_the_draft(drafted, client):
    client.post("/en/account/", {"act": "sign-out"})
    client.cookies.clear()
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    assert client.post(f"{DO}draft-report").status_code == 422
    assert client.post(f"{DO}review", {"text": "Mine."}).status_code == 422


def test_the_whole_report_is_read_before_it_is_signed(drafted, client):
    answer = client.post(f"{DO}draft-report")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{ID}-draft.html"'
    assert b"Everybody should be heard." in answer.content


@pytest.mark.parametrize("text", ["", "x" * 9_000, "a\u202eb"])
def test_a_text_nobody_could_sign_comes_back(drafted, client, text):
    answer = client.post(f"{DO}review", {"text": text})
    assert answer.status_code == (200 if "\u202e" in text else 422)
    assert "\u202e" not in answer.content.decode()


def test_a_summary_outlives_the_session_and_is_checked_again_before_it_is_signed(drafted, client):
    text = "The fishermen agree.\nNobody asked the fish."
    del client.cookies["session"]
    for act in ("review", "publish"):
        page = client.post(f"{DO}{act}", {"text": text, "digest": "0", "nonce": "1"})
        kept = re.search(r'name="kept" value="([^"]*)"', page.content.decode())[1]
        held = opened_form(kept)
        assert held.path == f"{DO}review"
        assert held.fields == (("text", text),)
    assert not PublishedReport.objects.exists()


def meanwhile(monkeypatch, name, happens, module=running):
    """Let something happen on the way, after the page has asked what the person may do."""
    real = getattr(module, name)

    def slow(*given):
        found = real(*given)
        happens(monkeypatch)
        return found

    monkeypatch.setattr(module, name, slow)


MEANWHILE = {
    "revoked": lambda _: revoke("m-p-1-secretary"),
    "account closed": lambda _: close_account("p-1"),
    "expired": lambda patch: patch.setattr(running, "now", lambda: NOW + YEAR),
}


@pytest.mark.parametrize("happens", MEANWHILE.values(), ids=MEANWHILE)
def test_threat_T3_nothing_is_published_by_a_mandate_that_ended_meanwhile(
    drafted, client, instance, monkeypatch, happens
):
    """The control is a test above: with nothing happening meanwhile the same form publishes."""
    check = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    meanwhile(monkeypatch, "_members", happens)
    answer = client.post(f"{DO}publish", {**hidden(check), "text": "Mine.", **fresh(drafted)})
    # Where the account was closed, its session ended on the way as well.
    assert answer.status_code in {400, 409}
    assert answer.status_code == 400 or "mandate" in answer.content.decode()
    assert (PublishedReport.objects.count(), SignOffRow.objects.count()) == (0, 0)
    assert not list(instance.bundle_folder.glob("*"))


@pytest.mark.parametrize("happens", MEANWHILE.values(), ids=MEANWHILE)
def test_threat_T3_nothing_is_closed_by_a_mandate_that_ended_meanwhile(
    codes, client, monkeypatch, happens
):
    with monkeypatch.context() as patch:
        meanwhile(patch, "sequence_now", happens)
        assert client.post(f"{DO}close", closing(codes)).status_code in {400, 409}
    assert Conversation.objects.get().state == "closing"
    # The control: who holds a mandate finishes what was begun.
    somebody("secretary", person="p-2")
    client.cookies.clear()
    assert client.post(f"{DO}close", closing(sign_in(client, "p-2"))).status_code == 303
    assert Conversation.objects.get().state == "closed"


def test_threat_T3_nothing_is_decided_by_a_mandate_that_was_revoked_meanwhile(
    live, client, monkeypatch
):
    somebody("moderator", person="p-2")
    sign_in(client, "p-2")
    sent = {"statement": "4", "decision": "rejected", "reason": "off_topic"}
    with monkeypatch.context() as patch:
        meanwhile(patch, "acting", lambda _: revoke("m-p-2-moderator"), deciding)
        assert client.post(f"{DO}moderate", sent).status_code == 409
    assert Statement.objects.get(number=4).state == "waiting"
    assert not Entry.objects.filter(act=MODERATE).exists()


@pytest.mark.parametrize("kind", ["conversation", "report"])
def test_who_declared_an_interest_signs_nothing_about_it(drafted, client, instance, kind):
    who = somebody("secretary", person="p-1")
    about = Subject("dialogue", kind, ID)
    check = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    recuse_person(log=Log.objects.get(), acting=who, subject=about, now=NOW)
    answer = client.post(f"{DO}publish", {**hidden(check), "text": "Mine.", **fresh(drafted)})
    assert answer.status_code == 409
    assert f"you keep out of everything about {about}" in answer.content.decode()
    assert not PublishedReport.objects.exists()


def test_who_declared_an_interest_neither_decides_nor_closes(codes, client):
    who = somebody("moderator", person="p-1")
    about = Subject("dialogue", "conversation", ID)
    recuse_person(log=Log.objects.get(), acting=who, subject=about, now=NOW)
    sent = {"statement": "4", "decision": "rejected", "reason": "off_topic"}
    assert client.post(f"{DO}moderate", sent).status_code == 409
    assert client.post(f"{DO}close", closing(codes)).status_code == 409
    assert Statement.objects.get(number=4).state == "waiting"
    assert Conversation.objects.get().state == "open"


@pytest.fixture
def with_passkey(drafted, client):
    """The secretary's browser is at the host of passkeys, and one of hers is registered."""
    client.defaults["HTTP_HOST"] = "localhost"
    return enrolled("p-1")


def asked_on(page):
    """Return the form that a passkey answers: its fields, and what it asks."""
    (form,) = re.findall(r"<form[^>]*data-passkey.*?</form>", page, re.DOTALL)
    told = dict(re.findall(r'data-(\w+)="([^"]*)"', form))
    fields = {name: hidden(form).get(name, "") for name in ("digest", "nonce", "sign_off")}
    return {**fields, "text": "Mine."}, told


def test_threat_T3_a_report_is_signed_by_passkey_without_password_and_code(
    with_passkey, client, instance
):
    page = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    fields, told = asked_on(page)
    answered = client.post(f"{DO}publish", {**fields, "passkey": answer(with_passkey, told)})
    assert answered.status_code == 303, answered.content.decode()
    row = SignOffRow.objects.get()
    assert (row.strength, row.id) == ("signed", fields["sign_off"])
    sequence(instance.log_folder)
    assert "signed by" in client.get(answered.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"digest": "00" * 32},
        {"nonce": "00" * 56},
        {"sign_off": "another"},
        {"text": "Not what was shown."},
        {"passkey": "{}"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_threat_T3_nothing_edited_between_showing_and_signing_is_published(
    with_passkey, client, changed
):
    page = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    fields, told = asked_on(page)
    sent = {**fields, "passkey": answer(with_passkey, told), **changed}
    assert client.post(f"{DO}publish", sent).status_code in {409, 422}
    assert not PublishedReport.objects.exists()


def test_at_another_address_the_server_vouches_as_before(with_passkey, client):
    del client.defaults["HTTP_HOST"]
    page = client.post(f"{DO}review", {"text": "Mine."}).content.decode()
    assert "data-passkey" not in page


def test_the_conversation_leads_those_who_run_it_to_the_office_and_nobody_else(live, client):
    assert f'href="{OFFICE}"' not in client.get(PAGE).content.decode()
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    sign_in(client, "p-1")
    assert f'href="{OFFICE}"' in client.get(PAGE).content.decode()
