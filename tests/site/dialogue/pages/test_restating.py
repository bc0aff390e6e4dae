"""From ten who left to the public page and the bundle that anybody checks, as people do it."""

import re
from dataclasses import replace
from importlib import import_module

import pytest
from django.test import Client

from comity.canonical import decode, sha256_hex
from comity.edge import entry_time, verify_signature
from comity.people import Acting, Role
from comity.record import (
    MANIFEST,
    STRIP,
    Policy,
    Stripping,
    Trust,
    parse_proof,
    proof_members,
    public_payload,
    read_bundle,
    read_published,
    stripped_members,
    verify_bundle,
    without_inputs,
    write_bundle,
)
from comity.record import Entry as RecordEntry
from comity.record import Log as TrustedLog
from comity.registry import REGISTRY
from comity.render import LANGUAGES
from comity.site.dialogue.actions import RESTATE, Kept
from comity.site.dialogue.models import Restatement, Statement
from comity.site.home.erasing import erase_everywhere
from comity.site.members.permissions import role_table
from comity.site.oversight.models import SignOffRow
from comity.site.record.actions import Content, append_entry
from comity.site.record.models import Log
from comity.site.record.queries import entry_at, receipt
from tests.site import test_page_rules as rules
from tests.site.conftest import SIGNER, sequence
from tests.site.dialogue.restated import (
    DUE,
    MANDATE,
    RESTATED,
    draw_up,
    leave,
    publish_and_leave,
    published_report,
    restate_now,
    restated_report,
)
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import PASSWORD, sign_in, somebody
from tests.site.passkeys import answer, enrolled

pytestmark = pytest.mark.django_db
OFFICE = f"/en/dialogue/conversations/{ID}/office/"
DRAFT = f"/en/dialogue/conversations/{ID}/restate/"
DRAW_UP = f"/en/dialogue/conversations/{ID}/do/draw-up"
SIGN = f"/en/dialogue/conversations/{ID}/do/restate"
OF = f"dialogue/restatements/{RESTATED}"
PAGE = f"/en/{OF}/"
BUNDLE = f"/dialogue/restatements/{RESTATED}/bundle.zip"
REPORT = f"/en/dialogue/reports/{ID}/"
TRUST = Trust(Policy((TrustedLog(SIGNER.key),)), verify_signature, registry=REGISTRY)


@pytest.fixture
def clock(monkeypatch):
    """Set what time the pages think it is."""

    def set_to(moment):
        for place in ("restating", "running"):
            monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: moment)

    set_to(DUE)
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda _: None)
    return set_to


