"""A site with a provider to sign in at, and people who link their accounts there, for tests."""

from dataclasses import replace

import pytest
from django.test import Client

from comity.edge import OidcClient
from tests.oidc_provider import CLIENT, SECRET, running
from tests.site.members import oidc_addresses

LINK, CODE, BACK = "/en/account/oidc/", "/en/sign-in/oidc/code/", "/sign-in/oidc/back/"
BEGIN = "/en/sign-in/oidc/"


@pytest.fixture(scope="module")
def listening():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(listening, instance, settings):
    """A provider that listens, and a site that is configured for it."""
    listening.claims, listening.told, listening.sign = {}, {}, None
    listening.asked.clear()
    settings.COMITY = replace(instance, oidc=OidcClient(listening.issuer, CLIENT, SECRET))
    # Imported beforehand: the site's own table is read once, without a provider.
    settings.ROOT_URLCONF = oidc_addresses.__name__
    return listening


def gone_there(browser: Client, provider, subject: str, query: str = "") -> dict[str, str]:
    """Go to the provider as ``subject``; return the query one comes back with."""
    answer = browser.get(f"{BEGIN}{query}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{provider.issuer}/authorize?")
    return provider.authorize(answer["Location"], subject)


def came_back(browser: Client, query: dict[str, str]):
    """Come back with ``query``; return the page one ends at."""
    return browser.get(BACK, query, follow=True)


def linked(browser: Client, provider, subject: str):
    """Link who is signed in with ``subject``; return the last answer."""
    came_back(browser, gone_there(browser, provider, subject, "?link=1"))
    return browser.post(LINK, {"do": "link"})
