import io
import re
import zipfile
from html import unescape

import pytest
from django.test import Client

from comity.dialogue import BALLOTS
from comity.site.dialogue.models import Attestation
from comity.site.record.models import Entry
from tests.site.dialogue.audited import auditor, note_of, publish_protected
from tests.site.dialogue.restated import DUE, RESTATED, restated_report
from tests.site.dialogue.world import ID, LATER
from tests.site.members.factories import PASSWORD, sign_in, somebody
from tests.site.passkeys import answer, enrolled

pytestmark = pytest.mark.django_db
REPORT = f"/en/dialogue/reports/{ID}/"
PAGE = f"{REPORT}audit/"
SEALED = f"{REPORT}do/sealed-bundle"
ATTEST = f"{REPORT}do/attest"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    for place in ("auditing", "running"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{place}.now", lambda: LATER)
    # Password and code were entered long before: they are asked for again.
    monkeypatch.setattr("comity.site.dialogue.pages.running.fresh_until", lambda _: None)


@pytest.fixture
def report(log, instance):
    """A published report on protected ballots."""
    return publish_protected(instance)


def fresh(codes, **fields) -> dict[str, str]:
    return {"password": PASSWORD, "code": codes.pop(0), **fields}


def fields(page) -> dict[str, str]:
    """Return what the form by password and code sends beside these."""
    form = page.content.decode().partition("</form>")[0].rpartition("<form")[2]
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    (note,) = re.findall(r'<textarea name="note"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    return {**found, "note": unescape(note)}


def looked_at(client, to=ATTEST, **finding) -> dict[str, str]:
    """Return what the page to sign on sends, once an auditor has said what they found."""
    page = client.post(to, finding)
    assert page.status_code == 200
    return fields(page)


def test_a_visitor_reads_who_counted_and_is_given_nothing(report, client, instance):
    page = client.get(PAGE).content.decode()
    assert "No auditor has spoken on this site yet." in page
    assert "Download the sealed votes" not in page
    assert client.post(SEALED).status_code == 409
    assert client.post(ATTEST, {"outcome": "differs"}).status_code == 409
    assert client.get(SEALED).status_code == 405
    assert not Entry.objects.filter(act="dialogue.give_sealed_bundle").exists()


def test_an_auditor_downloads_counts_and_attests(report, client, instance):
    who = auditor(1)
    codes = sign_in(client, who.person)
    answer = client.post(SEALED, fresh(codes))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sealed = {name: archive.read(name) for name in archive.namelist()}
    assert BALLOTS in sealed
    note = note_of(instance, who, sealed).replace("\n", "\r\n")
    sent = looked_at(client, outcome="agrees", note=note)
    assert not Attestation.objects.exists()
    assert client.post(ATTEST, fresh(codes, **sent)).status_code == 303
    page = Client().get(PAGE).content.decode()
    assert "<bdi>Auditor 1</bdi>" in page
    assert "The sealed votes were given to an auditor 1 time." in page
    assert "two of different parties are needed" in page
    assert "Signed by password and code: the server vouches for it." in page


def test_without_password_and_code_an_auditor_is_given_nothing(report, client):
    sign_in(client, auditor(1).person)
    assert client.post(SEALED).status_code == 409
    assert client.post(ATTEST, looked_at(client, outcome="differs")).status_code == 422
    assert not Attestation.objects.exists()


def test_what_was_pasted_comes_back_with_the_reason(report, client):
    sign_in(client, auditor(1).person)
    answer = client.post(ATTEST, {"outcome": "agrees", "note": "No <b>note</b>."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is no attestation" in page
    assert "No &lt;b&gt;note&lt;/b&gt;." in page


def test_who_says_that_they_differ_stands_on_the_reports_own_page(report, client):
    codes = sign_in(client, auditor(1).person)
    sent = looked_at(client, outcome="differs")
    assert client.post(ATTEST, fresh(codes, **sent)).status_code == 303
    page = client.get(REPORT).content.decode()
    assert "The sealed votes give other counts, says" in page
    assert "<bdi>Auditor 1</bdi>" in page


def test_threat_T3_an_attestation_is_signed_by_passkey_without_password_and_code(report, client):
    who = auditor(1)
    sign_in(client, who.person)
    assert "data-passkey" not in client.post(ATTEST, {"outcome": "differs"}).content.decode()
    device = enrolled(who.person)
    client.defaults["HTTP_HOST"] = "localhost"
    page = client.post(ATTEST, {"outcome": "differs"}).content.decode()
    (form,) = re.findall(r"<form[^>]*data-passkey.*?</form>", page, re.DOTALL)
    told = dict(re.findall(r'data-(host|challenge|allow)="([^"]*)"', form))
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    for changed in ({"passkey": "{}"}, {"nonce": "00"}, {"digest": "a" * 64}, {"sign_off": "x"}):
        said = {**sent, "passkey": answer(device, told), **changed}
        assert client.post(ATTEST, said).status_code == 422
        assert not Attestation.objects.exists()
    assert client.post(ATTEST, {**sent, "passkey": answer(device, told)}).status_code == 303
    assert "Signed by passkey: anybody can check it" in client.get(PAGE).content.decode()


def test_a_secretary_is_no_auditor(report, client):
    somebody("secretary", person="p-sec", name="Ilsa Verrane")
    codes = sign_in(client, "p-sec")
    assert "Download the sealed votes" not in client.get(PAGE).content.decode()
    assert client.post(SEALED, fresh(codes)).status_code == 409


def test_open_ballots_have_no_audit(published, client):
    page = client.get("/en/dialogue/reports/dia-1/audit/").content.decode()
    assert "anybody counts them again from the bundle" in page


def test_restated_figures_have_an_audit_of_their_own(log, instance, client, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.auditing.now", lambda: DUE)
    monkeypatch.setattr("comity.site.dialogue.pages.running.now", lambda: DUE)
    restated_report(instance)
    address = f"/en/dialogue/restatements/{RESTATED}/"
    assert f"{address}audit/" in client.get(address).content.decode()
    assert client.post(f"{address}do/sealed-bundle").status_code == 409
    assert (
        "nobody outside it has counted them again"
        in client.get(f"{address}audit/").content.decode()
    )
    codes = sign_in(client, auditor(1).person)
    given = client.post(f"{address}do/sealed-bundle", fresh(codes))
    assert f"{RESTATED}-sealed.zip" in given.headers["Content-Disposition"]
    sent = looked_at(client, f"{address}do/attest", outcome="differs")
    answer = client.post(f"{address}do/attest", fresh(codes, **sent))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}audit/")
    page = Client().get(f"{address}audit/").content.decode()
    assert "The sealed votes were given to an auditor 1 time." in page
    assert "The sealed votes give other counts, says" in page
    assert "Download the sealed votes" not in page
