"""The words of letters: what waits and what changed, in the reader's language, and no more."""

import pytest

from comity.render import LANGUAGES
from comity.site.work.actions import draw_reminders
from comity.site.work.models import Wish
from comity.site.work.queue import choose, queue_digests
from tests.site.conftest import sequence
from tests.site.dialogue.world import ID, NOW, opened, submit, terms
from tests.site.members.factories import somebody
from tests.site.work.mailing import MORNING, letters_in, send, wants

pytestmark = pytest.mark.django_db


def plain(letter) -> str:
    return letter.get_content().replace("\r\n", "\n")


@pytest.fixture
def who(log, instance):
    """A moderator for whom a statement waits."""
    found = somebody("moderator")
    opened(instance)
    submit(instance, 1, "Ask the fishermen too.")
    sequence(instance.log_folder)
    return found


def test_a_digest_says_what_waits_and_what_changed(who, instance):
    wants("p-1")
    queue_digests(now=MORNING)
    assert send(instance) == 1
    (letter,) = letters_in(instance)
    text = plain(letter)
    assert "Decide on 1 statement · \u2068A question\u2069 · 3 December 2026, 12:00 UTC" in text
    assert "Statement submitted (1)" in text
    assert "https://localhost/en/my-work/\n" in text
    assert letter["To"] == "p-1@example.org"
    assert "fishermen" not in text


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_digest_is_in_its_readers_language(who, instance, code):
    wants("p-1", language=code)
    queue_digests(now=MORNING)
    send(instance)
    (letter,) = letters_in(instance)
    assert letter["Content-Language"] == LANGUAGES[code].tag
    assert f"https://localhost/{code}/my-work/" in plain(letter)
    assert "\u2068A question\u2069" in plain(letter)
    assert ("Decide on" in plain(letter)) == (code == "en")


def test_a_reminder_names_the_conversation_and_its_close(who, instance):
    wants("p-1")
    due = terms().closes - (terms().closes - terms().closes.replace(day=2))
    draw_reminders(now=due)
    assert send(instance, due) == 1
    text = plain(letters_in(instance)[0])
    assert "\u2068A question\u2069" in text
    assert f"https://localhost/en/dialogue/conversations/{ID}/" in text
    assert "3 December 2026, 12:00 UTC" in text


def test_a_code_goes_to_the_address_that_is_to_be_confirmed_and_is_no_link(who, instance):
    choose(acting=who, address="new@example.org", rhythm="day", reminders=False, now=NOW)
    assert send(instance, NOW) == 1
    (letter,) = letters_in(instance)
    code = Wish.objects.get().code
    assert letter["To"] == "new@example.org"
    assert f"\n{code}\n" in plain(letter)
    assert f"/{code}" not in plain(letter)


def test_who_stopped_meanwhile_gets_nothing(who, instance):
    wants("p-1")
    queue_digests(now=MORNING)
    wants("p-1", rhythm="none")
    assert send(instance) == 0
    assert letters_in(instance) == []


def test_where_nothing_is_to_be_told_no_letter_goes(log, instance):
    somebody("expert", person="p-8")
    sequence(instance.log_folder)
    wants("p-8")
    queue_digests(now=MORNING)
    assert send(instance) == 1  # the mandate that was given
    wants("p-8")
    queue_digests(now=MORNING.replace(day=28))
    assert send(instance, MORNING.replace(day=28)) == 0
