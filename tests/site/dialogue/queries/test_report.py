import pytest

from comity.site.dialogue.queries import latest_reports, report_with, reports_page
from tests.site.conftest import RECORDED, bundle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_entered")]


def test_a_report_is_seen_with_its_signer_and_entry(published):
    view = report_with("dia-1")
    assert (view.signer, view.role, view.strength) == ("Ilsa Verrane", "secretary", "attested")
    assert (view.entry, view.at) == (2, RECORDED)
    assert (view.participants, view.votes, view.common_ground) == (902, 8766, 6)
    assert view.command.startswith("comity verify dia-1.zip --key assembly.test/record+")


def test_what_is_not_published_is_not_seen(published):
    assert report_with("dia-2") is None


def test_reports_come_newest_first_in_pages(publish, monkeypatch):
    for number in (1, 2, 3):
        publish(bundle(f"dia-{number}"), symbol=f"A24/DIA/{number}")
    monkeypatch.setattr("comity.site.dialogue.queries.report.PAGE", 2)
    lines, pages = reports_page(1)
    assert (len(lines), pages) == (2, 2)
    assert len(reports_page(2)[0]) == 1
    assert len(latest_reports(2)) == 2


def test_a_list_takes_few_questions_to_the_database(publish, django_assert_num_queries):
    for number in (1, 2, 3):
        publish(bundle(f"dia-{number}"), symbol=f"A24/DIA/{number}")
    with django_assert_num_queries(2):
        latest_reports(3)
    with django_assert_num_queries(3):
        reports_page(1)
