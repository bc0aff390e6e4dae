import pytest

from comity.site.dialogue.models import PublishedReport
from comity.site.dialogue.reconcile import reconcile_reports
from comity.site.record.reconcile import Difference
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db
ROW = "dialogue_published_report dia-1"


def found(instance):
    return list(reconcile_reports(instance.bundle_folder))


def test_an_untouched_report_has_no_differences(published, instance):
    assert found(instance) == []


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("title = 'Another question'", "title"),
        ("symbol = 'A24/DIA/2'", "symbol"),
        ("report = x'7b7d'", "report"),
        ("published_at = '2020-01-01 00:00:00'", "published_at"),
        ("simulated = 0", "simulated"),
        ("bundle_size = 1", "bundle_size"),
        ("signoff_subject = 'dialogue:report:dia-2'", "signoff_subject"),
        ("digest = 'ab', signoff_digest = 'ab'", "payload"),
    ],
)
def test_raw_sql_on_a_public_row_is_found_and_named(published, instance, change, column):
    tamper(f"UPDATE dialogue_published_report SET {change}")
    assert Difference(ROW, column) in found(instance)


def test_a_symbol_changed_in_row_and_entry_is_still_found(published, instance):
    tamper("UPDATE dialogue_published_report SET symbol = 'A24/DIA/2'")
    tamper("UPDATE record_entry SET symbol = 'A24/DIA/2' WHERE idx = 2")
    assert found(instance) == [Difference(ROW, "symbol fits")]


def test_a_lost_or_damaged_bundle_is_found(published, instance):
    file = instance.bundle_folder / f"{PublishedReport.objects.get().digest}.zip"
    file.write_bytes(b"no zip")
    assert found(instance) == [Difference(ROW, "bundle")]
    file.unlink()
    assert found(instance) == [Difference(ROW, "bundle")]
