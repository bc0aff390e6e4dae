from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from comity.render import LANGUAGES
from comity.site.dialogue.pages import published as published_pages
from comity.site.home import pages
from tests.site.dialogue.closed import close_now
from tests.site.dialogue.world import LATER, opened

pytestmark = pytest.mark.django_db


def test_the_front_opens_on_one_finding_and_the_line_that_checks_it(client, published):
    page = client.get("/en/").content.decode()
    heading = page[page.index("<h1>") : page.index("</h1>")]
    assert "88%" in heading
    assert "86–90%" in heading
    key = client.get("/log/key.vkey").content.decode().strip()
    check = page[page.index("Check this number") :]
    assert f"comity verify dia-1.zip --key {key}" in check
    assert "/dialogue/reports/dia-1/bundle.zip" in check


def test_before_anything_is_published_the_front_says_so(client, log):
    page = client.get("/en/").content.decode()
    assert "Nothing is published here yet." in page
    assert "Check this number" not in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_there_is_said_in_the_language_of_the_address(client, code):
    response = client.get(f"/{code}/nothing/")
    assert response.status_code == 404
    assert f'<html lang="{LANGUAGES[code].tag}" dir="{LANGUAGES[code].direction}">' in (
        response.content.decode()
    )
    assert b"nothing" not in response.content


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_fault_of_ours_is_said_without_the_database(code, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(pages, "latest_reports", broken)
    client = Client(raise_request_exception=False)
    response = client.get(f"/{code}/")
    assert response.status_code == 500
    assert f'lang="{LANGUAGES[code].tag}"' in response.content.decode()
    assert b"RuntimeError" not in response.content


def test_a_form_that_was_open_too_long_is_said_kindly(rf):
    request = rf.post("/en/")
    response = pages.csrf_failed(request, "token")
    assert response.status_code == 403
    assert b"Nothing was changed." in response.content


def test_contact_names_who_runs_a_real_site(client, settings):
    real = replace(settings.COMITY.instance, simulated=False)
    settings.COMITY = replace(settings.COMITY, instance=real)
    assert real.operator["contact"] in client.get("/en/contact/").content.decode()
    assert real.operator["legal_regime"] in client.get("/en/privacy/").content.decode()


def test_who_is_asked_for_their_say_sees_what_is_open_and_never_what_is_closed(
    client, log, instance, monkeypatch
):
    opened(instance)
    close_now(instance)
    opened(instance, id="dia-8", symbol="A24/DIA/8", closes=LATER + timedelta(days=9))
    for module in (pages, published_pages):
        monkeypatch.setattr(module, "now", lambda: LATER)
    front, dialogue = (client.get(path).content.decode() for path in ("/en/", "/en/dialogue/"))
    closed, still_open = "/en/dialogue/conversations/dia-7/", "/en/dialogue/conversations/dia-8/"
    assert still_open in front
    assert closed not in front
    assert dialogue.index(still_open) < dialogue.index(closed)