@pytest.fixture
def officer(log, instance):
    """A secretary who is signed in, and the codes that are left."""
    client = Client()
    somebody("secretary", person="p-1", name="Ilsa Verrane")
    return client, sign_in(client, "p-1")


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that signs."""
    form = page[page.index(SIGN) :]
    return dict(re.findall(r'type="hidden" name="(digest|nonce)" value="([^"]*)"', form))


def text(client, path: str) -> str:
    return client.get(path).content.decode()


def test_the_whole_way_from_the_report_to_a_restatement_anybody_checks(
    officer, instance, clock, client
):
    secretary, codes = officer
    published_report(instance, ballots="protected")
    leave(instance, *range(9))
    clock(LATER)
    assert "Its figures can be restated from" in text(secretary, OFFICE)
    assert secretary.post(DRAW_UP).status_code == 409
    clock(DUE)
    assert "fewer than ten people have taken out their votes" in text(secretary, OFFICE)
    assert secretary.post(DRAW_UP).status_code == 409
    assert secretary.get(DRAFT).headers["Location"] == OFFICE
    leave(instance, 9)
    assert DRAW_UP in text(secretary, OFFICE)
    assert secretary.post(DRAW_UP).headers["Location"] == DRAFT
    assert DRAFT in text(secretary, OFFICE)
    shown = text(secretary, DRAFT)
    assert "shown anew" in shown
    said = {"password": PASSWORD, "code": codes.pop(0), **fields(shown)}
    answer = secretary.post(SIGN, said)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    sequence(instance.log_folder)
    page = text(client, PAGE)
    assert "Ilsa Verrane" in page
    assert "30 had taken part, 20 of them are left" in page
    assert "Groups, map and findings stand as they were published" in page
    assert RESTATED in text(client, REPORT)
    assert verify_bundle(client.get(BUNDLE).content, TRUST).code == 0


def test_a_visitor_is_shown_no_draft_and_signs_nothing(log, instance, clock, client):
    publish_and_leave(instance)
    assert client.get(DRAFT).status_code == 403
    page = text(client, OFFICE)
    assert "Draw up a restatement" not in page
    assert "taken out their votes since" not in page
    assert client.post(DRAW_UP).status_code == 409
    draw_up()
    assert client.get(DRAFT).status_code == 403
    assert client.post(SIGN, {"digest": "a" * 64}).status_code == 409
    assert client.get(PAGE).status_code == client.get(BUNDLE).status_code == 404
    assert not Restatement.objects.exists()


def test_threat_T5_what_waits_for_a_signature_is_read_by_the_roles_of_its_act(
    log, instance, clock, client, monkeypatch
):
    publish_and_leave(instance)
    draw_up()
    for role in [one.id for one in role_table().roles]:
        mandate = replace(MANDATE, role=Role("assembly", role))
        who = Acting(mandate.holder, "Name", (mandate,))
        for page in ("restating", "running"):
            module = import_module(f"comity.site.dialogue.pages.{page}")
            monkeypatch.setattr(module, "acting", lambda request, who=who: who)
        allowed = role_table().allows(role, RESTATE)
        answer = client.get(DRAFT)
        assert answer.status_code == (200 if allowed else 403), role
        assert ("shown anew" in answer.content.decode()) == allowed, role
        assert (DRAFT in text(client, OFFICE)) == allowed, role


def asked_on(page: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the form that a passkey answers sends, and what it asks."""
    (form,) = re.findall(r"<form[^>]*data-passkey.*?</form>", page, re.DOTALL)
    asked = dict(re.findall(r'data-(host|challenge|allow)="([^"]*)"', form))
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)), asked


def test_threat_T3_a_restatement_is_signed_by_passkey_without_password_and_code(
    officer, instance, clock
):
    secretary, _ = officer
    publish_and_leave(instance)
    draw_up()
    assert "data-passkey" not in text(secretary, DRAFT)
    device = enrolled("p-1")
    secretary.defaults["HTTP_HOST"] = "localhost"
    sent, told = asked_on(text(secretary, DRAFT))
    for changed in ({"passkey": "{}"}, {"nonce": "00"}, {"digest": "a" * 64}, {"sign_off": "x"}):
        said = {**sent, "passkey": answer(device, told), **changed}
        assert secretary.post(SIGN, said).status_code in {409, 422}
        assert not Restatement.objects.exists()
    done = secretary.post(SIGN, {**sent, "passkey": answer(device, told)})
    assert (done.status_code, done.headers["Location"]) == (303, PAGE)
    assert SignOffRow.objects.get(act=RESTATE).strength == "signed"


def test_a_wrong_password_publishes_nothing(officer, instance, clock):
    secretary, codes = officer
    publish_and_leave(instance)
    draw_up()
    said = {"password": "another one", "code": codes[0], **fields(text(secretary, DRAFT))}
    answer = secretary.post(SIGN, said)
    assert answer.status_code == 422
    assert not Restatement.objects.exists()


def test_once_more_is_taken_out_the_page_says_it_is_no_longer_recomputable(
    log, instance, client, clock
):
    restated_report(instance)
    assert "no longer recomputable from what" not in text(client, PAGE)
    leave(instance, 11, now=DUE)
    page = text(client, PAGE)
    assert "More votes were taken out since these figures were counted." in page
    assert "no longer recomputable from what the organisation holds" in page


