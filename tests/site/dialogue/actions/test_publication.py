"""How what is signed off is published; what the acts refuse beyond it their own tests try."""

from dataclasses import replace

import pytest
from django.db import transaction

from comity.fault import RefusedError
from comity.record import MANIFEST, parse_entry, parse_manifest, publish_payload
from comity.site.dialogue.actions import ACT, REPORT, bundle_file
from comity.site.dialogue.actions.publication import (
    Publication,
    enter_publication,
    store_bundle,
)
from comity.site.record.models import Entry
from tests.site.conftest import NOW, bundle, sample, sign_off

pytestmark = pytest.mark.django_db
ONE = bundle()
WHAT = Publication(
    ACT,
    "dia-1",
    ONE.subject,
    "A24/DIA/1",
    parse_manifest(ONE.members[MANIFEST]),
    ONE.members[REPORT],
)


@pytest.fixture
def entered(log):
    """Return a function that enters the publication of what a sign-off names, or of another."""

    def enter(what=WHAT):
        with transaction.atomic():
            return enter_publication(log=log, what=what, sign_off=sign_off(ONE.subject), now=NOW)

    return enter


def test_sign_off_and_publication_are_entered_and_the_columns_name_both(entered):
    columns = entered()
    entry, signed = columns["entry"], columns["signoff"]
    assert (columns["id"], columns["symbol"], columns["simulated"]) == ("dia-1", "A24/DIA/1", True)
    assert columns["digest"] == columns["signoff_digest"] == signed.digest == ONE.subject.digest
    assert bytes(entry.payload) == publish_payload(columns["digest"])
    told = parse_entry(bytes(entry.leaf))
    assert (told.act, told.rule.id) == (ACT, sample()["rule"]["id"])
    assert signed.entry_id < entry.pk


def test_what_was_not_signed_enters_nothing(entered, log):
    sign_off(ONE.subject)  # whose mandate is entered here
    before = Entry.objects.count()
    other = replace(WHAT, subject=replace(ONE.subject, digest="0" * 64))
    with pytest.raises(RefusedError) as raised:
        entered(other)
    assert raised.value.faults[0].code == "oversight.digest_differs"
    assert Entry.objects.count() == before


def test_a_bundle_is_stored_under_its_digest(tmp_path):
    size = store_bundle(ONE.members, tmp_path / "bundles", "a" * 64)
    assert bundle_file(tmp_path / "bundles", "a" * 64).stat().st_size == size
