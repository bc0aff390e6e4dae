from django.utils import translation

from comity.dialogue import REASONS
from comity.site.dialogue.templatetags.dialogue_words import reason_words


def test_a_reason_reads_in_the_language_of_the_page():
    assert reason_words("unclear") == REASONS["unclear"]
    with translation.override("fr"):
        assert reason_words("unclear")


def test_a_reason_of_a_later_version_is_named():
    assert reason_words("something new") == "something new"
