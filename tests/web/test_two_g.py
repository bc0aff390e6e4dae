"""A whole session on 2G with the line cut three times, with script and without: no vote is lost."""

import re
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, expect

from tests.web.two_g import two_g

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATEMENTS = [
    f"Proposal {n}: the harbour office should publish its plan {n}." for n in range(1, 31)
]
VOTES = 20
SESSION_KB = 150
FIRST_LOAD_KB = 14
SIGNS = {"1": "✓", "-1": "✗", "0": "–"}
VALUES = ("1", "-1", "0")


@pytest.fixture(scope="module")
def long_conversation(browser, site):
    """The path of a conversation with thirty statements, opened by the secretary on its page."""
    with closing(browser.new_context(base_url=site, java_script_enabled=False)) as window:
        page = window.new_page()
        page.goto("/en/demo/personas/")
        with page.expect_navigation():
            page.locator("li", has_text="Secretar").get_by_role("button").first.click()
        page.goto("/en/dialogue/open/")
        for name in ("title", "question", "benefit", "risk"):
            page.locator(f"#{name}").fill(f"The harbour, {name}")
        close = datetime.now(UTC) + timedelta(days=9)
        page.locator("#closes").fill(close.strftime("%Y-%m-%dT%H:%M"))
        page.locator("#statements").fill("\n".join(STATEMENTS))
        page.locator("button[value=check]").click()
        page.locator("button[value=open]").click()
        page.wait_for_url("**/office/")
        return re.sub(r"office/$", "", page.url.removeprefix(site))


@pytest.fixture
def stored(demo_folder, long_conversation):
    """Return a function that reads every line of votes by one voter from the database."""
    (database,) = demo_folder.rglob("*.sqlite3")
    name = long_conversation.strip("/").split("/")[-1]

    def lines():
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as link:
            rows = link.execute(
                "SELECT voter, statement, vote FROM dialogue_vote_line "
                "WHERE conversation_id = ? ORDER BY seq",
                [name],
            )
            return rows.fetchall()

    return lines


def last_votes(lines, before):
    """Return what counts of the lines after ``before``: the last vote of one voter on each."""
    new = lines[before:]
    assert len({voter for voter, _, _ in new}) == 1
    return {str(statement): str(vote) for _, statement, vote in new}


def shown(page):
    """Return the number of the statement that is shown."""
    return page.locator("#vote input[name=statement]").input_value()


def press(page, value):
    """Vote on the statement that is shown; return its number."""
    number = shown(page)
    page.locator(f"#vote button[value='{value}']").click(no_wait_after=True)
    return number


def vote(page, value):
    """Vote and wait for another statement."""
    number = press(page, value)
    expect(page.locator("#vote input[name=statement]")).not_to_have_value(number, timeout=60_000)
    return number


def tell(measured):
    """Say what was measured, where tests run with ``-s``."""
    sys.stdout.write(f"{measured}\n")


def lose_answer(page, line):
    """Let the next vote reach the server and cut the line before its answer is here."""

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("internetdisconnected")
        line.cut()

    page.route("**/do/vote", lose, times=1)


def with_its_script(page, line):
    """Wait until the script has come: at this speed a page may look idle before it has."""
    for _ in range(600):
        if "Script" in line.by_kind:
            break
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")


def suggest(page, path, text):
    page.goto(f"{path}suggest/")
    page.locator("#statement").fill(text)


def votes_without_a_line(page, line, cast):
    """The first cut: four votes are cast with no line at all."""
    line.cut()
    for value in (*VALUES, "1"):
        cast[vote(page, value)] = value
    unsent = page.locator("#unsent")
    expect(unsent).to_contain_text("Votes not yet sent: 4")
    line.mend()
    expect(unsent).to_be_hidden(timeout=60_000)


def vote_without_an_answer(page, line, cast):
    """The second: while a vote is under way, so that its answer never comes."""
    lose_answer(page, line)
    cast[press(page, "-1")] = "-1"
    unsent = page.locator("#unsent")
    expect(unsent).to_be_visible(timeout=60_000)
    line.mend()
    expect(unsent).to_be_hidden(timeout=90_000)


