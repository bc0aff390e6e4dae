"""Raw SQL on translations is named; what was erased is no difference."""

import pytest

from comity.site.dialogue.models import TranslationRow
from comity.site.home.health import reconcile
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_translating import ARABIC, erase, of, translate
from tests.site.dialogue.world import NOW, opened
from tests.site.tampering import tampered

FIRST = "(SELECT min(id) FROM dialogue_translation)"

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(log, instance):
    """A conversation with two translations in place."""
    opened(instance)
    translate(of(1, ARABIC), of(2, "Safety first.", "en", reviewer="A. Reader"))
    sequence(instance.log_folder)
    return instance


def told(configuration):
    found = reconcile(configuration, NOW).differences
    return [(one.kind, one.name, one.column) for one in found]


def test_untouched_translations_have_no_differences(translated):
    assert told(translated) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "'Nobody should be heard.'"),
        ("language", "'fr'"),
        ("origin", "'machine'"),
        ("by", "'Somebody'"),
        ("reviewer", "''"),
        ("source", "'0'"),
        ("votes_before", "20"),
    ],
)
def test_a_changed_translation_is_named(translated, column, value):
    with tampered(f'UPDATE dialogue_translation SET "{column}" = {value} WHERE id = {FIRST} + 1'):
        assert [(kind, found) for kind, _, found in told(translated)] == [("translation", column)]


def test_the_triggers_refuse_what_raw_sql_needs_the_owner_for(translated):
    row = TranslationRow.objects.first()
    row.text = "Nobody should be heard."
    with pytest.raises(Exception, match="never change"):
        row.save()


def test_one_that_replaced_another_says_after_how_many_votes(translated):
    translate(of(1, "ينبغي الاستماع إليهم جميعا."))
    sequence(translated.log_folder)
    assert told(translated) == []
    with tampered(f"UPDATE dialogue_translation SET votes_before = 50 WHERE id = {FIRST} + 2"):
        assert ("translation", "dia-7 1 ar", "votes_before") in told(translated)


def test_a_translation_moved_to_another_statement_is_named(translated):
    other = "(SELECT id FROM dialogue_statement WHERE number = 3)"
    with tampered(f"UPDATE dialogue_translation SET statement_id = {other} WHERE id = {FIRST}"):
        assert ("translation", "dia-7 1 ar", "statement") in told(translated)


def test_a_translation_that_went_or_came_by_no_entry_is_named(translated):
    with tampered(f"DELETE FROM dialogue_translation WHERE id = {FIRST}"):
        assert told(translated) == [("translation", "dia-7 1", "")]


def test_what_was_erased_is_no_difference_and_left_words_are(translated):
    first = TranslationRow.objects.order_by("pk").first()
    index = Entry.objects.get(translated=first).idx
    erase(Log.objects.get(), translated, index)
    sequence(translated.log_folder)
    assert told(translated) == []
    with tampered(f"UPDATE dialogue_translation SET text = 'left' WHERE id = {FIRST}"):
        assert ("translation", "dia-7 1 ar", "text") in told(translated)
