import json
import os
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from comity.edge import create_key
from comity.site.home import health as module
from comity.site.home.health import (
    Disk,
    check_health,
    disk_of,
    last_health,
    reconcile,
    reconciliation_json,
)
from tests.site.conftest import NOW
from tests.site.tampering import tamper

pytestmark = pytest.mark.django_db


def page_of(client):
    return client.get("/en/health/").content.decode()


def test_before_the_first_comparison_nothing_is_claimed(client, published, instance):
    assert last_health(instance) is None
    assert "not yet compared" in page_of(client)


def test_a_sound_site_says_so_with_the_time_it_was_compared(client, published, instance):
    assert check_health(instance, NOW).differences == []
    assert last_health(instance).checked == 19
    page = page_of(client)
    assert "Everything shown here is what the record says." in page
    assert "21 November 2026, 09:30" in page


def test_a_changed_row_is_named_on_the_page_without_what_stands_in_it(client, published, instance):
    tamper("UPDATE oversight_signoff SET name = 'Somebody Else'")
    found = check_health(instance, NOW)
    assert [str(one) for one in found.differences] == [
        "sign-off s-dia-1, name: the row says “Somebody Else”; entry 7 says “Ilsa Verrane”"
    ]
    assert last_health(instance).differences == found.differences
    page = page_of(client)
    assert "Something on this site is not what its record says." in page
    assert ">s-dia-1</bdi>" in page
    assert "Somebody Else" not in page


def test_what_is_kept_is_what_machines_get(published, instance):
    found = check_health(instance, NOW)
    kept = json.loads((instance.data_folder / "health.json").read_text())
    assert kept == reconciliation_json(found)
    assert kept["v"] == 1


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "[]",
        '{"at": "2026-11-21T09:30:00", "checked": 1, "differences": []}',
        '{"at": "2026-11-21T09:30:00+00:00", "checked": 1, "differences": [["row", "column"]]}',
    ],
)
def test_a_damaged_or_older_file_claims_nothing(instance, published, kept):
    (instance.data_folder / "health.json").write_text(kept)
    assert last_health(instance) is None


def test_it_shows_head_age_witnesses_versions_and_room(client, published, instance, monkeypatch):
    monkeypatch.setattr(module, "disk_usage", lambda _: SimpleNamespace(total=10**11, free=10**9))
    monkeypatch.setattr("comity.site.ui.templatetags.words.now", lambda: NOW.replace(hour=13))
    page = page_of(client)
    assert "4 hours ago" in page
    assert "not witnessed" in page
    assert "Comity " in page
    assert "dialogue.report 1" in page
    assert "1 GB<" in page
    assert "low; the operator should make room" in page


def test_each_page_leads_there(client, published):
    assert 'href="/en/health/"' in client.get("/en/privacy/").content.decode()


@pytest.mark.parametrize(
    ("free", "total", "low"), [(1, 100, True), (20, 100, False), (6 * 10**9, 10**12, False)]
)
def test_when_room_is_low(free, total, low):
    assert Disk(free, total).is_low is low


def test_where_the_disk_cannot_be_asked_nothing_is_said(client, instance):
    assert disk_of(instance) is None
    assert "Room on the disk" not in page_of(client)


def test_the_key_on_this_computer_decides_which_log_it_is(published, instance):
    instance.key_file.parent.mkdir(parents=True, exist_ok=True)
    create_key(instance.key_file, lambda _: "assembly.test/record")
    columns = {one.column for one in reconcile(instance, NOW).differences if one.kind == "log"}
    assert {"vkey", "note"} <= columns


@pytest.mark.skipif(os.name == "nt", reason="permissions")
def test_a_key_that_cannot_be_read_is_left_out(published, instance):
    instance.key_file.parent.mkdir(parents=True, exist_ok=True)
    instance.key_file.write_text("no key")
    assert reconcile(instance, datetime(2026, 11, 22, tzinfo=UTC)).differences == []
