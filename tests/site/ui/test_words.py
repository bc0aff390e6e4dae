from datetime import UTC, datetime

import pytest
from django.utils import translation

from comity.site.ui.templatetags.words import day, filesize, moment, number

AT = datetime(2026, 11, 23, 14, 32, tzinfo=UTC)


def test_a_time_is_in_utc_and_says_so():
    assert moment(AT) == (
        '<time datetime="2026-11-23T14:32:00+00:00">23 November 2026, 14:32</time> UTC'
    )


@pytest.mark.parametrize(("code", "word"), [("fr", "novembre"), ("ru", "ноября"), ("ar", "نوفمبر")])
def test_a_day_has_its_month_in_the_language_of_the_page(code, word):
    with translation.override(code):
        assert word in day(AT)


def test_numbers_have_the_separators_of_the_language():
    assert number(29811) == "29,811"
    with translation.override("fr"):
        assert number(29811) == "29\u202f811"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 KB"), (431_234, "431 KB"), (1_100_000, "1.1 MB")],
)
def test_sizes_have_the_unit_that_fits(count, shown):
    assert filesize(count) == f'<bdi dir="ltr">{shown}</bdi>'
