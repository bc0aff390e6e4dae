"""A whole way of taking part, by keyboard alone on a small screen, without the site's script."""

import pytest
from playwright.sync_api import expect

from tests.web.axe import axe
from tests.web.test_pages import SIDEWAYS

pytestmark = pytest.mark.browser

CONVERSATION = "/dialogue/conversations/dia-2/"
TEXTS = {
    "en": "Fees should depend on how many people a developer employs.",
    "ar": "ينبغي أن تتوقف الرسوم على عدد العاملين لدى المطوّر.",
    "zh": "费用应取决于开发者雇用的人数。",
}
WAYS = [(code, scheme) for code in TEXTS for scheme in ("light", "dark")]
FOCUSED = "(element) => element === document.activeElement"
MOST_TABS = 120


def reach(page, selector):
    """Press Tab until what ``selector`` names has the focus; return it."""
    wanted = page.locator(selector).first
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            return wanted
    return pytest.fail(f"the keyboard does not reach {selector}")


def press(page, selector, key="Enter"):
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)


def looked_at(page):
    """The page is accessible and keeps its width."""
    assert page.evaluate(SIDEWAYS) <= 0, page.url
    found = axe(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def take_part(page, code, text, look):
    """Go the way from a code on paper to the statement that waits; look at each page."""
    page.goto(f"/{code}{CONVERSATION}invite/")
    look(page)
    short = page.locator(".short").inner_text()
    page.goto(f"/{code}/dialogue/join/")
    look(page)
    reach(page, "#code")
    page.keyboard.type(short.lower())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/{code}{CONVERSATION}")
    look(page)
    number = page.locator("#vote input[name=statement]").input_value()
    press(page, "#vote button[value='1']")
    look(page)
    press(page, "#vote .answer a")
    chosen = page.locator(f"#s{number} input[value='1']")
    assert chosen.is_checked()
    reach(page, f"#s{number} input:checked")
    page.keyboard.press("ArrowDown")
    press(page, "main form .acts .do")
    assert page.locator(f"#s{number} input[value='-1']").is_checked()
    expect(page.locator("#vote")).to_be_visible()
    look(page)
    page.goto(f"/{code}{CONVERSATION}")
    press(page, "#vote a[href$='/suggest/']")
    look(page)
    reach(page, "#statement")
    page.keyboard.type(text)
    press(page, "button[value=check]")
    look(page)
    press(page, "button[value=send]")
    assert page.url.endswith("/mine/")
    expect(page.locator("main")).to_contain_text(text)
    look(page)


def decide(visit, text, decision):
    """Let the moderator of the demonstration decide on the statement ``text``."""
    office = visit("/en/demo/personas/")
    with office.expect_navigation():
        office.locator("li", has_text="oderator").get_by_role("button").first.click()
    office.goto(f"/en{CONVERSATION}office/")
    waiting = office.locator("form.one", has_text=text)
    waiting.locator("select").select_option("unclear")
    with office.expect_navigation():
        waiting.locator(f"button[value={decision}]").click()
    expect(office.locator("form.one", has_text=text)).to_have_count(0)


@pytest.mark.parametrize(("code", "scheme"), WAYS)
def test_dialogue_the_whole_way_by_keyboard_in_a_small_window(visit, code, scheme):
    """Only axe runs script: that of the site does not arrive."""
    page = visit("about:blank", scheme=scheme, script=True)
    page.route("**/comity.js*", lambda route: route.abort())
    text = f"{TEXTS[code]} {scheme}"
    take_part(page, code, text, looked_at)
    own = page.locator("li", has_text=text)
    waiting = own.locator(".soft").first.inner_text()
    decide(visit, text, "rejected")
    page.reload()
    assert own.locator(".soft").first.inner_text() != waiting
    looked_at(page)


def test_dialogue_the_whole_way_in_arabic_with_script_off(visit):
    page = visit("about:blank")
    text = f"{TEXTS['ar']} 3"
    take_part(page, "ar", text, lambda page: None)
    decide(visit, text, "accepted")
    page.reload()
    waiting = page.locator("li", has_text=text).locator(".soft").first.inner_text()
    page.goto(f"/ar{CONVERSATION}statements/")
    assert page.locator("legend", has_text=text).count() == 1
    assert waiting


def test_what_was_typed_is_there_again_after_a_while_and_gone_once_it_is_sent(visit):
    """With script: the draft, and that it can be thrown away."""
    page = visit(f"/en{CONVERSATION}suggest/", script=True)
    page.locator("#statement").fill("Half a thought")
    page.goto(f"/en{CONVERSATION}")
    page.goto(f"/fr{CONVERSATION}suggest/")
    assert page.locator("#statement").input_value() == "Half a thought"
    looked_at(page)
    page.locator("#draft button").click()
    assert page.locator("#statement").input_value() == ""
    page.reload()
    assert page.locator("#statement").input_value() == ""
    assert not page.locator("#draft").is_visible()
    assert page.problems == []


def test_a_token_that_is_not_taken_any_more_is_renewed_and_the_vote_kept(visit):
    page = visit(f"/en{CONVERSATION}", script=True)
    page.context.clear_cookies()
    number = page.locator("#vote input[name=statement]").input_value()
    page.locator("#vote button[value='1']").click(no_wait_after=True)
    expect(page.locator("#vote .answer[role=status]").last).to_contain_text("Kept")
    expect(page.locator("#vote input[name=statement]")).not_to_have_value(number)
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.includes('vote:dia-2:')).length")
        == 0
    )


def test_votes_in_the_list_wait_and_are_sent_when_the_line_is_back(visit):
    page = visit(f"/en{CONVERSATION}statements/", script=True)
    page.context.set_offline(True)
    page.locator("#s1 input[value='1']").check()
    page.locator("#s2 input[value='-1']").check()
    page.locator("main form .acts .do").click(no_wait_after=True)
    expect(page.locator("#unsent")).to_contain_text("Votes not yet sent: 2")
    looked_at(page)
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_be_hidden(timeout=15_000)
    page.reload()
    assert page.locator("#s1 input[value='1']").is_checked()
    assert page.locator("#s2 input[value='-1']").is_checked()


def test_attack_what_somebody_else_left_unsent_is_not_sent_as_ones_own(visit):
    """The control is beside it: what this browser left itself goes."""
    page = visit(f"/en{CONVERSATION}", script=True)
    theirs, own = (f"comity:vote:dia-2{mark}:1" for mark in ("0123456789abcdef", ""))
    page.evaluate(
        "(all) => all.forEach((one) => { localStorage[one] = '[1, \"\"]'; })", [theirs, own]
    )
    page.reload()
    page.wait_for_function("(own) => !localStorage.getItem(own)", arg=own)
    assert page.evaluate("(theirs) => localStorage.getItem(theirs)", theirs)


def test_who_saves_data_gets_nothing_ahead(visit):
    """The control is the same page without that wish."""

    def asked(window):
        return [url for url in window.requests if url.partition("?")[0].endswith("/statements/")]

    page = visit("about:blank", script=True)
    page.context.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    page.goto(f"/en{CONVERSATION}", wait_until="networkidle")
    assert asked(page) == []
    other = visit("about:blank", script=True)
    other.goto(f"/en{CONVERSATION}", wait_until="networkidle")
    assert len(asked(other)) == 1
