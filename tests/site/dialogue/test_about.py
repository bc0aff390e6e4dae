from dataclasses import replace
from datetime import date

import pytest

from comity.record import fingerprint_lines, parse_vkey
from comity.render import LANGUAGES, voice
from comity.site.dialogue.about import (
    Told,
    about_lines,
    citation,
    citation_html,
    version_words,
)
from comity.site.dialogue.queries import report_with
from tests.site.conftest import RECORDED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
EN = voice(LANGUAGES["en"])
TOLD = Told("Assembly of Twenty-Four")


def test_the_cite_line_names_symbol_day_entry_and_place_but_no_host(published):
    said = citation(report_with("dia-1"), TOLD.organisation, EN)
    assert said == (
        "Assembly of Twenty-Four, What should a public register of AI incidents contain?, "
        "A24/DIA/1, 21 November 2026. Entry 2 of the record assembly.test/record. "
        "/dialogue/reports/dia-1/"
    )


def test_before_it_has_its_place_it_names_no_entry(published):
    waiting = replace(report_with("dia-1"), entry=None)
    assert "Entry" not in citation(waiting, "O", EN)
    assert "Entry of the record" not in dict(about_lines(waiting, TOLD, EN))


@pytest.mark.parametrize("code", LANGUAGES)
def test_markup_and_text_say_the_same(published, code):
    view, speaker = report_with("dia-1"), voice(LANGUAGES[code])
    html = citation_html(view, "A & B", speaker)
    for mark in ("<bdi>", "</bdi>", '<bdi dir="ltr">'):
        html = html.replace(mark, "")
    assert html.replace("&amp;", "&") == citation(view, "A & B", speaker)


def test_names_in_the_cite_line_are_isolated_and_harmless(published):
    view = replace(report_with("dia-1"), title="<b>\u202e")
    html = citation_html(view, "O", EN)
    assert "<b>" not in html
    assert "\u202e" not in html
    assert html.count("<bdi") == 7


def test_the_version_is_that_of_function_and_rule(published):
    view = report_with("dia-1")
    rule = view.report["rule"]
    said = version_words(view, EN)
    assert said.startswith("dialogue.report, version ")
    assert said.endswith(f"{rule['id']}, version {rule['version']}")


def test_what_a_reader_of_the_tables_must_know_is_told(published):
    view = report_with("dia-1")
    lines = about_lines(view, TOLD, EN)
    found = dict(lines)
    assert found["Symbol"] == "A24/DIA/1"
    assert found["Published on"] == RECORDED.date() == date(2026, 11, 21)
    assert found["Approved by"] == "Ilsa Verrane and Secretary"
    assert found["People who took part (n)"] == 902
    assert found["Entry of the record"] == 2
    assert "invented" in found["Simulated"]
    assert found["Level of the intervals"] == "90%"
    assert found["Digest of its manifest (SHA-256)"] == view.digest
    values = [value for _, value in lines]
    assert view.command in values
    assert fingerprint_lines(parse_vkey(view.vkey))[1] in values


def test_what_is_not_simulated_does_not_say_so(published):
    real = replace(report_with("dia-1"), simulated=False)
    assert "Simulated" not in dict(about_lines(real, TOLD, EN))


def test_an_erased_name_leaves_the_role(published):
    erased = replace(report_with("dia-1"), signer="")
    assert dict(about_lines(erased, TOLD, EN))["Approved by"] == "Secretary"


def test_protected_counts_are_said_not_to_be_audited(published_protected):
    view, waiting = report_with("dia-3"), "Counted by the organisation, not yet audited."
    assert dict(about_lines(view, Told("O", waiting), EN))["State"] == waiting
    assert "State" not in dict(about_lines(view, Told("O"), EN))
