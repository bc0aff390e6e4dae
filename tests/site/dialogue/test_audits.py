import io
import zipfile

import pytest

from comity.canonical import sha256_hex
from comity.dialogue.attestation import HEAD
from comity.edge import signer_from_seed
from comity.record import MANIFEST, format_vkey, sign_note
from comity.render import LANGUAGES, voice
from comity.site.dialogue.audits import (
    audit_html,
    audit_of,
    audit_text,
    is_audited,
    known_auditors,
)
from comity.site.dialogue.queries import report_with
from tests.site.conftest import protected_bundle

pytestmark = pytest.mark.django_db
EN = voice(LANGUAGES["en"])
PAGE = "/en/dialogue/reports/dia-3/"
WAITING = "Counted by the organisation, not yet audited."
ANA = signer_from_seed("auditor-ana", bytes([7]) * 32)
BO = signer_from_seed("auditor-bo", bytes([8]) * 32)


@pytest.fixture
def office(instance, published_protected):
    """The operator's folders, with two auditors known."""
    instance.config_folder.mkdir(parents=True, exist_ok=True)
    ana, bo = format_vkey(ANA.key), format_vkey(BO.key)
    listed = f"{ana}=Ana Ilu=Arvenland\n{bo}=<b>Bo</b>=Borland\nno key\n"
    (instance.config_folder / "auditors.txt").write_text(listed)
    return instance


def attest(office, signer, name, public=None):
    public = public or sha256_hex(protected_bundle().members[MANIFEST])
    text = (
        f"{HEAD}\nauditor {name}\nfunction dialogue.cells 1\nsealed {'5' * 64}\npublic {public}\n"
    )
    folder = office.data_folder / "attestations" / "dia-3"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{signer.key.name}.note").write_bytes(sign_note(text, [signer]))


def told(office):
    return audit_text(report_with("dia-3"), audit_of(report_with("dia-3"), office), EN)


def test_until_two_have_attested_it_is_not_audited(office, client):
    assert told(office) == WAITING
    attest(office, ANA, "Ana Ilu")
    assert told(office) == (
        f"{WAITING} Attested so far by Ana Ilu (Arvenland); two of different parties are needed."
    )
    assert WAITING in client.get(PAGE).content.decode()


def test_then_they_are_named_everywhere(office, client):
    assert WAITING in client.get(PAGE).content.decode()
    attest(office, ANA, "Ana Ilu")
    attest(office, BO, "<b>Bo</b>")
    assert told(office).startswith("The counts were audited:")
    for path in (PAGE, f"{PAGE}method/"):
        page = client.get(path).content.decode()
        assert "<bdi>Ana Ilu</bdi> (<bdi>Arvenland</bdi>)" in page
        assert "&lt;b&gt;Bo" in page
        assert WAITING not in page
    with zipfile.ZipFile(io.BytesIO(client.get(f"{PAGE}report.xlsx").content)) as book:
        assert b"Ana Ilu (Arvenland)" in book.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("how", ["another bundle", "another key", "same party", "unknown"])
def test_threat_what_does_not_count_makes_no_audit(office, how):
    attest(office, ANA, "Ana Ilu")
    if how == "another bundle":
        attest(office, BO, "<b>Bo</b>", public="0" * 64)
    elif how == "another key":
        attest(office, signer_from_seed("auditor-bo", bytes(32)), "<b>Bo</b>")
    elif how == "same party":
        file = office.config_folder / "auditors.txt"
        file.write_text(file.read_text().replace("Borland", "Arvenland"))
        attest(office, BO, "<b>Bo</b>")
    else:
        (office.data_folder / "attestations" / "dia-3" / "x").write_bytes(b"not a note")
    assert not is_audited(audit_of(report_with("dia-3"), office))
    assert WAITING in told(office)


def test_open_ballots_need_no_audit(published, instance):
    view = report_with("dia-1")
    found = audit_of(view, instance)
    assert audit_text(view, found, EN) == audit_html(view, found, EN) == ""


def test_a_line_that_names_nobody_is_passed_over():
    key = format_vkey(ANA.key)
    found = known_auditors(f"{key} = Ana = A = B\n{key}=Ana\n=x=y\nkey=a=b\n\n{key}==B\n")
    assert [(each.name, each.party) for each in found] == [("Ana", "A = B")]


def test_without_a_list_nobody_is_an_auditor(instance, published_protected):
    attest(instance, ANA, "Ana Ilu")
    assert told(instance) == WAITING


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sentence_is_there_in_every_language(office, code):
    attest(office, ANA, "Ana Ilu")
    view = report_with("dia-3")
    assert "Ana Ilu" in audit_text(view, audit_of(view, office), voice(LANGUAGES[code]))
