import gzip
import re

import pytest

from comity.record import fingerprint_lines, parse_vkey
from comity.site.oversight.models import SignOffRow
from comity.site.ui.style import style_bytes
from comity.statistics import Draw
from tests.render.sample import HOSTILE, no_groups, sample
from tests.render.test_doubts import duplicates, protected
from tests.site.conftest import bundle, publish_in, sign_off
from tests.site.passkeys import enrolled, signature

pytestmark = pytest.mark.django_db
PAGE = "/en/dialogue/reports/dia-1/"
PROTECTED = "/en/dialogue/reports/dia-3/"


def test_the_page_of_a_report_says_who_put_it_into_effect(client, published):
    page = client.get(PAGE).content.decode()
    assert "Ilsa Verrane" in page
    assert "Secretary" in page
    assert "21 November 2026" in page
    assert "the server vouches for it" in page


def test_it_shows_the_line_to_paste_and_how_to_cite(client, published):
    page = client.get(PAGE).content.decode()
    key = client.get("/log/key.vkey").content.decode().strip()
    assert f"comity verify dia-1.zip --key {key}" in page
    assert "A24/DIA/1" in page
    assert "/dialogue/reports/dia-1/</bdi>" in page
    assert "testserver" not in page


def test_common_ground_comes_first(client, published):
    page = client.get(PAGE).content.decode()
    order = [page.index(f"<h2>{title}") for title in ("Common ground", "Where opinions differ")]
    assert order == sorted(order)


def test_hostile_statements_are_shown_and_do_nothing(client, published):
    page = client.get(f"{PAGE}statements/").content.decode()
    assert "<script" not in page
    assert "onerror=alert(1)&gt;" in page
    assert HOSTILE not in page
    assert "\u202e" not in page


def numbers(client, query=""):
    page = client.get(f"{PAGE}statements/{query}").content.decode()
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return re.findall(r'class="number"><bdi>([^<]+)<', table)


def test_the_address_says_how_the_table_is_ordered_and_what_it_shows(client, published):
    shown = {o["id"]: o for o in sample()["statements"] if o["moderated"] >= 0}
    first, rest = numbers(client), numbers(client, "?order=votes")
    assert rest != first
    votes = [shown[number]["seen"] for number in rest]
    assert votes == sorted(votes, reverse=True)
    common = numbers(client, "?result=consensus-agree&order=agree")
    assert 0 < len(common) < len(first)
    assert {shown[number]["class"] for number in common} == {"consensus"}
    page = client.get(f"{PAGE}statements/?result=consensus-agree&order=agree").content.decode()
    assert '<option value="agree" selected>' in page
    assert '<option value="consensus-agree" selected>' in page


@pytest.mark.parametrize("query", ["?order=random", "?result=x'%22", "?order="])
def test_an_order_or_result_that_is_none_is_refused(client, published, query):
    assert client.get(f"{PAGE}statements/{query}").status_code == 400