def test_words_that_were_erased_stand_on_no_restatement(log, instance, client, clock):
    publish_and_leave(instance)
    words = "Everybody should be heard."
    erase(instance, Statement.objects.get(text=words).entry.idx)
    restate_now(instance)
    page = text(client, PAGE)
    assert words not in page
    assert "erased" in page
    result = decode(bytes(Restatement.objects.get().restatement))
    assert [one["state"] for one in result["statements"]] == ["erased", "restated", "restated"]


def erase(instance, index: int) -> None:
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    actor, basis = "public/operator", "request 7"
    log = Log.objects.get()
    erase_everywhere(log=log, index=index, basis=basis, actor=actor, kept=kept, now=LATER)
    sequence(instance.log_folder)


def test_record_R5_a_restatement_whose_inputs_the_record_erased_gives_exit_3(
    log, instance, client, clock
):
    """As with every bundle: an entry of the same record says which input is gone."""
    restated_report(instance)
    members = dict(read_bundle(client.get(BUNDLE).content).members)
    published = read_published(members)
    path = "inputs/restated.csv"
    said = Stripping(sha256_hex(members[MANIFEST]), {path: sha256_hex(members[path])}, "request 7")
    statement = RecordEntry(
        act=STRIP,
        actor="public/operator",
        subject=published.entry,
        at=entry_time(DUE),
        payload=public_payload(said.payload()),
        refs=(published.index,),
    )
    append_entry(log=Log.objects.get(), statement=statement, content=Content(said.payload()))
    sequence(instance.log_folder)
    stripped = without_inputs(members, {path}, stripped_proofs(instance, published, said))
    assert verify_bundle(write_bundle(stripped), TRUST).code == 3
    # Control: left out without a word of the record it is refused.
    lacking = {name: data for name, data in members.items() if name != path}
    assert verify_bundle(write_bundle(lacking), TRUST).code == 2


def stripped_proofs(instance, published, said) -> dict[str, bytes]:
    size = Log.objects.get().size
    first = parse_proof(receipt(published.index, folder=instance.log_folder))
    gone = parse_proof(receipt(size - 1, folder=instance.log_folder))
    found = entry_at(size - 1)
    proofs = proof_members(published.leaf, published.payload, first, SIGNER.key)
    return {**proofs, **stripped_members(found.leaf, said.payload(), gone)}


RULES = [
    rules.test_a_page_is_there_and_well_formed,
    rules.test_a_page_says_its_language_and_direction,
    rules.test_a_page_names_no_address_outside_itself,
    rules.test_every_link_leads_somewhere_and_has_words,
    rules.test_a_page_has_no_code_and_no_style_in_it,
    rules.test_the_first_load_is_light,
    rules.test_a_page_leaves_no_cookie_but_that_of_its_form,
    rules.test_a_page_has_one_heading_and_a_way_past_its_menu,
    rules.test_help_contact_and_privacy_are_a_step_away,
    rules.test_a_page_is_offered_in_each_language_in_its_own_script,
    rules.test_names_and_symbols_are_isolated,
    rules.test_charts_are_named_or_hidden,
]


def test_the_page_keeps_to_the_rules_of_pages_in_each_language(log, instance, client, clock):
    restated_report(instance)
    for code in LANGUAGES:
        for path in (f"{OF}/", f"{OF}/audit/", f"dialogue/reports/{ID}/"):
            response = client.get(f"/{code}/{path}")
            page = rules.Page(response.content.decode())
            for rule in RULES:
                rule.rule((code, response, page))
            inside = {each.get("href") or "" for each in page.all("a")}
            own = [link for link in inside if "restatements" in link]
            assert own
            assert {client.get(link).status_code for link in own} == {200}


def test_the_page_answers_only_who_reads(log, instance, client, clock):
    restated_report(instance)
    assert Client().post(PAGE).status_code == 405
    assert "attachment" in client.get(BUNDLE).headers["Content-Disposition"]
