import pytest

from comity.site.home.health import check_health, last_health
from comity.site.record.reconcile import Difference
from tests.site.conftest import NOW
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db


def test_before_the_first_comparison_nothing_is_claimed(client, published, instance):
    assert last_health(instance) is None
    assert b"not yet compared" in client.get("/en/health/").content


def test_a_sound_site_says_so_with_the_time_it_was_compared(client, published, instance):
    assert check_health(instance, NOW).differences == []
    assert last_health(instance).entries == 3
    page = client.get("/en/health/").content.decode()
    assert "Everything shown here is what the record says." in page
    assert "21 November 2026, 09:30" in page


def test_a_changed_row_is_named_on_the_page(client, published, instance):
    tamper("UPDATE dialogue_published_report SET title = 'Another question'")
    found = check_health(instance, NOW).differences
    assert found
    assert set(found) == {Difference("dialogue_published_report dia-1", "title")}
    assert last_health(instance).differences == found
    page = client.get("/en/health/").content.decode()
    assert "dialogue_published_report dia-1: title" in page
    assert "Something on this site is not what its record says." in page


def test_a_damaged_file_claims_nothing(instance, published):
    (instance.data_folder / "health.json").write_text("{")
    assert last_health(instance) is None