def test_the_next_page_keeps_order_and_result(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.parts.WEIGHT", 1)
    page = client.get(f"{PAGE}statements/?order=votes").content.decode()
    assert 'href="?order=votes&amp;page=2"' in page
    later = numbers(client, "?order=votes&page=2")
    assert later != numbers(client, "?order=votes")


def test_a_rejected_statement_is_nowhere_shown(client, publish):
    report = sample()
    rejected = next(one for one in report["statements"] if one["moderated"] < 0)
    rejected["text"] = "TAKEN DOWN"
    publish(bundle(report=report))
    for path in (PAGE, f"{PAGE}statements/", "/dialogue/reports/dia-1/statements.csv"):
        assert "TAKEN DOWN" not in client.get(path).content.decode()


def test_where_no_map_may_be_shown_there_is_none_to_be_had(client, publish):
    publish(bundle(report=no_groups()))
    page = client.get(PAGE).content.decode()
    assert "map.svg" not in page
    assert "No map is shown." in page
    assert "map.svg" not in client.get(f"{PAGE}downloads/").content.decode()


def test_every_statement_stands_on_pages_of_their_own(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.parts.WEIGHT", 1_000)
    first = client.get(f"{PAGE}statements/").content.decode()
    last = client.get(f"{PAGE}statements/?page=99").content.decode()
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev"' in last
    assert re.search(r"Page 1 of [2-9]", first)


@pytest.mark.parametrize("name", ["", "statements/", "method/", "downloads/", "tiers-and-classes/"])
def test_what_is_not_published_has_no_page(client, published, name):
    assert client.get(f"/en/dialogue/reports/dia-2/{name}").status_code == 404


def test_without_reports_the_list_says_so(client, log):
    assert b"No report is published yet." in client.get("/en/dialogue/").content


def test_a_signature_anybody_can_check_is_called_one(client, log, instance):
    one = bundle()
    word = sign_off(one.subject)
    publish_in(instance, one, **signature(enrolled("p-signer"), word))
    page = client.get(PAGE).content.decode()
    assert "signed by" in page
    assert "the server vouches" not in page


def test_a_name_that_was_erased_leaves_the_role(client, published):
    SignOffRow.objects.update(name="")
    page = client.get(PAGE).content.decode()
    assert "Ilsa" not in page
    assert "Secretary" in page


def test_what_speaks_against_the_numbers_is_said(client, publish):
    report = sample() | {"duplicates": duplicates()}
    publish(bundle(report=report))
    page = client.get(PAGE).content.decode()
    assert "7 people voted almost exactly as somebody else did." in page
    assert "Nobody has decided yet" in page


def test_where_nobody_votes_alike_there_is_nothing_to_decide(client, publish):
    publish(bundle(report=sample() | {"duplicates": duplicates(0)}))
    assert "Nobody has decided yet" not in client.get(PAGE).content.decode()


def test_protected_counts_are_said_not_to_be_audited_yet(client, published_protected):
    for path in (PROTECTED, f"{PROTECTED}method/"):
        assert "Counted by the organisation, not yet audited." in client.get(path).content.decode()


def test_open_ballots_are_not_called_counted_by_anybody(client, published):
    assert "not yet audited" not in client.get(PAGE).content.decode()


def test_other_tiers_and_classes_have_a_page_where_there_are_any(client, published_protected):
    assert f'href="{PROTECTED}tiers-and-classes/"' in client.get(PROTECTED).content.decode()
    page = client.get(f"{PROTECTED}tiers-and-classes/").content.decode()
    assert "Tiers are never added up" in page
    assert "By country" in page
    assert page.count("<table") == 2


def test_threat_class_recovery_open_ballots_show_no_class(client, publish):
    report = protected()
    report["conversation"]["ballots"] = "open"
    publish(bundle(report=report))
    page = client.get(f"{PAGE}tiers-and-classes/").content.decode()
    assert "By country" not in page
    assert "Arvenland" not in page
    assert "would tell who is who" in page


def test_a_report_without_other_tiers_leads_to_no_empty_page(client, published):
    assert "tiers-and-classes" not in client.get(PAGE).content.decode()
    page = client.get(f"{PAGE}tiers-and-classes/").content.decode()
    assert "no other tier of voters and no classes" in page


def test_many_findings_lead_to_the_table_of_all(client, publish, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.published.FINDINGS", 2)
    report = sample()
    publish(bundle("dia-9", report | {"seed": 99}), symbol="A24/DIA/9")
    page = client.get("/en/dialogue/reports/dia-9/").content.decode()
    section = page.partition("<h2>Common ground")[2].partition("</section>")[0]
    assert section.count("<article") == 2
    assert "The others stand in the table of every statement" in section


def test_the_page_of_files_lists_what_there_is(client, published):
    page = client.get(f"{PAGE}downloads/").content.decode()
    for name in ("bundle.zip", "report.xlsx", "statements.csv", "report.json", "polis/votes.csv"):
        assert f'/dialogue/reports/dia-1/{name}"' in page
    assert f'href="{PAGE}map.svg"' in page
    assert f'href="{PAGE}charts/1.svg"' in page


def test_the_page_of_files_offers_no_png_that_cannot_be_drawn(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.published.can_draw", lambda *_: False)
    page = client.get(f"{PAGE}downloads/").content.decode()
    assert ".png" not in page
    assert "lacks a font" in page
    monkeypatch.setattr("comity.site.dialogue.pages.published.can_draw", lambda *_: True)
    page = client.get(f"/fr{PAGE.removeprefix('/en')}downloads/").content.decode()
    assert ".png" in page


def test_many_charts_come_in_pages_and_the_map_once(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.published.CHARTS", 2)
    first = client.get(f"{PAGE}downloads/").content.decode()
    second = client.get(f"{PAGE}downloads/?page=2").content.decode()
    assert ("charts/1.svg" in first, "charts/3.svg" in second) == (True, True)
    assert ("map.svg" in first, "map.svg" in second) == (True, False)


def test_protected_votes_are_said_to_be_nowhere(client, published_protected):
    page = client.get(f"{PROTECTED}downloads/").content.decode()
    assert "the votes themselves are published nowhere" in page
    assert "polis/" not in page


def test_it_shows_the_fingerprint_to_compare_elsewhere(client, published):
    key = client.get("/log/key.vkey").content.decode().strip()
    shown = fingerprint_lines(parse_vkey(key))[1]
    for path in (PAGE, f"{PAGE}downloads/"):
        assert shown in client.get(path).content.decode()


def test_the_permalink_leads_to_the_language_of_the_reader(client, published):
    answer = client.get("/dialogue/reports/dia-1/", headers={"Accept-Language": "ar"})
    assert (answer.status_code, answer.url) == (302, "/ar/dialogue/reports/dia-1/")


def many_statements(letters):
    """Return a report with 120 statements of so many letters each, no two alike."""
    report, draw = sample(), Draw(7)
    first = report["statements"][0]
    codes = draw.integers(32, 120 * letters).tolist()
    texts = ["".join(chr(0x430 + code) for code in codes[at::120]) for at in range(120)]
    added = [first | {"id": f"9{at}", "text": text} for at, text in enumerate(texts)]
    for one, text in zip(report["statements"], reversed(texts), strict=False):
        one["text"] = text
    return report | {"statements": [*report["statements"], *added]}


@pytest.mark.parametrize("letters", [140, 1000])
def test_a_page_of_many_or_long_statements_is_light(client, publish, letters):
    publish(bundle(report=many_statements(letters)))
    style = len(gzip.compress(style_bytes(), 6))
    for number in (1, 2, 3):
        page = client.get(f"/ru/dialogue/reports/dia-1/statements/?page={number}").content
        assert len(gzip.compress(page, 6)) + style <= 14 * 1024


def test_the_page_of_a_report_on_statements_of_usual_length_is_light(client, publish):
    publish(bundle(report=many_statements(140)))
    page = client.get("/ru/dialogue/reports/dia-1/").content
    assert len(gzip.compress(page, 6)) + len(gzip.compress(style_bytes(), 6)) <= 14 * 1024
