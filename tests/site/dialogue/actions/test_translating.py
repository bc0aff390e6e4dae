"""Statements are translated by named people, whoever drafted the words; and words can go."""

from dataclasses import replace

import pytest

from comity.dialogue import Statement as Voted
from comity.dialogue import Translation, source_of
from comity.fault import RefusedError
from comity.site.dialogue.actions import (
    TRANSLATE,
    Kept,
    Ruling,
    enter_translations,
    moderate_statement,
    take_out,
)
from comity.site.dialogue.models import Statement, TranslationRow
from comity.site.dialogue.queries import entered_translations
from comity.site.home.erasing import erase_everywhere
from comity.site.record.models import Entry, Log
from tests.site.conftest import sequence
from tests.site.dialogue.world import (
    ID,
    MODERATOR,
    NOW,
    SECRETARY,
    SEEDS,
    begin_closing,
    opened,
    person,
    submit,
    voter,
)

pytestmark = pytest.mark.django_db
TRANSLATOR = person("moderator", TRANSLATE)
ARABIC = "ينبغي الاستماع إلى الجميع."


def of(number: int, text: str, language: str = "ar", **changes) -> Translation:
    """Return a translation of the statement as it stands."""
    row = Statement.objects.get(conversation=ID, number=number)
    source = source_of(Voted(str(number), row.text, 1))
    made = Translation(str(number), language, text, "human", "", "", source)
    return replace(made, **changes)


def translate(*translations: Translation, acting=TRANSLATOR) -> int:
    return enter_translations(
        log=Log.objects.get(), conversation=ID, translations=translations, acting=acting, now=NOW
    )


def accept(log, number: int) -> None:
    ruling = Ruling(number, "accepted")
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)


def refused(*translations: Translation, **changes) -> list[str]:
    with pytest.raises(RefusedError) as raised:
        translate(*translations, **changes)
    assert not TranslationRow.objects.exists()
    return [fault.code for fault in raised.value.faults]


def test_a_translation_is_entered_with_its_origin_and_stands_beside_the_original(log, instance):
    opened(instance)
    machine = of(
        3, "Faster.", "en", origin="machine", by="ExampleTranslate 4", reviewer="A. Reader"
    )
    assert translate(of(1, ARABIC), machine) == 2
    told = [(one.statement, one.language, one.text) for one in entered_translations(ID)]
    assert told == [("1", "ar", ARABIC), ("3", "en", "Faster.")]
    entries = Entry.objects.filter(act=TRANSLATE)
    assert {entry.opened for entry in entries} == {True}
    assert Statement.objects.get(number=1).text == SEEDS[0][0]


def test_the_last_one_counts_and_the_same_again_is_no_act(log, instance):
    opened(instance)
    assert translate(of(1, "أولى")) == 1
    assert translate(of(1, "أولى")) == 0
    assert translate(of(1, ARABIC)) == 1
    assert [one.text for one in entered_translations(ID)] == [ARABIC]
    assert Entry.objects.filter(act=TRANSLATE).count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"language": "en"}, "dialogue.translation_language"),
        ({"language": "not a tag"}, "dialogue.translation_language"),
        ({"text": " "}, "dialogue.translation_text"),
        ({"text": "a <b>bold</b> word"}, "dialogue.translation_text"),
        ({"text": "hidden \u202e turn"}, "dialogue.translation_text"),
        ({"text": "x" * 10_000}, "dialogue.translation_text"),
        ({"origin": "machine"}, "dialogue.translation_origin"),
        ({"reviewer": "two\nlines"}, "dialogue.translation_origin"),
        ({"statement": "99"}, "dialogue.translation_of_nothing"),
        ({"source": "0" * 64}, "dialogue.translation_of_another"),
    ],
)
def test_what_is_no_translation_is_refused_and_nothing_else_kept(log, instance, changes, code):
    opened(instance)
    assert refused(of(2, "Safety first.", "en"), replace(of(1, ARABIC), **changes)) == [code]


def test_only_whoever_may_and_only_while_it_is_open(log, instance):
    opened(instance)
    assert refused(of(1, ARABIC), acting=None) == ["people.not_signed_in"]
    assert refused(of(1, ARABIC), acting=SECRETARY) == ["people.no_mandate"]
    begin_closing(log=log, conversation=ID, acting=SECRETARY, now=NOW)
    assert refused(of(1, ARABIC)) == ["dialogue.not_open"]


def test_what_waits_is_not_translated_and_once_accepted_it_is(log, instance):
    opened(instance)
    number = submit(instance, 1, "From the back of the room.")
    assert refused(of(number, ARABIC)) == ["dialogue.translation_of_nothing"]
    accept(log, number)
    assert translate(of(number, ARABIC)) == 1


@pytest.fixture
def translated(log, instance):
    """Somebody's accepted statement, translated, everything in its place in the record."""
    opened(instance)
    number = submit(instance, 1, "From the back of the room.")
    accept(log, number)
    translate(of(number, ARABIC))
    sequence(instance.log_folder)
    return number


def erase(log, instance, index: int) -> None:
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    given = {"basis": "request 7", "actor": "operator", "kept": kept, "now": NOW}
    erase_everywhere(log=log, index=index, **given)


def words_left() -> list[bytes | None]:
    entries = Entry.objects.filter(act=TRANSLATE)
    return [
        *entries.values_list("payload", flat=True),
        *entries.values_list("payload_key", flat=True),
    ]


def test_threat_T6_who_takes_their_statement_out_takes_its_translations_along(
    log, instance, translated
):
    assert None not in words_left()
    kept = Kept(instance.sealed_folder, instance.draft_folder)
    take_out(log=log, conversation=ID, voter=voter(instance, 1), kept=kept, now=NOW)
    assert words_left() == [None, None]
    assert set(TranslationRow.objects.values_list("text", "reviewer")) == {("", "")}
    assert not entered_translations(ID)


def test_threat_T6_a_statement_erased_on_request_is_erased_in_every_language(
    log, instance, translated
):
    index = Statement.objects.get(number=translated).entry.idx
    erase(log, instance, index)
    assert words_left() == [None, None]
    assert set(TranslationRow.objects.values_list("text", flat=True)) == {""}


def test_control_erasing_another_entry_leaves_the_translation(log, instance, translated):
    index = Statement.objects.get(number=1).entry.idx
    erase(log, instance, index)
    assert None not in words_left()


def test_threat_T6_the_words_of_a_translation_alone_can_be_erased(log, instance, translated):
    row = TranslationRow.objects.get()
    erase(log, instance, row.entry.idx)
    row.refresh_from_db()
    assert row.text == ""
    assert not entered_translations(ID)
