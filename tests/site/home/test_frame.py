from dataclasses import replace

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from comity.site.home import frame as module
from comity.site.home.frame import frame

pytestmark = pytest.mark.django_db


def at(path):
    return frame(RequestFactory().get(path))


def test_the_menu_shows_where_one_is():
    current = [item.path for item in at("/en/record/find/")["menu"] if item.current]
    assert current == ["/en/record/"]
    assert [item.path for item in at("/en/")["menu"] if item.current] == ["/en/"]


def test_a_pillar_that_is_off_is_not_in_the_menu(settings):
    off = replace(settings.COMITY.instance, pillars=())
    settings.COMITY = replace(settings.COMITY, instance=off)
    assert [item.path for item in at("/en/")["menu"]] == ["/en/", "/en/record/"]


def test_the_foot_shows_the_head_of_the_record(published, client):
    assert at("/en/")["head"].size == 3
    assert "Record: 3 entries" in client.get("/en/").content.decode()


def test_without_a_database_the_frame_stands(monkeypatch):
    def broken():
        raise OperationalError

    monkeypatch.setattr(module, "head", broken)
    assert at("/en/")["head"] is None
