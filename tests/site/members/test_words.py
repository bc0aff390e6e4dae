from typing import get_args

from comity.people import STATUSES, PartyKind
from comity.render import LANGUAGES, voice
from comity.site.members.queries import STATES as STATES_OF_MANDATES
from comity.site.members.words import (
    KINDS,
    STATES,
    kind_words,
    state_words,
    status_words,
)
from comity.site.members.words import (
    STATUSES as STATUS_WORDS,
)

ENGLISH = voice(LANGUAGES["en"])


def test_each_kind_status_and_state_has_words():
    assert set(KINDS) == set(get_args(PartyKind))
    assert set(STATUS_WORDS) == set(STATUSES)
    assert set(STATES) == set(STATES_OF_MANDATES)


def test_words_are_those_of_the_page_and_what_is_unknown_stands_as_it_is():
    assert status_words("in_force", ENGLISH) == "in force"
    assert kind_words("state", ENGLISH) == "state"
    assert state_words("over", ENGLISH) == "is over"
    assert [say("x", ENGLISH) for say in (kind_words, status_words, state_words)] == ["x"] * 3
