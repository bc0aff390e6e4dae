"""A person's word: for the digest that was shown, by a passkey only where one has answered."""

import json
from dataclasses import replace

import pytest
from django.test import RequestFactory

from comity.fault import RefusedError
from comity.site.dialogue.actions import ACT
from comity.site.dialogue.pages.signing import PASSKEY, asked_of_passkey, word_for
from comity.site.members.queries import acting_as
from comity.subject import Subject
from tests.site.conftest import NOW
from tests.site.members.factories import somebody
from tests.site.passkeys import answer, enrolled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
SUBJECT = Subject("dialogue", "report", "dia-1")
SHOWN = replace(SUBJECT, digest="00" * 32)


@pytest.fixture
def who():
    return somebody("secretary")


def posted(**fields):
    sent = {"digest": SHOWN.digest, "nonce": "n", **fields}
    return RequestFactory().post("/en/", sent, headers={"host": "localhost"})


def word(request, who):
    return word_for(request, ACT, SUBJECT, who, who.mandates[0], NOW)


def test_without_a_passkey_it_is_the_word_of_the_server(who):
    told = word(posted(), who)
    assert (told.strength, told.assertion, told.subject) == ("attested", None, SHOWN)
    assert word(posted(digest=""), who).subject.digest == "none"


def test_threat_T3_what_a_passkey_answers_comes_with_it_and_nothing_else_does(who):
    device = enrolled("p-1")
    asked = asked_of_passkey(posted(), ACT, SHOWN, acting_as("p-1"), NOW)
    fields = {"nonce": asked.nonce, "sign_off": asked.sign_off}
    told = word(posted(**fields, **{PASSKEY: answer(device, asked.options)}), who)
    assert (told.strength, told.id) == ("signed", asked.sign_off)
    with pytest.raises(RefusedError):
        word(posted(**fields, **{PASSKEY: json.dumps({})}), who)


def test_nothing_is_asked_of_who_may_not_sign_or_has_no_passkey(who):
    assert asked_of_passkey(posted(), ACT, SHOWN, who, NOW) is None
    enrolled("p-1")
    assert asked_of_passkey(posted(), ACT, SHOWN, who, NOW) is not None
    assert asked_of_passkey(posted(), ACT, SHOWN, None, NOW) is None
    other = somebody("delegate", person="p-2")
    enrolled("p-2")
    assert asked_of_passkey(posted(), ACT, SHOWN, other, NOW) is None
