"""What a browser does with the list of who may show a page in a frame."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from comity.site.ui.middleware import framed_by, security_headers

pytestmark = pytest.mark.browser
SITE, PARTNER, STRANGER = "https://site.example", "https://partner.example", "https://evil.example"
INSIDE = b"<!doctype html><html lang=en><title>x</title><p id=inside>the question</p></html>"


def test_threat_a_page_that_is_not_on_the_list_cannot_frame_it(browser):
    answer = security_headers(lambda _: framed_by(HttpResponse(INSIDE), [PARTNER]))(
        RequestFactory().get("/")
    )
    context = browser.new_context()
    context.route(
        f"{SITE}/**", lambda to: to.fulfill(headers=dict(answer.headers), body=answer.content)
    )
    around = f'<!doctype html><iframe src="{SITE}/"></iframe>'
    found = {}
    for origin in (PARTNER, STRANGER):
        context.route(f"{origin}/**", lambda to: to.fulfill(content_type="text/html", body=around))
        page = context.new_page()
        page.goto(f"{origin}/")
        page.wait_for_timeout(300)
        found[origin] = [frame.locator("#inside").count() for frame in page.frames[1:]]
    context.close()
    assert found == {PARTNER: [1], STRANGER: [0]}
