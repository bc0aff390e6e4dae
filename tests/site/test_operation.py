from dataclasses import replace

import pytest

from comity.fault import RefusedError
from comity.site import operation
from comity.site.operation import operate, prepare
from comity.site.record.models import Entry
from comity.site.record.queries import head


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
    monkeypatch.setattr(operation, "call_command", lambda *_, **__: None)
    prepare(instance)
    prepare(instance)
    assert [row.act for row in Entry.objects.order_by("idx")] == ["record.begin", "record.deploy"]
    assert head().origin.startswith(instance.instance.origin)
    assert (instance.log_folder / "checkpoint").is_file()


@pytest.mark.django_db
def test_other_settings_are_entered(instance, monkeypatch):
    monkeypatch.setattr(operation, "call_command", lambda *_, **__: None)
    prepare(instance)
    moved = replace(instance.instance, pillars=())
    prepare(replace(instance, instance=moved))
    assert Entry.objects.filter(act="record.deploy").count() == 2


@pytest.mark.django_db
def test_the_database_of_a_demonstration_is_never_served_as_real(instance, published, monkeypatch):
    monkeypatch.setattr(operation, "call_command", lambda *_, **__: None)
    assert refused(prepare, instance) == ["site.demo_database"]
