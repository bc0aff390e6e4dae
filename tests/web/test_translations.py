"""Statements in the reader's language, also when the line is gone; and who enters them."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.test_taking_part import CONVERSATION, looked_at, press

pytestmark = pytest.mark.browser

ARABIC = re.compile("[\u0600-\u06ff]")
ORIGINAL = "الأصل"


def test_dialogue_an_arabic_reader_reads_every_text_in_arabic_without_script(visit):
    page = visit(f"/ar{CONVERSATION}")
    assert ARABIC.search(page.locator("h1").inner_text())
    said = page.locator("#vote .said")
    assert ARABIC.search(said.inner_text())
    expect(said.locator("bdi")).to_have_attribute("lang", "ar")
    page.goto(f"/ar{CONVERSATION}statements/")
    legends = page.locator("legend [lang=ar]").all_inner_texts()
    assert len(legends) >= 8
    assert [text for text in legends if not ARABIC.search(text)] == []
    # The control: somebody who reads French sees no Arabic but in what nobody has translated yet.
    page.goto(f"/fr{CONVERSATION}statements/")
    french = page.locator("legend [lang=fr]").all_inner_texts()
    assert len(french) >= 8
    assert [text for text in french if ARABIC.search(text)] == []


@pytest.mark.parametrize("path", [CONVERSATION, f"{CONVERSATION}statements/"])
def test_translations_are_accessible_and_keep_the_width(visit, path):
    looked_at(visit(f"/ar{path}", script=True))


def test_a_statement_that_was_fetched_ahead_stands_over_its_own_original(visit):
    page = visit("about:blank", script=True)
    page.goto(f"/ar{CONVERSATION}", wait_until="networkidle")
    page.goto(f"/ar{CONVERSATION}statements/")
    pairs = dict(
        page.locator(".one").evaluate_all(
            "(all) => all.map((one) => [one.querySelector('legend [lang]').textContent,"
            " [...one.querySelectorAll('.below')].map((note) => note.textContent).join('|')])"
        )
    )
    page.goto(f"/ar{CONVERSATION}", wait_until="networkidle")
    page.context.set_offline(True)
    seen = set()
    for _ in range(5):
        text = page.locator("#vote .said").inner_text()
        notes = page.locator("#vote form .below").all_inner_texts()
        assert "|".join(notes) == pairs[text]
        seen.add(text)
        page.locator("#vote button[value='0']").click(no_wait_after=True)
        expect(page.locator("#vote .said")).not_to_have_text(text)
    assert len(seen) == 5
    assert sum(ORIGINAL in pairs[text] for text in seen) >= 3


def test_a_secretary_translates_by_keyboard_and_a_reader_sees_it(visit):
    page = visit("/fr/demo/personas/", script=True)
    page.locator("li, tr, form", has_text="Ilsa Verrane").last.locator("button").last.click()
    page.goto(f"/fr{CONVERSATION}translations/")
    looked_at(page)
    page.locator("#t-6").fill("Qui demande un délai devrait publier ce qui manque encore.")
    page.locator("input[name=reviewed]").check()
    press(page, "form.write .acts button")
    assert "kept=1" in page.url
    reader = visit(f"/fr{CONVERSATION}statements/")
    expect(reader.locator("#s6 legend")).to_contain_text("ce qui manque encore")
    expect(reader.locator("#s6")).to_contain_text("Ilsa Verrane")
