"""Emblem and accent have addresses of their own, below the fixed policy; pages name them."""

import gzip
from dataclasses import replace

import pytest

from comity.site.profile import Profile
from comity.site.ui.middleware import CONTENT_SECURITY_POLICY
from comity.site.ui.profile import accent_path, emblem_path
from comity.site.ui.style import style_bytes
from tests.site.test_profile import EMBLEM

FIRST_LOAD = 14 * 1024
SET = Profile(
    emblem=EMBLEM,
    accent=("#7a1f3d", "#f0a6bd"),
    languages=("fr", "ar"),
    names_follow="UN M49",
    disclaimer={"en": "No opinion is expressed."},
)


@pytest.fixture
def shown(settings):
    instance = replace(settings.COMITY.instance, profile=SET)
    settings.COMITY = replace(settings.COMITY, instance=instance)


@pytest.mark.parametrize(
    ("path", "kind"), [(emblem_path, "image/svg+xml"), (accent_path, "text/css; charset=utf-8")]
)
def test_each_is_served_with_its_type_below_the_fixed_policy(path, kind, shown, client):
    response = client.get(path())
    assert response.headers["Content-Type"] == kind
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_under_another_address_it_is_not_kept(shown, client):
    for path in ("/emblem/00000000.svg", "/style/accent-00000000.css"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_where_none_is_set_there_is_none(client):
    assert (emblem_path(), accent_path()) == ("", "")
    assert client.get("/emblem/00000000.svg").status_code == 404
    assert client.get("/style/accent-00000000.css").status_code == 404


@pytest.mark.django_db
def test_pages_show_them_and_stay_light(shown, client):
    response = client.get("/en/members/")
    page = response.content.decode()
    assert f'<img src="{emblem_path()}" alt=""' in page
    assert f'<link rel="stylesheet" href="{accent_path()}">' in page
    assert "UN M49" in page
    assert "No opinion is expressed." in page
    files = (response.content, style_bytes(), SET.accent_style, SET.emblem.encode())
    assert sum(len(gzip.compress(each, 6)) for each in files) <= FIRST_LOAD


@pytest.mark.django_db
def test_only_its_languages_are_offered_and_the_others_still_answer(shown, client):
    page = client.get("/en/contact/").content.decode()
    assert page.count("hreflang=") == 2
    assert 'hreflang="ru"' not in page
    assert client.get("/", headers={"Accept-Language": "ru"}).headers["Location"] == "/fr/"
    assert client.get("/", headers={"Accept-Language": "ar"}).headers["Location"] == "/ar/"
    assert client.get("/ru/contact/").status_code == 200


@pytest.mark.parametrize(
    "below", ["", "statements/", "tiers-and-classes/", "method/", "downloads/"]
)
@pytest.mark.usefixtures("as_if_entered")
def test_each_page_of_a_report_shows_the_disclaimer_and_prints_it(below, published, shown, client):
    page = client.get(f"/en/dialogue/reports/dia-1/{below}").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count('<p class="soft" lang="en" dir="auto">No opinion is expressed.</p>') == 1
