"""Passkeys in a real browser with a device of its own (CDP, WebAuthn.addVirtualAuthenticator)."""

import os
import subprocess
import sys
import time

import pytest

from tests.web.axe import axe
from tests.web.test_members import HEAD, SECRETARY, acting_as
from tests.web.test_pages import SIDEWAYS

pytestmark = pytest.mark.browser
PAGE = "/en/account/passkeys/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plugged(page):
    """Give the browser of ``page`` a device; return its session and the device's name."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    made = link.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return link, made["authenticatorId"]


def test_one_registers_a_passkey_and_signs_in_with_it_alone(visit, site):
    assert site.startswith("http://localhost:"), "passkeys of the demonstration belong there"
    page = acting_as(visit, HEAD, script=True)
    plugged(page)
    page.goto(PAGE)
    page.fill("#name", "My telephone")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(SIDEWAYS) <= 0
    found = axe(page)
    assert found.violations_count == 0, found.generate_report()
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert "My telephone" in page.inner_text("main")

    page.goto("/en/account/")
    with page.expect_navigation():
        page.click("button[value='sign-out']")
    page.goto("/en/sign-in/?next=/en/account/passkeys/")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert page.url.endswith(PAGE)
    assert "last used" in page.inner_text("main")
    page.goto(PAGE)
    page.problems.clear()
    with page.expect_navigation():
        page.click("button[value='revoke']")
    assert "You have none." in page.inner_text("main")
    assert page.problems == []


def test_threat_T3_a_device_that_does_not_check_the_person_signs_nobody_in(visit):
    page = acting_as(visit, HEAD, script=True)
    link, device = plugged(page)
    page.goto(PAGE)
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    link.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/en/sign-in/")
    page.click("form[data-passkey] button")
    page.locator("form[data-passkey] [role=alert]").wait_for()
    assert page.url.endswith("/en/sign-in/")
    # The control: with the person checked the same device does.
    link.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert page.url.endswith("/en/account/")


def test_without_script_there_is_password_and_code_alone(visit):
    page = visit("/en/sign-in/")
    assert page.locator("form[data-passkey]").is_hidden()
    assert page.locator("#code").is_visible()


def test_threat_T3_a_stranger_checks_offline_what_was_signed_by_passkey(visit, site, tmp_path):
    """From the draft that waits in the demonstration to a copy of the record, verified alone."""
    page = acting_as(visit, SECRETARY, script=True)
    plugged(page)
    page.goto(PAGE)
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    for _ in range(90):  # until the report is computed, beside the pages
        page.goto("/en/dialogue/conversations/dia-4/draft/")
        if page.locator("form.write button").count():
            break
        time.sleep(1)
    with page.expect_navigation():
        page.click("form.write button")
    with page.expect_navigation():
        page.click("form[data-passkey] button")
    assert "signed by Ilsa Verrane" in page.inner_text("main")
    time.sleep(2)  # until the entry has its place
    key, copy = tmp_path / "key.vkey", tmp_path / "mirror"
    key.write_bytes(page.request.get("/log/key.vkey").body())
    run("record", "follow", f"{site}/log", "--key", key, "--out", copy, home=tmp_path)
    said = run("verify", copy, "--key", key, "--steps", home=tmp_path)
    assert "sign-offs: 1 by passkey hold" in said


def run(*arguments, home):
    """Run ``comity`` as a stranger with a folder of their own; return what it says."""
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    program = "from comity.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**plain, "COMITY_CONFIG_DIR": str(home), "COMITY_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
