import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from comity.edge import WRAPPED_SIZE
from comity.fault import RefusedError
from comity.record import BallotLine
from comity.site import operation
from comity.site.home.health import check_health
from comity.site.operation import begin, operate, prepare, reconcile
from comity.site.record.batches import seal_ballots
from comity.site.record.models import Entry, SealedBallot
from comity.site.record.queries import head
from comity.site.record.wrapping import open_key
from comity.site.server import port_of_its_own
from tests.site.conftest import NOW
from tests.site.tampering import tamper, tampered


def refused(call, *arguments):
    with pytest.raises(RefusedError) as raised:
        call(*arguments)
    return [fault.code for fault in raised.value.faults]


def test_what_speaks_against_starting_is_said_before_anything_is_made(instance, settings):
    settings.COMITY = replace(instance, secret="short")
    found = refused(operate, "127.0.0.1", 1, print)
    assert found == ["site.secret_missing", "site.instance_missing"]
    assert not instance.data_folder.exists()


@pytest.mark.django_db
def test_an_instance_begins_its_record_once(instance, monkeypatch):
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    prepare(instance)
    prepare(instance)
    assert [row.act for row in Entry.objects.order_by("idx")] == [
        "record.begin",
        "record.deploy",
        "record.name_intake_key",
    ]
    assert head().origin.startswith(instance.instance.origin)
    assert (instance.log_folder / "checkpoint").is_file()


@pytest.mark.django_db
def test_a_start_wraps_bare_keys_and_never_goes_on_without_the_wrapping_key(instance, monkeypatch):
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    monkeypatch.setattr(operation, "empty_write_ahead_log", lambda: emptied.append(True))
    emptied = []
    prepare(instance)
    bare = BallotLine(1, "p-1", "1", 1)
    with transaction.atomic():
        seal_ballots(subject="d:c:c-1", lines=[bare], by=NOW)
    key = open_key(SealedBallot.objects.get().key)
    with tampered("UPDATE record_sealedballot SET key = x'" + key.hex() + "'"):
        prepare(instance)
        assert (len(SealedBallot.objects.get().key), emptied) == (WRAPPED_SIZE, [True])
        assert open_key(SealedBallot.objects.get().key) == key
        instance.wrapping_file.unlink()
        assert refused(prepare, instance) == ["record.wrapping_lost"]
        assert not instance.wrapping_file.exists()


@pytest.mark.django_db
def test_other_settings_are_entered(instance, monkeypatch):
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    prepare(instance)
    moved = replace(instance.instance, pillars=())
    prepare(replace(instance, instance=moved))
    assert Entry.objects.filter(act="record.deploy").count() == 2


@pytest.mark.django_db
def test_the_database_of_a_demonstration_is_never_served_as_real(instance, published, monkeypatch):
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    assert refused(prepare, instance) == ["site.demo_database"]


@pytest.fixture
def with_file(instance, published):
    """An instance whose database seems to lie in a file."""
    instance.data_folder.mkdir(exist_ok=True)
    instance.database.touch()


@pytest.mark.django_db
def test_a_changed_row_is_named_to_the_operator(with_file):
    said = []
    assert reconcile(said.append)
    assert said == ["All 19 rows compared are what the record says."]
    tamper("UPDATE dialogue_published_report SET title = 'x'")
    assert not reconcile(said.append)
    assert said[1].startswith("published report dia-1, title: the row says “x”; ")


@pytest.mark.django_db
def test_machines_get_everything(with_file):
    tamper("UPDATE dialogue_published_report SET title = 'x'")
    said = []
    assert not reconcile(said.append, as_json=True)
    (one,) = json.loads(said[0])["differences"]
    assert (one["kind"], one["name"], one["column"]) == ("report", "dia-1", "title")


@pytest.mark.django_db
def test_people_get_the_first_twenty(with_file, monkeypatch):
    monkeypatch.setattr(operation, "FIRST_SHOWN", 1)
    tamper("UPDATE dialogue_published_report SET title = 'x', simulated = FALSE")
    said = []
    assert not reconcile(said.append)
    assert said[1:] == ["and 1 more: comity record reconcile --json lists them"]


