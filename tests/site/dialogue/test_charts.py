from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from comity.render import LANGUAGES, voice
from comity.site.dialogue.charts import charts_of, map_chart
from comity.site.dialogue.queries import report_with
from tests.render.sample import no_groups, sample
from tests.site.conftest import bundle
from tests.site.dialogue.test_translations import with_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]
EN = voice(LANGUAGES["en"])


def lines_of(svg):
    root = ET.fromstring(svg.partition("?>")[2].strip())
    texts = root.iter("{http://www.w3.org/2000/svg}text")
    return " ".join("".join(text.itertext()) for text in texts)


def test_each_finding_has_one_chart_common_ground_first(published):
    charts = charts_of(report_with("dia-1"), EN)
    report = sample()
    assert len(charts) == len({*report["common_ground"], *report["differences"]})
    assert [chart.number for chart in charts] == list(range(1, len(charts) + 1))
    assert charts[0].title == "Every entry should say how the harm was found out."


@pytest.mark.parametrize("code", LANGUAGES)
def test_n_symbol_entry_and_place_stand_in_the_picture(published, code):
    view, speaker = report_with("dia-1"), voice(LANGUAGES[code])
    for chart in (map_chart(view, speaker), *charts_of(view, speaker)):
        said = lines_of(chart.svg(view, speaker))
        assert "A24/DIA/1" in said
        assert view.permalink in said
        assert speaker.number(chart.n) in said
        assert "http" not in said


def test_it_says_what_it_shows_and_that_it_is_simulated(published):
    view = report_with("dia-1")
    chart = charts_of(view, EN)[0]
    said = lines_of(chart.svg(view, EN))
    assert "Share who agree, with 90% intervals." in said
    assert "Simulated" in said
    assert "entry 2 of the record" in said


def first_of(report):
    """Return the statement that leads the common ground."""
    return next(one for one in report["statements"] if one["id"] == report["common_ground"][0])


def test_a_long_text_says_that_it_goes_on(publish):
    report = sample()
    first_of(report)["text"] = "A very long statement indeed " * 30
    report["statements"][3]["text"] = "很长的陈述" * 60
    publish(bundle(report=report))
    view = report_with("dia-1")
    for chart in charts_of(view, EN):
        svg = chart.svg(view, EN)
        assert ("…" in lines_of(svg)) is (len(chart.title) > 100)
        assert view.permalink in lines_of(svg)


def test_a_statement_without_words_is_known_by_its_number(publish):
    report = sample()
    first_of(report)["text"] = ""
    publish(bundle(report=report))
    assert charts_of(report_with("dia-1"), EN)[0].title == "Statement 12"


def test_there_is_no_chart_of_what_is_hidden_or_rejected(publish):
    report = sample()
    report["statements"][0]["seen"] = None
    report["statements"][1]["moderated"] = -1
    publish(bundle(report=report))
    titles = [chart.title for chart in charts_of(report_with("dia-1"), EN)]
    assert report["statements"][0]["text"] not in titles
    assert report["statements"][1]["text"] not in titles


def test_where_no_map_may_be_shown_there_is_none(publish):
    publish(bundle(report=no_groups()))
    assert map_chart(report_with("dia-1"), EN) is None


def test_before_it_has_its_place_no_entry_is_named(published):

    view = replace(report_with("dia-1"), entry=None, simulated=False)
    said = lines_of(charts_of(view, EN)[0].svg(view, EN))
    assert "of the record" not in said
    assert "Simulated" not in said


def test_a_reader_takes_along_the_translation_with_its_origin_and_the_original(publish):
    publish(with_words())
    view, original = report_with("dia-1"), next(o for o in sample()["statements"] if o["id"] == "3")
    found = [one for one in charts_of(view, EN) if one.title.startswith("Small firms need")]
    assert len(found) == 1
    assert found[0].name_in_list.endswith("(machine translation, not reviewed)")
    said = lines_of(found[0].svg(view, EN))
    assert "(machine translation, not reviewed)" in said
    assert original["text"].split()[0] in said
    assert view.permalink in said
    titles = [one.title for one in charts_of(view, voice(LANGUAGES["ru"]))]
    assert original["text"] in titles  # nobody translated it into Russian
