"""The report in a real browser: small screens, two directions, two schemes, axe."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from comity.render.catalogue import LANGUAGES
from comity.render.quotation import translated
from comity.render.report_html import report_html
from tests.render.sample import figure, no_groups, sample
from tests.render.words import slate, words
from tests.web.axe import axe

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    program = os.environ.get("COMITY_CHROMIUM") or shutil.which("chromium")
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("no Chromium")
    if program is None:
        pytest.skip("no Chromium; set COMITY_CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield found
        found.close()


def opened(browser, code, make=sample, **context):
    page = browser.new_context(**context).new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    language = LANGUAGES[code]
    page.set_content(report_html(translated(make(), words(), language), language, slate=slate()))
    return page


def declared():
    """The report with a table by declared class, among whose names one is long."""
    report = sample()
    cells = [{"agree_share": figure(8, 12), "leaning": None} for _ in report["statements"]]
    names = ("Isles", "Union of the Northern Marches", "Reef")
    report["classes"] = [
        {"by": "country", "list": [{"name": each, "people": None, "statements": cells}]}
        for each in names
    ]
    return report


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("make", [sample, no_groups, declared])
def test_no_sideways_scroll_at_360_px(browser, code, make):
    page = opened(browser, code, make, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("Math.min(...[...document.querySelectorAll('svg text')]"
                         ".map(t => t.getBoundingClientRect().height))") >= 12  # fmt: skip
    assert page.said == [], "the page's own policy refuses something of it"
    page.context.close()


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser, code, scheme, width):
    context = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = opened(browser, code, bypass_csp=True, **context)
    found = axe(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("width", [760, 960, 1000, 1060, 1100, 1200])
def test_no_table_runs_into_what_stands_beside_it(browser, code, width):
    page = opened(browser, code, viewport={"width": width, "height": 900})
    wide = page.evaluate(
        """[...document.querySelectorAll("table")].filter(table => {
            const own = table.getBoundingClientRect();
            const frame = table.parentElement.getBoundingClientRect();
            return own.right > frame.right + 1 || own.left < frame.left - 1;
        }).map(table => table.textContent.slice(0, 40))"""
    )
    assert wide == []
    page.context.close()


def test_a_hostile_text_runs_nothing_without_the_policy(browser):
    page = opened(browser, "en", bypass_csp=True)
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.wait_for_timeout(100)
    assert asked == []
    assert page.locator("script, img").count() == 0
    page.context.close()
