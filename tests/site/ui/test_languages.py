import pytest
from django.test import RequestFactory
from django.utils import translation

from comity.render import LANGUAGES
from comity.site.ui.languages import (
    active_language,
    django_code,
    language_of,
    preferred_language,
)


def asking(header):
    return RequestFactory().get("/", headers={"Accept-Language": header})


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ar-EG,ar;q=0.9", "ar"),
        ("zh-TW,zh;q=0.9,en;q=0.1", "zh"),
        ("de,ru;q=0.8,fr;q=0.9", "fr"),
        ("de", "en"),
        ("", "en"),
        ("*", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_browsers_first_language_that_there_is_counts(header, code):
    assert preferred_language(asking(header)).code == code


@pytest.mark.parametrize(
    ("path", "code"),
    [("/ar/", "ar"), ("/zh/record/", "zh"), ("/ar", "ar"), ("/de/", None), ("/", None)],
)
def test_the_address_names_the_language(path, code):
    found = language_of(path)
    assert (found.code if found else None) == code


def test_djangos_code_of_chinese_leads_back_to_it():
    assert django_code(LANGUAGES["zh"]) == "zh-hans"
    with translation.override("zh-hans"):
        assert active_language() == LANGUAGES["zh"]


def test_without_a_language_pages_are_english():
    with translation.override(None):
        assert active_language() == LANGUAGES["en"]
