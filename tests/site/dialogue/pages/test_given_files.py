import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from comity.canonical import encode
from comity.fault import RefusedError
from comity.site.dialogue.made import BusyError, Workshop
from comity.site.dialogue.raster import NO_FONT, Place
from tests.render.sample import no_groups, sample
from tests.site.conftest import bundle

pytestmark = pytest.mark.django_db
FILES = "/dialogue/reports/dia-1/"
PAGE = f"/en{FILES}"


@pytest.fixture(autouse=True)
def workshop(monkeypatch):
    """Nothing that another test had made is given."""
    monkeypatch.setattr("comity.site.dialogue.pages.given_files.made", Workshop().made)


@pytest.fixture
def painted(monkeypatch):
    """A painter that paints whatever fonts this computer has."""
    monkeypatch.setattr(
        "comity.site.dialogue.pages.given_files.png_of", lambda svg, _: b"\x89PNG" + svg.encode()
    )


def test_a_bundle_waits_for_its_place_in_the_record(client, published, monkeypatch):
    monkeypatch.setattr(
        "comity.site.dialogue.pages.given_files.proven_bundle", lambda *_, **__: None
    )
    assert client.get(f"{FILES}bundle.zip").status_code == 404


def test_the_numbers_are_given_byte_for_byte(client, published):
    assert client.get(f"{FILES}report.json").content == encode(sample())


def test_the_workbook_is_in_the_language_of_the_page(client, published):
    answer = client.get(f"/ar{FILES}report.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dia-1-ar.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert b'rightToLeft="1"' in archive.read("xl/worksheets/sheet1.xml")
    assert answer.content != client.get(f"{PAGE}report.xlsx").content


def test_the_map_to_keep_carries_title_and_source(client, published):
    answer = client.get(f"/ar{FILES}map.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dia-1-map.svg"'
    assert b"A24/DIA/1" in answer.content


def test_each_chart_is_a_file_of_its_own(client, published):
    first = client.get(f"{PAGE}charts/1.svg")
    assert first.headers["Content-Disposition"] == 'attachment; filename="dia-1-chart-1.svg"'
    assert ET.fromstring(first.content).get("direction") == "ltr"
    assert first.content != client.get(f"{PAGE}charts/2.svg").content


@pytest.mark.parametrize("number", ["0", "99"])
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_there_are_no_more_charts_than_findings(client, published, number, ending):
    assert client.get(f"{PAGE}charts/{number}.{ending}").status_code == 404


@pytest.mark.parametrize("name", ["map", "charts/1"])
def test_a_png_shows_the_very_picture_of_the_svg(client, published, painted, name):
    answer = client.get(f"{PAGE}{name}.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content == b"\x89PNG" + client.get(f"{PAGE}{name}.svg").content


def test_threat_cpu_a_picture_is_drawn_once(client, published, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "comity.site.dialogue.pages.given_files.png_of", lambda svg, _: drawn.append(svg) or b"png"
    )
    for _ in range(3):
        client.get(f"{PAGE}map.png")
    assert len(drawn) == 1
    client.get(f"/fr{FILES}map.png")
    assert len(drawn) == 2


def test_where_no_font_draws_it_the_reason_and_the_svg_are_given(client, published, monkeypatch):
    def cannot(*_):
        raise RefusedError([NO_FONT.at(Place("PNG"), signs="报")])

    monkeypatch.setattr("comity.site.dialogue.pages.given_files.png_of", cannot)
    answer = client.get(f"{PAGE}map.png")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "no font on this server has these signs: 报" in page
    assert f'href="{PAGE}map.svg"' in page
    assert "Nothing was written" not in page


def test_while_another_file_is_made_one_may_ask_again(client, published, monkeypatch):
    def busy(*_):
        raise BusyError

    monkeypatch.setattr("comity.site.dialogue.pages.given_files.made", busy)
    answer = client.get(f"{PAGE}report.xlsx")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert b"Ask again in half a minute" in answer.content


def test_without_a_writer_of_workbooks_the_page_says_so(client, published, monkeypatch):
    def missing(*_):
        raise RefusedError([NO_FONT.at(Place("XLSX"), signs="")])

    monkeypatch.setattr("comity.site.dialogue.pages.given_files.report_workbook", missing)
    answer = client.get(f"{PAGE}report.xlsx")
    assert answer.status_code == 404
    assert b".svg" not in answer.content.partition(b"<main")[2]


def test_open_votes_are_given_in_the_form_of_the_field(client, published):
    answer = client.get(f"{FILES}polis/votes.csv")
    assert answer.content == b"timestamp,datetime,comment-id,voter-id,vote\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dia-1-votes.csv"'
    assert client.get(f"{FILES}polis/comments.csv").content.startswith(b"timestamp,datetime,")


@pytest.mark.parametrize("name", ["votes", "comments"])
def test_threat_protected_votes_are_in_no_file(client, published_protected, name):
    assert client.get(f"/dialogue/reports/dia-3/polis/{name}.csv").status_code == 404


def test_votes_that_the_bundle_lacks_are_not_given(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.given_files.bundle_members", lambda *_: {})
    assert client.get(f"{FILES}polis/votes.csv").status_code == 404


def test_too_many_votes_are_left_to_the_command(client, published, monkeypatch):
    for module in ("given_files", "published"):
        monkeypatch.setattr(f"comity.site.dialogue.pages.{module}.MOST_VOTES", 10)
    assert client.get(f"{FILES}polis/votes.csv").status_code == 404
    page = client.get(f"{PAGE}downloads/").content
    assert b"comity dialogue convert" in page
    assert b"polis/votes.csv" not in page


def test_where_no_map_may_be_shown_there_is_none_to_be_had(client, publish):
    publish(bundle(report=no_groups()))
    for name in ("map.svg", "map.png", "map-image.svg"):
        assert client.get(f"{PAGE}{name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["map.svg", "map.png", "map-image.svg", "charts/1.svg", "charts/1.png", "report.xlsx"]
)
def test_what_is_not_published_has_no_pictures_and_tables(client, published, name):
    assert client.get(f"/en/dialogue/reports/dia-2/{name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["bundle.zip", "report.json", "statements.csv", "polis/votes.csv", "polis/comments.csv"],
)
def test_what_is_not_published_has_no_files(client, published, name):
    assert client.get(f"/dialogue/reports/dia-2/{name}").status_code == 404
