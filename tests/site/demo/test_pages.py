"""Acting as an invented person in a demonstration."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from comity.site.demo.people import personas, plant_people
from comity.site.demo.tours import TOURS
from tests.site import test_loopback
from tests.site.conftest import NOW

pytestmark = pytest.mark.django_db
PATH = "/en/demo/personas/"


@pytest.fixture
def demo(settings, log):
    """A demonstration with its people."""
    plant_people(log=log, began=NOW, now=NOW)
    settings.COMITY = replace(settings.COMITY, demo=True)
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "comity.site.demo"]
    settings.ROOT_URLCONF = test_loopback.__name__


@pytest.fixture
def client():
    """A browser on this computer."""
    return Client(HTTP_HOST="localhost")


def test_each_persona_can_be_acted_as_without_script(demo, client):
    page = client.get(PATH).content.decode()
    assert "<script" not in page
    for one in personas():
        assert f"<bdi>{one.name}</bdi>" in page
        answer = client.post(PATH, {"persona": one.id})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/en/my-work/")
        assert one.name in client.get("/en/my-work/").content.decode()


def test_a_citizen_has_no_account(demo, client):
    client.post(PATH, {"persona": "demo-ilsa-verrane"})
    answer = client.post(PATH, {"persona": "citizen"})
    assert answer.headers["Location"] == "/en/dialogue/"
    assert client.get("/en/account/").status_code == 303


@pytest.mark.parametrize("persona", ["demo-hadra-senn", "nobody", ""])
def test_nobody_else_can_be_acted_as(demo, client, persona):
    assert client.post(PATH, {"persona": persona}).status_code == 404
    assert client.get("/en/account/").status_code == 303


def test_threat_T5_a_form_from_elsewhere_switches_nobody(demo):
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    assert strict.post(PATH, {"persona": "demo-ilsa-verrane"}).status_code == 403


@pytest.mark.parametrize("code", ["ar", "zh", "fr", "ru", "es"])
def test_the_page_is_there_in_each_language(demo, client, code):
    assert client.get(f"/{code}/demo/personas/").status_code == 200


def test_each_page_leads_to_the_personas(demo, client):
    assert 'href="/ar/demo/personas/"' in client.get("/ar/record/").content.decode()


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.id)
def test_each_step_of_a_tour_is_a_link_on_a_page_without_script(demo, client, tour):
    page = client.get(f"/ar/demo/tours/{tour.id}/").content.decode()
    assert "<script" not in page
    with translation.override("ar"):
        assert all(f'href="{step.path()}"' in page for step in tour.steps)
    assert f'href="/en/demo/tours/{tour.id}/"' in client.get(PATH).content.decode()


def test_a_tour_lets_the_visitor_act_as_whom_it_is_for(demo, client):
    offered = 'name="persona" value="demo-ilsa-verrane"'
    assert offered in client.get("/en/demo/tours/officer/").content.decode()
    client.post(PATH, {"persona": "demo-ilsa-verrane"})
    assert offered not in client.get("/en/demo/tours/officer/").content.decode()
    assert "<form" not in client.get("/en/demo/tours/citizen/").content.decode()


def test_a_step_for_somebody_else_offers_to_act_as_them_and_leads_back(demo, client):
    officer = "/en/demo/tours/officer/"
    assert 'name="persona" value="demo-oren-maddal"' in client.get(officer).content.decode()
    acting = {"persona": "demo-oren-maddal", "tour": "officer"}
    assert client.post(PATH, acting).headers["Location"] == officer
    other = client.post(PATH, acting | {"tour": "//elsewhere.invalid"})
    assert other.headers["Location"] == "/en/my-work/"


def test_who_is_asked_for_a_password_that_nobody_has_is_led_to_the_personas(demo, client):
    client.post(PATH, {"persona": "demo-ilsa-verrane"})
    main = client.get("/en/confirm/").content.decode().partition("<main")[2]
    assert f'href="{PATH}"' in main


def test_there_is_no_other_tour_and_none_from_elsewhere(demo, client):
    assert client.get("/en/demo/tours/nobody/").status_code == 404
    assert Client(HTTP_HOST="example.invalid").get("/en/demo/tours/officer/").status_code >= 400
