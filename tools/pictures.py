"""Takes the pictures of the how-tos from a demonstration that runs.

    comity demo --fresh
    python -m tools.pictures http://localhost:8000 [NAME ...]

Each is WebP and has at most 60 KB; one that has more is refused and not written.
"""

import base64
import os
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tools.tree import ROOT

FOLDER = ROOT / "docs" / "pictures"
CHROMIUM = os.environ.get("COMITY_CHROMIUM", "/usr/bin/chromium")
MOST = 60_000
QUALITY = 60


@dataclass(frozen=True)
class Shot:
    """A picture: which page, seen as which persona, how wide and how high."""

    path: str
    persona: str = ""
    width: int = 900
    height: int = 900


SHOTS = {
    "home": Shot("", height=760),
    "open": Shot("dialogue/open/", "demo-ilsa-verrane"),
    "people": Shot("members/parties/assembly/people/", "demo-teun-abrasil"),
    "health": Shot("health/"),
    "mail": Shot("my-work/mail/", "demo-ilsa-verrane"),
    "check": Shot("record/check/"),
    "record": Shot("record/"),
    "draft": Shot("dialogue/conversations/dia-4/draft/", "demo-ilsa-verrane"),
    "audit": Shot("dialogue/reports/dia-3/audit/"),
    "kept": Shot("dialogue/conversations/{live}/data/", width=420, height=900),
}


def take(browser: Browser, site: str, shot: Shot, live: str) -> bytes:
    """Return the picture of one page."""
    page = browser.new_page(viewport={"width": shot.width, "height": shot.height})
    if shot.persona:
        page.goto(f"{site}/en/demo/personas/")
        page.click(f"button[value='{shot.persona}']")
    answer = page.goto(f"{site}/en/{shot.path.format(live=live)}")
    if answer is None or not answer.ok:
        raise SystemExit(f"{shot.path} is not there")
    return _webp(page)


def live_conversation(browser: Browser, site: str) -> str:
    """Return the id of the conversation that the demonstration holds open."""
    page = browser.new_page()
    page.goto(f"{site}/en/dialogue/")
    link = page.locator("a[href*='/conversations/']").first.get_attribute("href") or ""
    return link.rstrip("/").rpartition("/")[2]


def _webp(page: Page) -> bytes:
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY}
    return base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])


def main(site: str, *names: str) -> None:
    """Take the pictures named, or all."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        live = live_conversation(browser, site)
        for name in names or SHOTS:
            data = take(browser, site, SHOTS[name], live)
            if len(data) > MOST:
                raise SystemExit(f"{name} has {len(data)} bytes, more than {MOST}")
            (FOLDER / f"{name}.webp").write_bytes(data)
            print(f"{name}.webp {len(data)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
