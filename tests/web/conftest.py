"""A planted demonstration on a port of its own, and a browser to look at it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = os.environ.get("COMITY_CHROMIUM", "/usr/bin/chromium")
# Without these Chromium, which should ask nobody anything, asks its maker on every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMMAND = (sys.executable, "-c", "from comity.cli import main; main()", "demo")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory) -> Path:
    """Where the demonstration lives."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def site(demo_folder) -> Iterator[str]:
    """Return the address of a demonstration, planted now and served until the tests end."""
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = {**plain, "COMITY_CONFIG_DIR": str(demo_folder)}
    with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if line.startswith("http://"):
            address = line.strip()
            break
    else:
        pytest.fail("the demonstration did not start")
    for _ in range(400):
        link = HTTPConnection(address.removeprefix("http://"))
        try:
            link.request("GET", "/en/")
            link.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return address
        finally:
            link.close()
    return pytest.fail("the demonstration does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser; skip where there is none, but never on the build server."""
    if not os.path.exists(CHROMIUM):  # noqa: PTH110 - a plain question
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium at {CHROMIUM}")
        pytest.skip(f"no Chromium at {CHROMIUM}; set COMITY_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, site, tmp_path):
    """Return a function that opens a page in a window of its own, with or without script."""
    windows: list[BrowserContext] = []

    def open_page(path, *, width=360, scheme="light", script=False):
        window = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
            accept_downloads=True,
        )
        windows.append(window)
        page = window.new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.problems = []
        page.on("console", lambda said: page.problems.append(said.text))
        page.goto(path)
        return page

    yield open_page
    for window in windows:
        window.close()
