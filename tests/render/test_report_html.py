import hashlib
import re
from base64 import b64encode
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from comity.render.catalogue import LANGUAGES
from comity.render.report_html import report_html, stylesheet
from comity.render.state import Publication, VerifyNote
from tests.render.sample import no_groups, sample

VOID = {"meta", "br", "hr"}
SIGNED = Publication("Ilka Marent", "rapporteur", date(2026, 11, 21), "signed")
NOTE = VerifyNote(key="isles+3f2a", origin="isles.example/record", entry=1187, witnesses=2)
EVERY = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


class Tree(HTMLParser):
    """Fails on tags that are not balanced; keeps tags, text and attributes."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.ids = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def parsed(page):
    tree = Tree()
    tree.feed(page)
    tree.close()
    assert not tree.open
    return tree


def quick():
    report = no_groups()
    report["quick"] = True
    report["groups"] |= {"outcome": "not_run", "reason": "quick", "replicates": 0, "tried": []}
    report["map"]["reason"] = "quick"
    return report


def empty():
    report = quick()
    report["groups"] |= {"outcome": "not_enough_data", "reason": "too_few_people"}
    nothing = dict.fromkeys(("q1", "median", "q3"))
    report["participation"] = dict.fromkeys(report["participation"], 0)
    report["participation"]["votes_per_participant"] = nothing
    report |= {"statements": [], "common_ground": [], "differences": []}
    report["conversation"]["title"] = ""
    return report


@EVERY
@pytest.mark.parametrize("make", [sample, no_groups, quick, empty])
def test_every_report_is_a_balanced_page_in_every_language(language, make):
    tree = parsed(report_html(make(), language, NOTE))
    assert tree.tags[0] == ("html", {"lang": language.tag, "dir": language.direction})
    assert [tag for tag, _ in tree.tags].count("h1") == 1
    levels = [int(tag[1]) for tag, _ in tree.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "{" not in "".join(tree.text)


@EVERY
def test_nothing_runs_and_nothing_is_fetched(language):
    page = report_html(sample(), language, NOTE)
    tree = parsed(page)
    names = {tag for tag, _ in tree.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "base", "form", "a"}
    for _, attributes in tree.tags:
        assert not any(
            name.startswith("on") or name in {"src", "href", "style"} for name in attributes
        )
    assert not re.search(r"https?://|url\(|@import", page)


def test_the_page_forbids_itself_everything_but_its_own_style():
    page = report_html(sample(), LANGUAGES["en"])
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;" in page


def test_hostile_texts_stay_texts():
    report = sample()
    report["conversation"]["title"] = '</style><script>"\\\n} @import'
    page = report_html(report, LANGUAGES["en"], VerifyNote(command="</style><b>", key="<i>"))
    tree = parsed(page)
    assert page.count("</style>") == 1
    assert not {tag for tag, _ in tree.tags} & {"script", "img", "i"}
    assert not any("onload" in attributes or "onerror" in attributes for _, attributes in tree.tags)
    assert "\u202e" not in page


def test_a_rejected_statement_is_counted_and_not_shown():
    report = sample()
    rejected = next(one for one in report["statements"] if one["moderated"] < 0)
    rejected["text"] = "must not be seen"
    page = report_html(report, LANGUAGES["en"])
    assert "must not be seen" not in page
    assert "Moderators rejected 1 statement" in page


def test_no_share_stands_without_interval_and_n():
    page = report_html(sample(), LANGUAGES["en"])
    shares = re.findall(r"<b>\d+%</b>(.{0,30})", page)
    assert len(shares) > 100
    assert all(after.startswith(" <small>") for after in shares)
    sentences = re.findall(r"\d+% \(\d+–\d+%, n\u00a0[\d,]+\)", page)
    assert len(sentences) == page.count('class="figure"')


def test_too_few_votes_give_words_and_no_picture():
    page = report_html(sample(), LANGUAGES["en"])
    row = re.search(
        r"A statement put in an hour.*?</tr>", page[page.index("Every statement") :], re.DOTALL
    )
    assert "not enough data" in row.group()
    assert "%" not in row.group()
    assert "<svg" not in row.group()


def test_the_state_the_key_and_the_line_are_on_the_page():
    page = report_html(sample(), LANGUAGES["en"], NOTE)
    assert "Computed, not published" in page
    assert "comity verify report.zip" in page
    assert "isles+3f2a" in page
    assert "1,187" in page
    assert "Signed by 2 witnesses." in page
    alone = report_html(sample(), LANGUAGES["en"], VerifyNote(witnesses=0, publication=SIGNED))
    assert "Not witnessed." in alone
    assert 'class="state published"' in alone


def test_simulated_votes_are_called_so_and_others_not():
    assert "Simulated:" in report_html(sample(), LANGUAGES["en"])
    assert "Simulated" not in report_html(no_groups(), LANGUAGES["en"])


def test_order_is_common_ground_then_differences_then_map():
    page = report_html(sample(), LANGUAGES["en"])
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert titles[:3] == ["Common ground", "Where opinions differ", "Opinion groups"]
    assert "No map is shown." in report_html(no_groups(), LANGUAGES["en"])
    assert "Divisions that were tried" in report_html(no_groups(), LANGUAGES["en"])


def test_every_chart_stands_beside_a_table():
    page = report_html(sample(), LANGUAGES["en"])
    pairs = re.findall(r'<div class="pair">(.*?)</article>', page, re.DOTALL)
    assert len(pairs) == 8
    assert all("<svg" in pair and "<table" in pair for pair in pairs)


def test_a_statement_keeps_its_language():
    page = report_html(sample(), LANGUAGES["fr"])
    for tag in ("ar", "zh-Hans", "es", "ru"):
        assert f'<bdi lang="{tag}" dir=' in page
    assert 'lang="en&quot;' not in page


def test_the_print_keeps_title_state_and_verify_line():
    page = report_html(sample(), LANGUAGES["en"], NOTE)
    rules = re.search(r"@page\{@top-left(.*?)\}\n", page, re.DOTALL).group()
    assert "What should a public register of AI incidents contain" in rules
    assert "comity verify report" in rules
    assert "counter(page)" in rules


def test_equal_arguments_give_equal_bytes():
    assert report_html(sample(), LANGUAGES["ru"], NOTE) == report_html(
        sample(), LANGUAGES["ru"], NOTE
    )


def test_the_style_knows_no_left_and_right():
    physical = (
        r"(margin|padding|border|inset)-(left|right)|(?<!-)\b(left|right)\s*:"
        r"|text-align:\s*(left|right)|float"
    )
    assert not re.search(physical, stylesheet())
    assert len(stylesheet().encode()) < 9000


def tokens(scheme):
    pairs = re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", stylesheet())
    return {name: (light, dark)[scheme] for name, light, dark in pairs}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme):
    colour = tokens(scheme)
    for text in ("ink", "soft", "accent", "agree", "disagree", "open"):
        assert contrast(colour[text], colour["paper"]) >= 4.5, text
        assert contrast(colour[text], colour["wash"]) >= 4.5, text
    for sign in ("g1", "g2", "g3", "g4", "g5"):
        assert contrast(colour[sign], colour["paper"]) >= 3, sign
    named = [colour[name] for name in ("agree", "disagree", "open", "g1", "g2", "g3", "g4", "g5")]
    assert len(set(named)) == len(named)


def test_many_statements_without_enough_data_are_left_to_the_table():
    report = sample()
    few = next(one for one in report["statements"] if one["class"] == "not_enough_data")
    report["statements"] += [{**few, "id": str(number)} for number in range(100, 110)]
    assert "These statements stand in the table" in report_html(report, LANGUAGES["en"])


def test_groups_alike_in_everything_are_said_so():
    report = sample()
    report["differences"] = []
    report["groups"]["list"][0]["representative"] = []
    report["rule"].pop("minimum_cell")
    report["statements"][0]["groups"][2:] = []
    page = report_html(report, LANGUAGES["en"])
    assert "On no statement do opinion groups clearly contradict each other." in page
    assert "What sets group A apart" not in page
    assert "Too few people voted on it to state a share." in page


def test_nothing_in_common_is_said_so():
    report = sample()
    report["common_ground"] = []
    assert "No statement passes the test" in report_html(report, LANGUAGES["en"])


def test_a_disclaimer_stands_at_its_end_in_its_own_language_and_stays_text():
    page = report_html(sample(), LANGUAGES["en"], disclaimer=("fr", "Sans <b>opinion</b>."))
    place = '<p class="soft" lang="fr" dir="auto">Sans &lt;b&gt;opinion&lt;/b&gt;.</p></main>'
    assert place in page
    assert (
        '" dir="auto">' not in report_html(sample(), LANGUAGES["en"]).partition("</main>")[0][-99:]
    )
