from datetime import date

import pytest
from django.utils import translation

from comity.people import Party
from comity.site.members.templatetags import people_words as filters

PARTY = Party("p-1", "state", {"fr": "Cimaire <i>", "ar": "سيمير"}, "fr")


def test_a_name_is_set_apart_escaped_and_marked_where_it_is_in_another_language():
    assert filters.party_name(PARTY) == '<bdi lang="fr">Cimaire &lt;i&gt;</bdi>'
    with translation.override("ar"):
        assert filters.party_name(PARTY) == "<bdi>سيمير</bdi>"


def test_a_day_is_written_out():
    assert filters.date_words(date(2026, 3, 1)) == '<time datetime="2026-03-01">1 March 2026</time>'


@pytest.mark.parametrize(
    ("say", "value", "said"),
    [
        (filters.kind_words, "observer", "observer"),
        (filters.status_words, "in_force", "in force"),
        (filters.state_words, "begins", "has not begun"),
        (filters.roles_words, {"secretary", "chair"}, "Chair and Secretary"),
    ],
)
def test_words_of_the_page(say, value, said):
    assert say(value) == said


def test_the_name_of_an_act_breaks_between_its_words_and_nothing_gets_in():
    assert filters.breakable("a.b_c") == "a.<wbr>b_<wbr>c"
    assert "<b>" not in filters.breakable("<b>.x")
