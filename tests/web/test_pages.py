"""Every page in a real browser: accessible, within its width, and asking nobody else."""

import pytest

from tests.site.page_list import page_paths
from tests.web.axe import axe

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
LARGE_LETTERS = 640  # 200 % zoom of a window of 1280 px: nothing is cut off
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is pressed: 44 px high, or, where it is a small box, within a label that is.
TARGETS = """() => [...document.querySelectorAll(
    'header a, header summary, footer a, nav a, .do, summary, button, .links a, select, textarea, '
    + 'input:not([type=hidden]):not([type=radio]):not([type=checkbox]), label:has(input)'
  )].filter(e => e.offsetParent !== null && !e.classList.contains('skip'))
    .filter(e => e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 90))"""
SMALL_TEXT = """() => [...document.querySelectorAll('svg text')]
    .filter(t => t.getBoundingClientRect().height > 0)
    .map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().d)
    .filter(size => size < 11.9)"""


@pytest.mark.parametrize("path", [*page_paths(), "record/find/?q=A24", "nothing/"])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_page_is_accessible_and_keeps_its_width(visit, site, code, path):
    page = visit(f"/{code}/{path}", script=True)
    page.set_viewport_size({"width": LARGE_LETTERS, "height": 800})
    assert page.evaluate(SIDEWAYS) <= 0, "large letters"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            where = f"{scheme}, {width} px"
            assert page.evaluate(SIDEWAYS) <= 0, where
            assert page.evaluate(SMALL_TEXT) == [], where
            found = axe(page)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
    assert page.evaluate(TARGETS) == []
    assert [url for url in page.requests if not url.startswith(f"{site}/")] == []
    if path != "nothing/":
        assert page.problems == []


def test_the_whole_way_can_be_gone_by_keyboard(visit):
    page = visit("/en/", width=1280, script=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent"))
        if seen[-1].strip() == "Check this number":
            break
    assert seen[-1].strip() == "Check this number"
    page.keyboard.press("Enter")
    assert page.locator(".check pre").is_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


REPORT_PAGES = [path for path in page_paths() if "reports/dia-1" in path]


@pytest.mark.parametrize("path", REPORT_PAGES)
def test_print_keeps_organisation_symbol_date_and_the_line_to_verify(visit, path):
    page = visit(f"/en/{path}", width=800, script=True)
    page.emulate_media(media="print")
    text = page.evaluate("document.body.innerText")
    for kept in ("Assembly of Twenty-Four", "A24/DIA/1", "Published on", "comity verify dia-1.zip"):
        assert kept in text
    assert "Français" not in text


def test_a_file_can_be_fetched_by_keyboard(visit):
    page = visit("/en/dialogue/reports/dia-1/downloads/", width=1280, script=True)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Workbook (XLSX)":
            break
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "dia-1-en.xlsx"


def test_faults_would_be_found(visit):
    """The control: on a page made badly, the same questions find what is wrong."""
    page = visit("/en/", script=True)
    page.evaluate(
        """() => document.querySelector('main').innerHTML =
            '<header><a href="#main"></a><a href="#main">x</a></header><input>' +
            '<svg><text font-size="5">x</text></svg><img src="/static/ui/icon.svg" width="2000">'"""
    )
    found = {violation["id"] for violation in axe(page).response["violations"]}
    assert {"image-alt", "label", "link-name", "page-has-heading-one"} <= found
    assert page.evaluate(SIDEWAYS) > 0
    assert page.evaluate(TARGETS) != []
    assert page.evaluate(SMALL_TEXT) != []


def test_what_is_wrong_in_one_scheme_or_width_alone_would_be_found(visit):
    """The control for a page that is loaded once and looked at in each."""
    page = visit("/en/", width=1280, script=True)
    page.evaluate(
        """() => Object.assign(document.querySelector('h1').style,
            {color: 'light-dark(#000, #222)', minInlineSize: '650px'})"""
    )
    assert axe(page).response["violations"] == []
    assert page.evaluate(SIDEWAYS) <= 0
    page.emulate_media(color_scheme="dark")
    found = axe(page)
    assert [each["id"] for each in found.response["violations"]] == ["color-contrast"]
    assert "color-contrast" in found.generate_report()
    page.set_viewport_size({"width": LARGE_LETTERS, "height": 800})
    assert page.evaluate(SIDEWAYS) > 0
