from dataclasses import replace

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from comity.site.home import frame as module
from comity.site.home.frame import frame
from tests.site.members.factories import sign_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def at(path):
    return frame(RequestFactory().get(path))


def test_the_menu_shows_where_one_is():
    current = [item.path for item in at("/en/record/find/")["menu"] if item.current]
    assert current == ["/en/record/"]
    assert [item.path for item in at("/en/")["menu"] if item.current] == ["/en/"]


def test_a_pillar_that_is_off_is_not_in_the_menu(settings):
    off = replace(settings.COMITY.instance, pillars=())
    settings.COMITY = replace(settings.COMITY, instance=off)
    assert [item.path for item in at("/en/")["menu"]] == [
        "/en/",
        "/en/members/",
        "/en/record/",
        "/en/search/",
    ]


def test_the_foot_shows_the_head_of_the_record(published, client):
    assert at("/en/")["head"].size == 3
    assert "Record: 3 entries" in client.get("/en/").content.decode()


def test_without_a_database_the_frame_stands(monkeypatch):
    def broken():
        raise OperationalError

    monkeypatch.setattr(module, "head", broken)
    assert at("/en/")["head"] is None


def test_who_is_not_signed_in_is_led_to_sign_in():
    who = at("/en/sign-in/")["who"]
    assert (who.path, who.current) == ("/en/sign-in/", True)


def test_who_is_signed_in_is_named_and_led_to_their_account(log, client):
    somebody("secretary", name="Ilsa Verrane")
    sign_in(client, "p-1")
    who = client.get("/en/account/").context["who"]
    assert (who.words, who.path, who.current) == ("Ilsa Verrane", "/en/account/", True)


def test_without_a_database_nobody_is_named(rf, monkeypatch):
    def broken(_request):
        raise OperationalError

    monkeypatch.setattr(module, "acting", broken)
    request = rf.get("/en/")
    request.session = {}
    assert frame(request)["who"].path == "/en/sign-in/"


def test_only_a_demonstration_leads_to_personas():
    assert at("/en/")["personas"] == ""
