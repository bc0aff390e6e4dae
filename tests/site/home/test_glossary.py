import re
from pathlib import Path

import pytest

from comity.render import LANGUAGES, voice
from comity.site.home.glossary import TERMS, terms_in

SITE = Path(__file__).resolve().parents[3] / "src" / "comity" / "site"
LINKED = re.compile(r"url 'glossary' %}#([a-z-]*)")


def test_each_term_has_one_place_and_one_sentence():
    assert len({one.id for one in TERMS}) == len({one.word for one in TERMS}) == len(TERMS)
    for one in TERMS:
        assert one.meaning.endswith(".")
        assert len(one.meaning) < 100


@pytest.mark.parametrize("code", LANGUAGES)
def test_none_is_lost_in_any_language(code):
    found = terms_in(voice(LANGUAGES[code]))
    assert {one.id for one in found} == {one.id for one in TERMS}
    assert all(one.word and one.meaning for one in found)


def test_they_stand_in_the_order_of_the_alphabet():
    words = [one.word for one in terms_in(voice(LANGUAGES["en"]))]
    assert words == sorted(words)


def test_pages_link_to_terms_that_are_there():
    found = {
        name
        for file in SITE.rglob("*.html")
        for name in LINKED.findall(file.read_text(encoding="utf-8"))
    }
    assert len(found) > 4
    assert found <= {one.id for one in TERMS}


@pytest.mark.django_db
def test_a_term_is_found_by_its_place_on_the_page(client):
    page = client.get("/en/glossary/").content.decode()
    assert '<dt id="mandate"><b>Mandate</b></dt>' in page
