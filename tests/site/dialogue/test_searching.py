"""Search shows what pages show: nothing that waits, was rejected, erased or is a delegation's."""

import pytest

from comity.language import sought_words
from comity.site.dialogue.actions import Ruling, moderate_statement
from comity.site.dialogue.models import PublishedReport as Report
from comity.site.dialogue.models import Statement
from comity.site.dialogue.searching import CONVERSATIONS, REPORTS, STATEMENTS
from comity.site.record.indexing import index_new
from comity.site.record.models import FoldedWord
from comity.site.ui.searching import Question
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_translating import ARABIC, of, translate
from tests.site.dialogue.world import ID, MODERATOR, NOW, opened, submit

pytestmark = pytest.mark.django_db
BALLOT = f"/en/dialogue/conversations/{ID}/statements/"


def found(provider, text, limit=10):
    return provider.query(Question(text, sought_words(text, 8), None, "en", limit))


def indexed(instance):
    sequence(instance.log_folder)
    while index_new():
        pass


def decide(log, number, decision, reason=""):
    ruling = Ruling(number, decision, reason)
    moderate_statement(log=log, conversation=ID, ruling=ruling, acting=MODERATOR, now=NOW)


def test_a_statement_that_is_voted_on_is_found_with_its_place(log, instance):
    opened(instance)
    indexed(instance)
    (one,) = found(STATEMENTS, "HEARD everybody")
    assert (one.snippet, one.language) == ("Everybody should be heard.", "en")
    assert one.place == f"{BALLOT}?statement=1#s1"
    assert found(STATEMENTS, "سلامه")[0].snippet == "السلامة أولاً."


def test_what_waits_or_was_rejected_never_turns_up_until_it_is_shown(log, instance):
    opened(instance)
    waits, refused = (submit(instance, n, f"Ask the fishermen {n}.") for n in (1, 2))
    decide(log, refused, "rejected", "off_topic")
    indexed(instance)
    assert FoldedWord.objects.filter(word="fishermen").exists()  # the control: the word is kept
    assert found(STATEMENTS, "fishermen") == []
    decide(log, waits, "accepted")
    assert [one.snippet for one in found(STATEMENTS, "fishermen")] == ["Ask the fishermen 1."]


def test_where_moderation_comes_after_it_turns_up_at_once(log, instance):
    opened(instance, moderation="after")
    submit(instance, 1, "Ask the fishermen too.")
    indexed(instance)
    assert found(STATEMENTS, "fishermen")


def test_a_text_that_went_never_turns_up_even_if_its_words_stayed(log, instance):
    opened(instance)
    indexed(instance)
    assert found(STATEMENTS, "heard")
    Statement.objects.filter(number=1).update(text="")
    assert FoldedWord.objects.filter(word="heard").exists()
    assert found(STATEMENTS, "heard") == []


def test_a_translation_is_found_and_goes_with_its_original(log, instance):
    opened(instance)
    translate(of(1, ARABIC))
    indexed(instance)
    word = ARABIC.split()[0]
    assert [one.language for one in found(STATEMENTS, word)] == ["ar"]
    Statement.objects.filter(number=1).update(text="")
    assert found(STATEMENTS, word) == []


def test_a_conversation_is_found_by_what_it_asks(log, instance):
    opened(instance)
    indexed(instance)
    (one,) = found(CONVERSATIONS, "should it be")
    assert (one.title, one.place) == ("A question", f"/en/dialogue/conversations/{ID}/")


def test_a_report_is_found_by_title_and_symbol(published, instance):
    indexed(instance)
    for text in ("A24/DIA/1", Report.objects.get().title):
        assert [one.place for one in found(REPORTS, text)] == ["/en/dialogue/reports/dia-1/"]


def test_no_more_than_asked_for(log, instance):
    opened(instance, moderation="after")
    for number in range(5):
        submit(instance, number, f"Ask the fishermen {number}.")
    indexed(instance)
    assert len(found(STATEMENTS, "fishermen", 3)) == 3


def test_a_translation_that_was_replaced_turns_up_no_more(log, instance):
    opened(instance)
    translate(of(1, "كلمات خاطئة تماما."))
    indexed(instance)
    assert found(STATEMENTS, "خاطئة")  # the control: while it is in use
    translate(of(1, ARABIC))
    indexed(instance)
    assert FoldedWord.objects.filter(word__startswith="خاطي").exists()
    assert found(STATEMENTS, "خاطئة") == []
    assert found(STATEMENTS, ARABIC.split()[0])
