"""Personas exist only in a demonstration that only this computer can reach.

Each way to force them is tried alone: the flag with a real database, the app, the addresses.
"""

from dataclasses import replace

import pytest
from django.test import Client, RequestFactory, override_settings

from comity.fault import RefusedError
from comity.site.demo.urls import page_patterns
from comity.site.loopback import personas_allowed, real_instance_faults
from comity.site.operation import operate
from comity.site.record.models import Log
from comity.site.ui.languages import language_patterns
from comity.site.urls import handler404, urlpatterns
from tests.site.tampering import tamper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]
__all__ = ["handler404"]

# The table of addresses as it is in a demonstration; this module is one for the tests below.
URLS = list(urlpatterns)
urlpatterns = [*URLS, *language_patterns(*page_patterns)]
PATH = "/en/demo/personas/"


@pytest.fixture
def demo(settings):
    """The configuration of a demonstration, with its app and its addresses."""
    settings.COMITY = replace(settings.COMITY, demo=True)
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "comity.site.demo"]
    settings.ROOT_URLCONF = __name__
    return settings


@pytest.fixture
def client():
    """A browser on this computer."""
    return Client(HTTP_HOST="localhost")


def make_real():
    """Turn the database into that of a real instance."""
    tamper("UPDATE record_log SET simulated = FALSE")


def test_control_in_a_demonstration_the_page_is_there(demo, client):
    assert client.get(PATH).status_code == 200


def test_threat_T5_without_the_flag_forced_addresses_and_app_lead_nowhere(demo, client, settings):
    settings.COMITY = replace(settings.COMITY, demo=False)
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, {"persona": "demo-ilsa-verrane"}).status_code == 404


def test_threat_T5_the_flag_alone_has_no_address(client, settings):
    settings.COMITY = replace(settings.COMITY, demo=True)
    assert client.get(PATH).status_code == 404


def test_threat_T5_with_a_real_database_everything_forced_leads_nowhere(demo, client):
    make_real()
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, {"persona": "demo-ilsa-verrane"}).status_code == 404


def test_threat_T5_with_a_real_database_beside_a_simulated_log_too(demo, client):
    Log.objects.create(origin="real.test/record", vkey="k", simulated=False)
    assert client.get(PATH).status_code == 404


def test_threat_T5_with_a_real_organisation_it_leads_nowhere(demo, client, settings):
    real = replace(settings.COMITY.instance, simulated=False)
    settings.COMITY = replace(settings.COMITY, instance=real)
    assert client.get(PATH).status_code == 404


@pytest.mark.parametrize(
    "from_elsewhere",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "2001:db8::7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "comity.test"},
        {"HTTP_HOST": "comity.test:8000"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
    ],
    ids=str,
)
def test_threat_T5_from_another_computer_or_through_a_proxy_there_is_nothing(demo, from_elsewhere):
    with override_settings(ALLOWED_HOSTS=["*"]):
        assert Client(**{"HTTP_HOST": "localhost", **from_elsewhere}).get(PATH).status_code == 404


@pytest.mark.parametrize("host", ["localhost", "localhost:8123", "127.0.0.1:8000", "[::1]:8000"])
def test_this_computer_has_several_names(demo, host):
    assert personas_allowed(RequestFactory().get(PATH, HTTP_HOST=host, REMOTE_ADDR="127.0.0.1"))


def codes(configuration):
    return [fault.code for fault in real_instance_faults(configuration)]


def test_a_real_instance_has_nothing_of_it(settings):
    assert codes(settings.COMITY) == []


def test_threat_T5_a_real_instance_with_the_flag_does_not_start(settings, instance):
    settings.COMITY = replace(instance, demo=True, described=True)
    with pytest.raises(RefusedError) as raised:
        operate("127.0.0.1", 1, print)
    assert [fault.code for fault in raised.value.faults] == ["site.demo_flag"]


def test_threat_T5_a_real_instance_with_the_app_forced_does_not_start(settings, instance):
    settings.COMITY = replace(instance, described=True)
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "comity.site.demo"]
    assert codes(settings.COMITY) == ["site.demo_app"]
    with pytest.raises(RefusedError):
        operate("127.0.0.1", 1, print)


def test_threat_T5_a_real_instance_with_the_addresses_forced_does_not_start(settings, instance):
    settings.COMITY = replace(instance, described=True)
    settings.ROOT_URLCONF = __name__
    assert codes(settings.COMITY) == ["site.demo_app"]
    with pytest.raises(RefusedError):
        operate("127.0.0.1", 1, print)


def test_the_table_of_addresses_has_no_personas_here():
    assert not [one for one in URLS if "personas" in str(one)]