def statement_without_a_line(page, line, path):
    """The third: while a statement is being sent; it is still there afterwards, then sent."""
    text = "Let every boat have a number."
    suggest(page, path, text)
    line.cut()
    page.locator("button[value=check]").click()
    line.mend()
    page.goto(f"{path}suggest/")
    assert page.locator("#statement").input_value() == text
    assert page.locator("#draft").is_visible()
    page.locator("button[value=check]").click()
    page.locator("button[value=send]").click()
    expect(page.locator("main")).to_contain_text("It waits for a moderator", timeout=20_000)


def test_a_session_on_2g_with_three_cuts_counts_each_vote_once(visit, long_conversation, stored):
    before = len(stored())
    page = visit("about:blank", script=True)
    phone = two_g(page)
    page.goto(long_conversation)
    with_its_script(page, phone.line)
    kinds = phone.line.by_kind
    first = (kinds["Document"] + kinds["Stylesheet"]) / 1024
    whole = first + kinds["Script"] / 1024
    cast = {}
    votes_without_a_line(page, phone.line, cast)
    assert last_votes(stored(), before) == cast
    vote_without_an_answer(page, phone.line, cast)
    while len(cast) < VOTES:
        value = VALUES[len(cast) % 3]
        cast[vote(page, value)] = value
    statement_without_a_line(page, phone.line, long_conversation)
    assert last_votes(stored(), before) == cast
    lines = len(stored()) - before
    tell(
        f"\n2G with script: {phone.line.kilobytes:.1f} KB both ways "
        f"({phone.line.received / 1024:.1f} received), first load {first:.1f} KB, "
        f"with the script {whole:.1f} KB; {lines} lines for {VOTES} votes"
    )
    assert first <= FIRST_LOAD_KB
    assert phone.line.kilobytes <= SESSION_KB
    # A fresh form is empty: what was sent is no draft any more.
    page.goto(f"{long_conversation}suggest/")
    assert page.locator("#statement").input_value() == ""


def again(page):
    """Do what somebody does before a page that says there is no connection: load it again."""
    page.reload()


def test_without_script_a_cut_link_and_a_resend_lead_to_the_same_state(
    visit, long_conversation, stored
):
    before = len(stored())
    page = visit("about:blank")
    phone = two_g(page)
    page.goto(long_conversation)
    cast = {}
    while len(cast) < VOTES:
        value = VALUES[len(cast) % 3]
        number = shown(page)
        cut = len(cast) in {5, 12}
        if len(cast) == 5:
            phone.line.cut()
        if len(cast) == 12:
            lose_answer(page, phone.line)
        page.locator(f"#vote button[value='{value}']").click(no_wait_after=cut)
        if cut:
            page.wait_for_timeout(2_000)
            phone.line.mend()
            try:
                again(page)
            except Error:
                page.go_back()
                page.locator(f"#vote button[value='{value}']").click()
        cast[number] = value
        expect(page.locator("#vote input[name=statement]")).not_to_have_value(number)
    suggest(page, long_conversation, "Let every boat have a light.")
    page.locator("button[value=check]").click()
    phone.line.cut()
    page.locator("button[value=send]").click()
    page.wait_for_timeout(500)
    phone.line.mend()
    again(page)
    expect(page.locator("main")).to_contain_text("It waits for a moderator", timeout=20_000)
    assert page.locator("main").inner_text().count("Let every boat have a light.") == 1
    assert last_votes(stored(), before) == cast
    lines = len(stored()) - before
    tell(f"\n2G without script: {phone.line.kilobytes:.1f} KB both ways; {lines} lines")
    assert phone.line.kilobytes <= SESSION_KB


def test_the_queue_is_what_saves_them(visit, long_conversation, stored):
    """The control: with the script's store out of order the same cut loses the vote."""
    before = len(stored())
    page = visit("about:blank", script=True)
    page.context.add_init_script("delete window.localStorage")
    phone = two_g(page)
    page.goto(long_conversation)
    phone.line.cut()
    press(page, "1")
    page.wait_for_timeout(1_000)
    phone.line.mend()
    page.goto(long_conversation)
    page.wait_for_timeout(3_000)
    assert len(stored()) == before
