"""People in a real browser: what only they see is accessible, and the way in needs no script."""

import pytest

from tests.web.axe import axe
from tests.web.test_pages import SIDEWAYS, TARGETS

pytestmark = pytest.mark.browser

PARTY = "members/parties/p-00c97fe7"
HEAD = "demo-sefa-tirune"
SECRETARY = "demo-ilsa-verrane"
PASSWORD = "four quiet herons wading"
OWN = [
    (SECRETARY, "account/"),
    (SECRETARY, "account/app/"),
    (SECRETARY, "account/passkeys/"),
    (SECRETARY, "confirm/"),
    (HEAD, f"{PARTY}/people/"),
    (SECRETARY, f"{PARTY}/people/{HEAD}/"),
    (SECRETARY, f"{PARTY}/people/{HEAD}/?role=moderator"),
    (SECRETARY, "members/accredit/"),
    (SECRETARY, f"{PARTY}/status/"),
    (SECRETARY, "demo/personas/"),
]


def acting_as(visit, person, code="en", **window):
    """Open a window in which ``person`` is signed in."""
    page = visit(f"/{code}/demo/personas/", **window)
    with page.expect_navigation():
        page.click(f"button[value='{person}']")
    return page


@pytest.mark.parametrize(("person", "path"), OWN, ids=[path for _, path in OWN])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_what_only_members_see_is_accessible_and_keeps_its_width(visit, code, person, path):
    page = acting_as(visit, person, code, script=True)
    page.goto(f"/{code}/{path}")
    assert page.url.endswith(f"/{code}/{path}")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(SIDEWAYS) <= 0
            found = axe(page)
            assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TARGETS) == []
    assert page.problems == []


def test_a_delegate_gets_in_with_a_printed_sheet_and_no_script(visit):
    """From the sheet to one's own account, on a telephone, in Arabic, without script."""
    head = acting_as(visit, HEAD)
    head.goto(f"/en/{PARTY}/people/")
    head.fill("#name", "Amara Quill")
    with head.expect_navigation():
        head.click("button[value='open']")
    head.locator("bdi.key").first.wait_for()
    host, handle, invitation = head.locator("bdi.key").all_inner_texts()
    assert host == head.url.split("/")[2]

    page = visit("/ar/invitation/")
    page.fill("#code", invitation.lower())
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    with page.expect_navigation():
        page.click("main button.do")
    page.locator("bdi.key").first.wait_for()
    named, *codes = page.locator("bdi.key").all_inner_texts()
    assert (named, len(codes)) == (handle, 16)

    page.goto("/ar/sign-in/")
    for code in ("ABCDE-FGHJK", codes[0]):
        page.fill("#handle", handle)
        page.fill("#password", PASSWORD)
        page.fill("#code", code)
        with page.expect_navigation():
            page.click("main button.do")
    assert page.url.endswith("/ar/account/")
    assert "Amara Quill" in page.inner_text("h1")

    with page.expect_navigation():
        page.click("button[value='sign-out']")
    page.goto("/ar/account/")
    assert "/ar/sign-in/" in page.url
    page.fill("#handle", handle)
    page.fill("#password", PASSWORD)
    page.fill("#code", codes[0])
    with page.expect_navigation():
        page.click("main button.do")
    assert "/ar/sign-in/" in page.url
