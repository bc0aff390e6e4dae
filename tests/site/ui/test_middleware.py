import pytest

from comity.site.ui.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "code"), [("ar", "ar"), ("zh-CN", "zh"), ("de", "en"), (None, "en")]
)
def test_the_bare_address_leads_to_the_browsers_language(client, header, code):
    response = client.get("/", headers={"Accept-Language": header} if header else {})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{code}/")
    assert "Accept-Language" in response.headers["Vary"]


def test_an_address_without_language_leads_to_the_page_with_what_was_asked(client):
    response = client.get("/record/find/?q=a", headers={"Accept-Language": "ru"})
    assert response.headers["Location"] == "/ru/record/find/?q=a"
    without_slash = client.get("/record", headers={"Accept-Language": "ru"})
    assert without_slash.headers["Location"] == "/ru/record/"


@pytest.mark.parametrize("path", ["/nothing/", "/%2Fevil.example/", "/de/", "/en/nothing/"])
def test_what_leads_nowhere_is_not_led_anywhere(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/en/", "/", "/en/nothing/", "/log/checkpoint", "/static/x"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_another_host_name_is_refused(client, settings):
    assert client.get("/en/", headers={"Host": "evil.example"}).status_code == 400


def test_the_language_does_not_leak_into_the_next_request(client):
    client.get("/ar/")
    assert client.get("/en/").headers["Content-Language"] == "en"
