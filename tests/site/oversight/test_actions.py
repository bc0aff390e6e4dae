from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.transaction import atomic

from comity.canonical import decode
from comity.fault import RefusedError
from comity.oversight import Machine
from comity.record import opens, parse_entry
from comity.site.oversight.actions import record_sign_off
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry
from comity.site.record.wrapping import open_key
from tests.site.conftest import ACT, NOW, SIGNER_NAME, YEAR, bundle, sign_off

pytestmark = pytest.mark.django_db
SUBJECT = bundle().subject
ROBOT = Machine("drafter", "m", "1", "00" * 32, "{}", datetime(2026, 1, 1, tzinfo=UTC))


def record(log, signed, subject=SUBJECT):
    with atomic():
        return record_sign_off(
            log=log, sign_off=signed, act=ACT, subject=subject, title="T", symbol="S/1"
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signer": ROBOT}, "oversight.signer_not_human"),
        ({"at": NOW + 2 * YEAR}, "oversight.mandate_not_valid"),
        ({"subject": replace(SUBJECT, digest="00" * 32)}, "oversight.digest_differs"),
        ({"subject": replace(SUBJECT, id="dia-2")}, "oversight.subject_differs"),
    ],
)
def test_what_puts_nothing_into_effect_leaves_no_row(log, changes, code):
    signed = sign_off(SUBJECT)
    before = Entry.objects.count()
    with pytest.raises(RefusedError) as raised:
        record(log, replace(signed, **changes))
    assert code in {fault.code for fault in raised.value.faults}
    assert (SignOffRow.objects.count(), Entry.objects.count()) == (0, before)


def test_the_entry_seals_the_name_and_can_be_opened_until_it_is_erased(log):
    row = record(log, sign_off(SUBJECT))
    entry = row.entry
    leaf = bytes(entry.leaf)
    assert SIGNER_NAME.encode() not in leaf
    content, key = bytes(entry.payload), open_key(entry.payload_key)
    assert opens(parse_entry(leaf).payload, content, key)
    assert decode(content)["name"] == SIGNER_NAME
    assert decode(content)["symbol"] == "S/1"
    assert entry.opened
    assert entry.act == "oversight.sign_off"


def test_each_sign_off_is_sealed_under_a_key_of_its_own(log):
    first = record(log, sign_off(SUBJECT))
    other = replace(SUBJECT, id="dia-2")
    second = record(log, sign_off(other), other)
    assert bytes(first.entry.payload_key) != bytes(second.entry.payload_key)
