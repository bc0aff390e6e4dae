import json

import pytest
from django.utils import translation

from comity.edge import shipped
from comity.record import ERASE
from comity.render import LANGUAGES, voice
from comity.site.dialogue.actions import ACT as PUBLISH
from comity.site.oversight.actions import ACT as SIGN
from comity.site.record.keeping import BEGIN, DEPLOY
from comity.site.record.queries import Head
from comity.site.record.witnesses import Quorum, Witnessing
from comity.site.record.words import (
    ACTS,
    ROLES,
    act_words,
    class_words,
    day_words,
    role_words,
    subject_path,
    witness_words,
)
from tests.site.conftest import NOW

ENGLISH = voice(LANGUAGES["en"])


def test_every_act_of_this_version_has_plain_words():
    assert {PUBLISH, SIGN, BEGIN, DEPLOY, ERASE} <= set(ACTS)
    assert act_words(PUBLISH, ENGLISH) == "Report published"


def test_every_act_and_role_of_the_shipped_table_has_plain_words():
    table = json.loads(shipped("people", "roles", 1))
    assert {act if isinstance(act, str) else act["act"] for act in table["acts"]} <= set(ACTS)
    assert {role["id"] for role in table["roles"]} <= set(ROLES)


def test_what_has_no_words_is_called_by_its_name():
    assert act_words("standards.adopt", ENGLISH) == "standards.adopt"
    assert role_words("p-1/rapporteur", ENGLISH) == "rapporteur"
    assert class_words("other", ENGLISH) == "other"


def test_a_role_is_said_in_words():
    assert role_words("assembly/secretary", ENGLISH) == "Secretary"
    assert class_words("person", ENGLISH) == "about a person"


@pytest.mark.parametrize(
    ("subject", "path"),
    [
        ("dialogue:report:dia-1", "/ar/dialogue/reports/dia-1/"),
        ("record:log:assembly.test/record", ""),
        ("dialogue:report", ""),
        ("dialogue:report:../x", ""),
    ],
)
def test_a_subject_leads_to_its_page_if_it_has_one(subject, path):
    with translation.override("ar"):
        assert subject_path(subject) == path


def head_of(names, quorum):
    seen = Witnessing(3, names, (), met=False, note=b"")
    return Head("o", "k", 5, "00", NOW, b"", seen, quorum)


@pytest.mark.parametrize(
    ("names", "quorum", "words"),
    [
        ((), Quorum(2, 3), "not witnessed"),
        (("a",), None, "1 witness, up to entry 2"),
        (("a", "b"), None, "2 witnesses, up to entry 2"),
        (("a",), Quorum(2, 3), "1 witness of the 2 needed, up to entry 2"),
    ],
)
def test_witnesses_are_counted_with_what_they_signed(names, quorum, words):
    assert witness_words(head_of(names, quorum), ENGLISH) == words


@pytest.mark.parametrize(("day", "words"), [("2027-01-31", "31 January 2027"), ("soon", "soon")])
def test_a_day_is_said_in_words(day, words):
    assert day_words(day, ENGLISH) == words
