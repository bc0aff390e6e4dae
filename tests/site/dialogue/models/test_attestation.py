import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.actions import Finding
from comity.site.dialogue.models import Attestation
from tests.site.dialogue.audited import auditor, publish_protected, say

pytestmark = pytest.mark.django_db
PERHAPS = """
INSERT INTO dialogue_attestation
SELECT 9, 'perhaps', sealed, public, note, actor, mandate, entry_id, report_id
FROM dialogue_attestation
"""


@pytest.fixture
def spoken(log, instance):
    """An auditor's word."""
    publish_protected(instance)
    say(instance, auditor(1), Finding("differs"))
    return Attestation.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_attestation SET outcome = 'agrees'",
        "UPDATE dialogue_attestation SET actor = 'p-2/auditor'",
        "UPDATE dialogue_attestation SET sealed = 'x'",
        "DELETE FROM dialogue_attestation",
        PERHAPS,
    ],
)
def test_an_auditors_word_never_changes(spoken, statement):
    with pytest.raises(DatabaseError), atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert str(spoken) == "dia-7 p-1/auditor differs"
