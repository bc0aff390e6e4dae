import pytest
from django.db import DatabaseError
from django.db.transaction import atomic

from comity.site.dialogue.models import PublishedReport
from tests.site import tampering

pytestmark = pytest.mark.django_db
TABLE = "dialogue_published_report"
COLUMNS = (
    "id, symbol, title, report, summary, digest, bundle_size, simulated, published_at, "
    "signoff_id, signoff_subject, signoff_digest, entry_id"
)


def run(statement):
    with atomic():
        tampering.run(statement)


@pytest.mark.parametrize(
    "change", ["title = 'x'", "report = x'00'", "digest = 'x'", "published_at = '2020-01-01'"]
)
def test_the_database_itself_refuses_to_change_a_report(published, change):
    with pytest.raises(DatabaseError, match="never change"):
        run(f"UPDATE {TABLE} SET {change}")


def test_the_database_itself_refuses_to_let_a_report_go(published):
    with pytest.raises(DatabaseError, match=tampering.NEVER_GO):
        run(f"DELETE FROM {TABLE}")


def forged(signoff_id, digest):
    """A row copied from the published one under another id, bound to the sign-off named."""
    return (
        f"INSERT INTO {TABLE} ({COLUMNS}) SELECT 'dia-9', 'X/9', title, report, summary, {digest}, "
        f"bundle_size, simulated, published_at, {signoff_id}, signoff_subject, {digest}, "
        f"(SELECT min(id) FROM record_entry) "
        f"FROM {TABLE}"
    )


@pytest.mark.parametrize(("signoff_id", "digest"), [("'nobody'", "digest"), ("signoff_id", "'00'")])
def test_nothing_takes_effect_without_the_sign_off_of_its_bytes(published, signoff_id, digest):
    with pytest.raises(DatabaseError, match="only by a sign-off"):
        run(forged(signoff_id, digest))


def test_with_the_sign_off_of_its_bytes_it_does(published):
    """The control: the same statement, with the sign-off, is let in."""
    run(forged("signoff_id", "digest"))
    assert PublishedReport.objects.count() == 2
    assert str(PublishedReport.objects.get(pk="dia-1")).startswith("A24/DIA/1 ")
