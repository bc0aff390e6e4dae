import pytest

from comity.canonical import encode
from comity.site.oversight.models import SignOffRow
from tests.render.sample import HOSTILE, no_groups, sample
from tests.site.conftest import bundle

pytestmark = pytest.mark.django_db
PAGE = "/en/dialogue/reports/dia-1/"


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
    assert "testserver/en/dialogue/reports/dia-1/" in page


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
    assert client.get(f"{PAGE}map.svg").status_code == 404
    assert client.get(f"{PAGE}map-image.svg").status_code == 404


def test_the_map_to_keep_carries_title_and_source(client, published):
    answer = client.get("/ar/dialogue/reports/dia-1/map.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dia-1-map.svg"'
    assert b"A24/DIA/1" in answer.content


def test_every_statement_stands_on_pages_of_their_own(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.published.ROWS", 5)
    first = client.get(f"{PAGE}statements/").content.decode()
    last = client.get(f"{PAGE}statements/?page=99").content.decode()
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev"' in last
    assert "Page 1 of 3" in first


@pytest.mark.parametrize("name", ["", "statements/", "map.svg", "map-image.svg"])
def test_what_is_not_published_has_no_page(client, published, name):
    assert client.get(f"/en/dialogue/reports/dia-2/{name}").status_code == 404


@pytest.mark.parametrize("name", ["bundle.zip", "report.json", "statements.csv"])
def test_what_is_not_published_has_no_files(client, published, name):
    assert client.get(f"/dialogue/reports/dia-2/{name}").status_code == 404


def test_a_bundle_waits_for_its_place_in_the_record(client, published, monkeypatch):
    monkeypatch.setattr("comity.site.dialogue.pages.published.proven_bundle", lambda *_, **__: None)
    assert client.get("/dialogue/reports/dia-1/bundle.zip").status_code == 404


def test_the_numbers_are_given_byte_for_byte(client, published):
    assert client.get("/dialogue/reports/dia-1/report.json").content == encode(sample())


def test_without_reports_the_list_says_so(client, log):
    assert b"No report is published yet." in client.get("/en/dialogue/").content


def test_a_signature_anybody_can_check_is_called_one(client, publish):
    publish(strength="signed")
    page = client.get(PAGE).content.decode()
    assert "signed by" in page
    assert "the server vouches" not in page


def test_a_name_that_was_erased_leaves_the_role(client, published):
    SignOffRow.objects.update(name="")
    page = client.get(PAGE).content.decode()
    assert "Ilsa" not in page
    assert "Secretary" in page
