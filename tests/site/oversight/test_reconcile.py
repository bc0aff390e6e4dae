import pytest

from comity.site.oversight.reconcile import reconcile_sign_offs
from comity.site.record.models import Entry
from comity.site.record.reconcile import Difference
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db
ROW = "oversight_signoff s-dia-1"


def found():
    return list(reconcile_sign_offs())


def test_an_untouched_sign_off_has_no_differences(published):
    assert found() == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("name = 'Somebody Else'", "name"),
        ("digest = '00'", "digest"),
        ("role = 'president'", "role"),
        ("mandate_end = '2040-01-01 00:00:00'", "mandate_end"),
        ("strength = 'signed'", "strength"),
        ("scope = 'standards.adopt'", "scope"),
    ],
)
def test_raw_sql_on_a_sign_off_is_found_and_named(published, change, column):
    tamper(f"UPDATE oversight_signoff SET {change}")
    assert Difference(ROW, column) in found()


@pytest.mark.parametrize(
    "change",
    ["mandate_end = '2026-01-01 00:00:00'", "mandate_revoked = '2026-01-01 00:00:00'"],
)
def test_whether_the_mandate_held_then_is_asked_again(published, change):
    tamper(f"UPDATE oversight_signoff SET {change}")
    assert Difference(ROW, "mandate") in found()


def test_an_erased_name_stays_erased(published):
    Entry.objects.filter(idx=1).update(payload=None, payload_key=None)
    assert found() == [Difference(ROW, "name")]
    tamper("UPDATE oversight_signoff SET name = ''")
    assert found() == []
