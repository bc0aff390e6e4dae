"""The database itself keeps what a translation says, and lets its words go."""

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from comity.site.dialogue.models import TranslationRow
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.world import ID, opened
from tests.site.tampering import NEVER_GO

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(log, instance):
    """One translation."""
    opened(instance)
    translate(of(1, ARABIC, reviewer="A. Reader"))
    return TranslationRow.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        "text = 'Another'",
        "reviewer = 'Somebody else'",
        "\"by\" = 'A system'",
        "origin = 'machine'",
        "language = 'fr'",
        "\"of\" = '2'",
        "source = ''",
        "statement_id = NULL",
    ],
)
def test_nothing_it_says_can_be_changed(row, change):
    with pytest.raises(DatabaseError, match="never change"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE dialogue_translation SET {change}")


def test_it_never_goes_and_its_words_may(row):
    with (
        pytest.raises(DatabaseError, match=NEVER_GO),
        atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM dialogue_translation")
    assert TranslationRow.objects.update(text="", by="", reviewer="") == 1


def test_its_name_tells_no_word_of_it(row):
    assert str(row) == f"{ID} 1 ar"
