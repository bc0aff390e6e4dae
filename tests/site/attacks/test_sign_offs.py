"""Sign-offs that are replayed, forged, raced with; and a draft that nobody has signed."""

import json
import re
from dataclasses import replace

import pytest
from django.db.transaction import atomic

from comity.canonical import sha256_hex
from comity.edge import plugin_drafting as module
from comity.fault import RefusedError
from comity.record import MANIFEST
from comity.site.dialogue.actions import ACT, Drafting, draft_by_plugin
from comity.site.dialogue.models import PublishedReport
from comity.site.home.health import reconcile
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry
from tests.edge.plugins import install
from tests.site.conftest import bundle, sequence, sign_off
from tests.site.dialogue.pages import test_running
from tests.site.dialogue.pages.test_running import DO, DRAFT, fresh, hidden
from tests.site.dialogue.world import ID, NOW
from tests.site.members.factories import acting_as
from tests.site.page_list import file_paths, guarded_paths, page_paths

pytestmark = pytest.mark.django_db
clock, live, codes, drafted = (
    getattr(test_running, name) for name in ("clock", "live", "codes", "drafted")
)
OTHER = {"symbol": "A24/DIA/2"}


def codes_of(act) -> set[str]:
    with pytest.raises(RefusedError) as raised:
        act()
    return {fault.code for fault in raised.value.faults}


def test_attack_a_sign_off_is_good_for_one_report_once(publish):
    publish()
    before = Entry.objects.count()
    used = sign_off(bundle().subject)
    assert codes_of(publish) == {"dialogue.report_exists"}
    other = bundle("dia-2")
    borrowed = replace(other, subject=used.subject)
    assert "oversight.subject_differs" in codes_of(lambda: publish(borrowed, id=used.id, **OTHER))
    assert PublishedReport.objects.count() == SignOffRow.objects.count() == 1
    assert Entry.objects.count() == before


def test_control_another_report_with_its_own_sign_off_is_published(publish):
    publish()
    publish(bundle("dia-2"), **OTHER)
    assert PublishedReport.objects.count() == SignOffRow.objects.count() == 2


def differences(instance) -> list[str]:
    return [str(one) for one in reconcile(instance, NOW).differences]


def test_attack_a_forged_sign_off_is_found(published, instance):
    """The tables take new rows from whoever reaches them: no entry of the record tells of these."""
    digest = sha256_hex(bundle("dia-2").members[MANIFEST])
    (entry, other) = Entry.objects.order_by("idx")[:2]
    with atomic():
        forged = SignOffRow.objects.get()
        forged.pk, forged.subject, forged.digest = "s-forged", "dialogue:report:dia-2", digest
        forged.entry = entry
        forged.save(force_insert=True)
        row = PublishedReport.objects.get()
        row.pk, row.symbol, row.digest, row.entry = "dia-2", "A24/DIA/2", digest, other
        row.signoff, row.signoff_subject, row.signoff_digest = forged, forged.subject, digest
        row.save(force_insert=True)
    said = differences(instance)
    assert any(one.startswith("sign-off s-forged") for one in said)
    assert any(one.startswith("published report dia-2") for one in said)


def test_control_a_real_sign_off_is_no_difference(publish, instance):
    publish()
    publish(bundle("dia-2"), **OTHER)
    assert differences(instance) == []


def reviewed(client) -> dict[str, str]:
    """Return what the page to check and sign sends along."""
    page = client.post(f"{DO}review", {"text": "My own words."}).content.decode()
    return {**hidden(page), "text": "My own words."}


def drafts_anew(instance, monkeypatch, words: str) -> None:
    answer = json.dumps({"v": 1, "segments": [{"words": words}]}).encode()
    monkeypatch.setattr(module, "run_plugin", lambda *_, **__: answer)
    folder = instance.plugin_folder
    plugin = install(folder, "", f"drafter-{len(list(folder.glob('*')))}")
    drafting = Drafting(plugin, instance.draft_folder)
    draft_by_plugin(conversation=ID, drafting=drafting, acting=acting_as("p-1"), now=NOW)


def test_attack_a_draft_written_anew_meanwhile_is_not_signed(
    drafted, client, instance, monkeypatch
):
    shown = reviewed(client)
    drafts_anew(instance, monkeypatch, "Another draft.")
    answer = client.post(f"{DO}publish", {**shown, **fresh(drafted)})
    assert answer.status_code == 409
    assert not PublishedReport.objects.exists()
    assert not Entry.objects.filter(act=ACT).exists()


def test_control_a_draft_nobody_touched_meanwhile_is_signed(drafted, client):
    answer = client.post(f"{DO}publish", {**reviewed(client), **fresh(drafted)})
    assert answer.status_code == 303
    assert PublishedReport.objects.filter(pk=ID).exists()


SECRET = "Quellwick drafted this and nobody signed it"


def addresses() -> list[str]:
    """Return every address there is, each asked about the conversation that is drafted."""
    pages = [f"/en/{path}" for path in (*page_paths(), *guarded_paths())]
    return [
        re.sub(r"\bdia-\d\b", ID, path) for path in (*pages, *(f"/{one}" for one in file_paths()))
    ]


def found_by(client) -> list[str]:
    """Return the addresses whose answer holds a word of the draft."""
    found = []
    for path in addresses():
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if SECRET.encode() in body:
            found.append(path)
    return found


def test_attack_no_address_gives_an_unsigned_draft_away(
    drafted, client, instance, monkeypatch, django_user_model
):
    drafts_anew(instance, monkeypatch, SECRET)
    assert SECRET in client.get(DRAFT).content.decode()  # the control: who may sign reads it
    visitor = type(client)()
    assert found_by(visitor) == []
    for path in ("", "my-work/", "record/find/?q=Quellwick", "search/?q=Quellwick"):
        assert SECRET.encode() not in visitor.get(f"/en/{path}").content


def test_control_once_signed_it_is_found_by_the_same_search(drafted, client, instance, monkeypatch):
    drafts_anew(instance, monkeypatch, SECRET)
    page = client.post(f"{DO}review", {"text": SECRET}).content.decode()
    answer = client.post(f"{DO}publish", {**hidden(page), "text": SECRET, **fresh(drafted)})
    assert answer.status_code == 303
    sequence(instance.log_folder)
    found = found_by(type(client)())
    assert f"/en/dialogue/reports/{ID}/" in found
