"""A statement that is hidden is hidden in every language, on pages and in the record."""

import pytest

from comity.people import Acting
from comity.site.dialogue.actions import (
    DECIDE_APPEAL,
    TRANSLATE,
    Ruling,
    decide_appeal,
)
from comity.site.home.health import reconcile
from comity.site.record.models import Entry
from tests.site.conftest import sequence
from tests.site.dialogue.actions.test_concerns import judge
from tests.site.dialogue.actions.test_translating import accept, of, translate
from tests.site.dialogue.world import (
    ID,
    NOW,
    SECOND,
    appeal,
    concern,
    entered,
    office,
    opened,
    submit,
    vote,
)

pytestmark = pytest.mark.django_db
SAID = "My neighbour in Quellwick is a thief."
TRANSLATED = "جاري في كويلويك لص."


@pytest.fixture
def translated(log, instance):
    """A statement that was accepted and translated, and about which there is a concern."""
    opened(instance)
    entered(SECOND.mandates[0], SECOND.name)
    office("moderator", TRANSLATE)
    number = submit(instance, 1, SAID)
    accept(log, number)
    translate(of(number, TRANSLATED))
    for who in range(12):
        vote(instance, who, (1, 1), (number, 1))
    concern(instance, 2, number)
    sequence(instance.log_folder)
    return instance


def seen(client) -> list[str]:
    """Return the public answers that show the translation."""
    index = Entry.objects.get(act=TRANSLATE).idx
    addresses = (
        f"/ar/record/entries/{index}/",
        f"/api/v1/record/entries/{index}",
        f"/ar/dialogue/conversations/{ID}/trail/",
        f"/ar/dialogue/conversations/{ID}/statements/",
        f"/api/v1/conversations/{ID}/statements?language=ar",
    )
    answers = {one: client.get(one) for one in addresses}
    assert {answer.status_code for answer in answers.values()} == {200}
    return [one for one, answer in answers.items() if shows(answer)]


def shows(answer) -> bool:
    plain = answer.content.decode()
    return TRANSLATED in plain or TRANSLATED in plain.encode().decode("unicode_escape", "ignore")


def kept_again(log, number):
    """Overturn the rejection, by somebody else than who rejected it."""
    third = office("moderator", DECIDE_APPEAL, id="m-third", holder="p-third")
    other = Acting("p-third", "Mina Dahl", third.mandates)
    ruling = Ruling(number, "overturned", "understood")
    decide_appeal(log=log, conversation=ID, ruling=ruling, acting=other, now=NOW)


def test_threat_T5_words_that_are_hidden_are_hidden_in_translation_too(translated, client, log):
    assert len(seen(client)) == 5  # the control: before it is hidden everybody reads it
    judge(number=4)
    sequence(translated.log_folder)
    assert seen(client) == []
    assert reconcile(translated, NOW).differences == []


def test_overturned_it_is_read_again(translated, client, log):
    judge(number=4)
    appeal(translated, 1, 4)
    kept_again(log, 4)
    sequence(translated.log_folder)
    assert len(seen(client)) == 5
    assert reconcile(translated, NOW).differences == []