@pytest.mark.django_db
def test_a_database_that_cannot_be_read_is_refused(with_file, monkeypatch):
    def broken(*_):
        raise DatabaseError("disk image is malformed")

    monkeypatch.setattr(operation, "check_health", broken)
    assert refused(reconcile, print) == ["site.database_unreadable"]


def test_without_a_database_there_is_nothing_to_compare(instance):
    assert refused(reconcile, print) == ["site.no_database"]


@pytest.mark.django_db
def test_a_described_instance_is_prepared_and_then_served(instance, settings, monkeypatch):
    settings.COMITY = replace(instance, described=True)
    done = []
    served = SimpleNamespace(serve=lambda: done.append("served"))
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: done.append("migrated"))
    monkeypatch.setattr(operation, "server_at", lambda *_: served)
    operate("127.0.0.1", 8123, done.append)
    assert done == ["migrated", "http://127.0.0.1:8123", "served"]
    assert not (instance.data_folder / "server.json").exists()


def test_several_workers_on_a_file_are_refused_before_anything_is_made(instance, settings):
    settings.COMITY = replace(instance, described=True)
    assert refused(operate, "127.0.0.1", 1, print, 2) == ["site.workers_on_a_file"]
    assert not instance.data_folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a server shares its port")
def test_a_port_that_another_instance_has_is_refused_before_anything_is_prepared(
    instance, settings, monkeypatch
):
    settings.COMITY = replace(instance, described=True)
    monkeypatch.setattr(operation, "prepare", lambda _: pytest.fail("prepared"))
    with port_of_its_own(8123):
        assert refused(operate, "127.0.0.1", 8123, print) == ["site.no_port"]


@pytest.mark.django_db
def test_a_site_is_not_started_by_a_clock_that_is_days_behind_its_record(instance, monkeypatch):
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    prepare(instance)

    def clock_at(moment):
        monkeypatch.setattr(
            operation, "datetime", type("Clock", (datetime,), {"now": lambda _zone: moment})
        )

    began = Entry.objects.order_by("idx").first().at
    clock_at(began - timedelta(days=2))
    before = Entry.objects.count(), head().note
    with pytest.raises(RefusedError) as raised:
        prepare(instance)
    (fault,) = raised.value.faults
    assert (fault.code, fault.place.name) == ("site.clock_behind", str(instance.database))
    assert "Set the clock" in fault.remedy
    assert (Entry.objects.count(), head().note) == before
    # A clock that was set by hours is one that was set.
    clock_at(began - timedelta(hours=23))
    prepare(instance)


@pytest.mark.django_db
def test_the_first_administrator_is_entered_from_the_server_and_only_once(
    instance, settings, monkeypatch, client
):
    settings.COMITY = replace(instance, described=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(operation, "bring_up_to_date", lambda _: None)
    said = []
    begin("Amara Quill", said.append)
    handle, code = (line.split()[-1] for line in said[:2])
    fields = {"code": code, "password": "four quiet herons", "again": "four quiet herons"}
    page = client.post("/en/invitation/", fields)
    assert page.context["handle"] == handle
    fields = {"handle": handle, "password": "four quiet herons", "code": page.context["codes"][0]}
    assert client.post("/en/sign-in/", fields).status_code == 303
    assert "Administrator" in client.get("/en/account/").content.decode()
    assert refused(begin, "Somebody Else", said.append) == ["site.members_begun"]
    acts = [row.act for row in Entry.objects.order_by("idx")][3:]
    assert acts == [
        "members.accredit_party",
        "members.change_status",
        "members.open_account",
        "members.give_mandate",
        "members.issue_invitation",
    ]
    assert check_health(settings.COMITY, datetime.now(UTC)).differences == []


def test_nobody_is_entered_where_the_site_may_not_start(instance, settings):
    settings.COMITY = replace(instance, secret="short", described=True)
    assert refused(begin, "Amara Quill", print) == ["site.secret_missing"]
