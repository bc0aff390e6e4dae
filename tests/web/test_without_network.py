"""A conversation opened again with no network: a page of ours, and the votes go out afterwards."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CONVERSATION = "/ar/dialogue/conversations/dia-2/"
SAID = "No network. Your votes are kept and will be sent."
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const each of await store.keys()) {
      found[new URL(each.url).pathname] = await (await store.match(each)).text();
    }
  }
  return found;
}"""
# What a careless worker would do: store what was just shown.
CARELESS = """async () => {
  const store = await caches.open('careless');
  await store.put(location.pathname, await fetch(location.pathname));
}"""
IN_CHARGE = "async () => { await navigator.serviceWorker.ready; }"
STORED = """async (path) => {
  for (let n = 0; n < 60; n += 1) {
    if (await caches.match(path)) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""


def open_and_wait(page, path):
    """Open a conversation and wait until its page for later is kept."""
    page.goto(path)
    page.evaluate(IN_CHARGE)
    assert page.evaluate(STORED, f"{path}without-network/")


def test_without_a_network_the_page_says_so_and_a_vote_goes_out_when_it_is_back(visit):
    page = visit("about:blank", script=True)
    open_and_wait(page, CONVERSATION)
    page.context.set_offline(True)
    page.reload()
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator("#vote .answer")).to_be_visible()
    assert page.locator("#vote").evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    chosen = page.locator("fieldset input[value='1']").first
    name = chosen.get_attribute("name")
    chosen.check()
    page.locator("main form button.do").click()
    expect(page.locator("#unsent")).to_contain_text("1")
    page.reload()  # the vote waits in the browser, not in the page
    expect(page.locator("#unsent")).to_contain_text("1")
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden(timeout=4_000)
    expect(page.locator("fieldset")).not_to_have_count(0)
    assert page.locator(f"input[name='{name}'][value='1']").is_checked()


def test_threat_T6_after_signing_in_and_out_nothing_personal_is_kept(visit):
    page = visit("/en/demo/personas/", script=True)
    with page.expect_navigation():
        page.locator("li", has_text="Secretar").get_by_role("button").first.click()
    english = CONVERSATION.replace("/ar/", "/en/")
    open_and_wait(page, english)
    name = page.locator(".wide-menu a bdi").text_content()
    assert name
    page.reload()
    page.evaluate(CARELESS)
    assert any(name in text for text in page.evaluate(KEPT).values())  # it would be found
    page.evaluate("() => caches.delete('careless')")
    page.goto("/en/account/")
    with page.expect_navigation():
        page.locator("button[value=sign-out]").first.click()
    kept = page.evaluate(KEPT)
    assert f"{english}without-network/" in kept
    assert {path for path in kept if not path.startswith(("/static/", "/style/"))} == {
        f"{english}without-network/"
    }
    assert SAID in kept[f"{english}without-network/"]
    assert [path for path, text in kept.items() if name in text] == []


def test_what_the_browser_keeps_is_told_and_cleared_with_a_warning_of_votes_not_sent(visit):
    page = visit("about:blank", script=True)
    open_and_wait(page, CONVERSATION)
    page.goto("/en/dialogue/this-browser/")
    for kept in ("dia-2:1", "dia-2feed:7"):  # of this browser, and of who was signed in
        page.evaluate(f"() => localStorage.setItem('comity:vote:{kept}', '[\"1\", \"\"]')")
    page.reload()
    expect(page.locator("[data-kept=votes]")).to_contain_text("2")
    expect(page.locator("[data-unsent] a")).to_have_count(1)
    expect(page.locator("[data-kept=pages]")).to_be_visible()
    expect(page.locator("[data-unsent] a")).to_have_attribute(
        "href", CONVERSATION.replace("/ar/", "/en/")
    )
    page.locator("button", has_text="Clear").click()
    assert not page.url.endswith("?cleared")  # votes would be lost, which is not said yet
    page.locator("[data-unsent] input").check()
    page.locator("button", has_text="Clear").click()
    page.wait_for_url("**?cleared")
    assert page.evaluate("() => [...Object.keys(localStorage)]") == []
    assert page.evaluate("() => caches.keys()") == []
