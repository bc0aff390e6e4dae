import pytest
from django.utils import translation

from comity.render import LANGUAGES, voice
from comity.site.dialogue.actions import ACT as PUBLISH
from comity.site.oversight.actions import ACT as SIGN
from comity.site.record.keeping import BEGIN, DEPLOY
from comity.site.record.words import ACTS, act_words, class_words, role_words, subject_path

ENGLISH = voice(LANGUAGES["en"])


def test_every_act_of_this_version_has_plain_words():
    assert {PUBLISH, SIGN, BEGIN, DEPLOY} == set(ACTS)
    assert act_words(PUBLISH, ENGLISH) == "Report published"


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
