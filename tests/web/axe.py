"""Axe, asked for all that it finds wrong on a page; its script goes into a page one time."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["axe"]

# Of what is well, one place a rule is enough: to name them all took two thirds of the time.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SCRIPT = Axe().axe_script


def axe(page: Page) -> AxeResults:
    """Return what axe finds on ``page`` as it now stands."""
    if not page.evaluate("typeof window.axe?.run === 'function'"):
        page.evaluate(SCRIPT)
    return AxeResults(page.evaluate("options => axe.run(options)", OPTIONS))
