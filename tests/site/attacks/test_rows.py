"""Rows that are signed, attacked by every way that the site's own code and connection have."""

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.models import PublishedReport
from comity.site.home.health import reconcile
from comity.site.oversight.models import SignOffRow
from comity.site.record.models import Entry
from tests.site.attacks.ways import guarded_tables
from tests.site.conftest import NOW
from tests.site.tampering import owning, put_off, run, tampered

pytestmark = pytest.mark.django_db
SIGNED = {
    "report": (PublishedReport, "title"),
    "sign-off": (SignOffRow, "digest"),
    "entry": (Entry, "act"),
}
EVERY = pytest.mark.parametrize(("model", "column"), SIGNED.values(), ids=SIGNED)


def said(instance):
    return [str(one) for one in reconcile(instance, NOW).differences]


def refused(act):
    with pytest.raises(DatabaseError, match=r"never|only by a sign-off"), atomic():
        act()


def save(model, column):
    row = model.objects.order_by("pk").last()
    setattr(row, column, "forged")
    row.save()


@EVERY
@pytest.mark.usefixtures("published")
def test_attack_save_changes_nothing_that_is_signed(instance, model, column):
    refused(lambda: save(model, column))
    assert not model.objects.filter(**{column: "forged"}).exists()
    assert said(instance) == []


@EVERY
@pytest.mark.usefixtures("published")
def test_control_without_its_triggers_save_does_it_and_it_is_found(instance, model, column):
    with tampered():
        save(model, column)
        assert model.objects.filter(**{column: "forged"}).exists()
        assert any("forged" in one for one in said(instance))


def another(**changes) -> PublishedReport:
    """Return a report like the one that is published, that nobody has signed."""
    row = PublishedReport.objects.get()
    row.pk, row.symbol, row.entry_id = "dia-9", "A24/DIA/9", Entry.objects.order_by("idx")[0].pk
    for name, value in changes.items():
        setattr(row, name, value)
    return row


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "changes",
    [
        {"signoff_id": "s-nobody"},
        {"signoff_subject": "dialogue:report:dia-9"},
        {"digest": "00" * 32, "signoff_digest": "00" * 32},
    ],
    ids=str,
)
def test_attack_bulk_create_enters_no_report_without_its_sign_off(instance, changes):
    for act in (
        lambda: PublishedReport.objects.bulk_create([another(**changes)]),
        lambda: another(**changes).save(force_insert=True),
    ):
        refused(act)
    assert PublishedReport.objects.count() == 1
    assert said(instance) == []


@pytest.mark.usefixtures("published")
def test_control_without_its_triggers_bulk_create_does_it_and_it_is_found(instance):
    with tampered():
        PublishedReport.objects.bulk_create([another(signoff_subject="dialogue:report:dia-9")])
        assert any("dia-9" in one for one in said(instance))


@pytest.mark.usefixtures("published")
def test_a_sign_off_that_is_borrowed_from_another_report_is_found(instance):
    """Its three values fit each other; only the record tells that it is about another."""
    with atomic():
        PublishedReport.objects.bulk_create([another()])
        assert any("dia-9" in one for one in said(instance))


@EVERY
@pytest.mark.usefixtures("published")
def test_attack_update_and_delete_reach_nothing_that_is_signed(instance, model, column):
    row = model.objects.order_by("pk").last()
    setattr(row, column, "forged")
    before = model.objects.count()
    refused(lambda: model.objects.update(**{column: "forged"}))
    refused(lambda: model.objects.bulk_update([row], [column]))
    with pytest.raises(DatabaseError), atomic():
        # As SQL: the ORM asks beforehand what refers to a row, and refuses for that reason already.
        run(f"DELETE FROM {model._meta.db_table}")  # noqa: SLF001 - the name of the table
    assert model.objects.count() == before
    assert said(instance) == []


@pytest.mark.usefixtures("published")
def test_control_without_its_triggers_rows_go():
    tables = sorted(guarded_tables())
    assert "record_sealedballot" in tables
    with tampered():
        with owning(), connection.cursor() as cursor:
            put_off()
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
        assert PublishedReport.objects.count() == SignOffRow.objects.count() == 0


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("model", [PublishedReport, SignOffRow, Entry])
def test_attack_even_who_owns_the_tables_lets_no_row_go_while_its_trigger_stands(model):
    with owning(), pytest.raises(DatabaseError, match="never go"), atomic():
        run(f"DELETE FROM {model._meta.db_table}")  # noqa: SLF001 - the name of the table


@pytest.mark.parametrize(
    "table", ["dialogue_published_report", "oversight_signoff", "record_entry"]
)
def test_attack_replace_takes_no_signed_row_away(published, instance, table):
    with pytest.raises(DatabaseError, match=r"never go|FOREIGN KEY"), atomic():
        run(f"REPLACE INTO {table} SELECT * FROM {table}")
    assert said(instance) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER dialogue_published_report_fixed",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA writable_schema = ON",
        "ATTACH DATABASE ':memory:' AS other",
    ],
)
def test_attack_nothing_is_switched_off_on_the_connection_of_pages(published, statement):
    with pytest.raises(DatabaseError, match="not authorized"), connection.cursor() as cursor:
        cursor.execute(statement)
