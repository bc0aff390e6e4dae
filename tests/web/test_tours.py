"""Each tour of the demonstration, step by step, without script."""

import pytest

from tests.web.axe import axe
from tests.web.test_pages import SIDEWAYS

pytestmark = pytest.mark.browser

TOURS = ("citizen", "delegate", "officer", "auditor")


@pytest.mark.parametrize("tour", TOURS)
def test_every_step_opens_for_whom_the_tour_is_for(visit, tour):
    page = visit(f"/ar/demo/tours/{tour}/", width=360)
    if page.locator("button[name=persona]").count():
        with page.expect_navigation():
            page.click("button[name=persona]")
    for step in range(5):
        page.goto(f"/ar/demo/tours/{tour}/")
        link = page.locator("ol.rows a").nth(step)
        wanted = link.get_attribute("href")
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as came:
            link.click()
        page.wait_for_load_state()
        assert (came.value.status, page.url.endswith(wanted)) == (200, True)
        assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_tour_is_accessible(visit, code):
    page = visit(f"/{code}/demo/tours/officer/", script=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe(page)
        assert found.violations_count == 0, found.generate_report()
