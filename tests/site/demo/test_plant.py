from dataclasses import replace

import pytest

from comity.fault import RefusedError
from comity.site.demo import plant as module
from comity.site.demo import protected, register, restated
from comity.site.demo.plant import STAMP, clear, plant
from comity.site.home.health import last_health
from comity.site.record.models import Entry, Log
from comity.site.record.queries import head
from tests.site.conftest import bundle


@pytest.fixture
def demo(instance, monkeypatch):
    """A demonstration whose heavy scene is left out."""
    planted = []
    monkeypatch.setattr(module, "plant_register", lambda **scene: planted.append(scene))
    monkeypatch.setattr(module, "plant_people", lambda **_: None)
    monkeypatch.setattr(module, "plant_conversation", lambda **_: None)
    monkeypatch.setattr(module, "plant_protected", lambda **_: None)
    monkeypatch.setattr(module, "plant_restated", lambda **_: None)
    monkeypatch.setattr(module, "plant_awaiting", lambda **_: None)
    monkeypatch.setattr(module, "call_command", lambda *_, **__: None)
    return replace(instance, demo=True), planted


def quiet(_line):
    return None


@pytest.mark.django_db
def test_planting_twice_changes_nothing(demo):
    configuration, planted = demo
    plant(configuration, quiet)
    first = (configuration.data_folder / STAMP).read_bytes(), head().note
    plant(configuration, quiet)
    assert ((configuration.data_folder / STAMP).read_bytes(), head().note) == first
    acts = [row.act for row in Entry.objects.order_by("idx")]
    assert acts == ["record.begin", "record.deploy", "record.name_intake_key"]
    assert Log.objects.get().simulated
    began = {scene["began"] for scene in planted}
    assert len(began) == 1


@pytest.mark.django_db
def test_rows_are_compared_when_they_are_planted_and_not_again_at_each_start(demo, monkeypatch):
    configuration, _ = demo
    plant(configuration, quiet)
    first = last_health(configuration)
    assert first is not None
    plant(configuration, quiet)
    assert last_health(configuration) == first
    monkeypatch.setattr(module, "_scenes", lambda: "others")
    plant(configuration, quiet)
    assert last_health(configuration) != first


@pytest.mark.django_db
def test_no_entry_is_dated_before_an_earlier_one(instance, monkeypatch):
    monkeypatch.setattr(protected, "HELD", replace(protected.HELD, people=40))
    monkeypatch.setattr(restated, "HELD", replace(restated.HELD, people=40))
    monkeypatch.setattr(register, "_members", lambda: bundle().members)
    monkeypatch.setattr(module, "call_command", lambda *_, **__: None)
    plant(replace(instance, demo=True), quiet)
    rows = list(Entry.objects.order_by("idx").values_list("at", "act", "subject"))
    assert {subject for _, _, subject in rows} >= {
        "dialogue:report:dia-1",
        "dialogue:report:dia-3",
        "dialogue:report:dia-5",
        "dialogue:conversation:dia-2",
        "dialogue:conversation:dia-4",
    }
    assert [at for at, _, _ in rows] == sorted(at for at, _, _ in rows)


@pytest.mark.django_db
def test_what_was_cut_off_is_completed(demo, monkeypatch):
    configuration, _ = demo

    def crash(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(module, "plant_register", crash)
        with pytest.raises(KeyboardInterrupt):
            plant(configuration, quiet)
    plant(configuration, quiet)
    assert head().size == 3


@pytest.mark.django_db
def test_changed_scenes_are_planted_anew(demo, monkeypatch):
    configuration, planted = demo
    said = []
    plant(configuration, said.append)
    key = configuration.key_file.read_bytes()
    cleared = []

    def clearing(what):
        cleared.append(what)
        clear(what)

    monkeypatch.setattr(module, "clear", clearing)
    monkeypatch.setattr(module, "scene_digest", lambda: "other")
    plant(configuration, said.append)
    assert cleared == [configuration]
    assert configuration.key_file.read_bytes() != key
    assert len(said) == 3
    assert len(planted) == 2


def test_clearing_removes_record_bundles_and_key(instance):
    folder = instance.data_folder
    for path in (instance.log_folder, instance.bundle_folder, instance.key_file.parent):
        path.mkdir(parents=True)
    for file in (instance.database, instance.key_file, instance.log_folder / "checkpoint"):
        file.write_text("x")
    (folder / STAMP).write_text('{"began": "2026-11-23T00:00:00+00:00", "scenes": "x"}')
    clear(instance)
    assert list(folder.iterdir()) == []
    assert not instance.key_file.exists()
    clear(replace(instance, data_folder=folder / "never"))


@pytest.mark.django_db
@pytest.mark.parametrize("stamp", ["{", "[]", '{"began": "x", "scenes": "y"}', "{}"])
def test_a_damaged_stamp_is_that_of_a_demonstration_and_it_is_planted_anew(
    demo, monkeypatch, stamp
):
    configuration, planted = demo
    plant(configuration, quiet)
    (configuration.data_folder / STAMP).write_text(stamp)
    cleared = []
    monkeypatch.setattr(module, "clear", cleared.append)
    plant(configuration, quiet)
    assert cleared == [configuration]
    assert len(planted) == 2


def test_a_folder_of_something_else_is_never_cleared(instance):
    instance.data_folder.mkdir(parents=True)
    instance.database.write_text("an organisation's")
    with pytest.raises(RefusedError) as raised:
        clear(instance)
    assert raised.value.faults[0].code == "site.not_a_demo"
    assert instance.database.read_text() == "an organisation's"


@pytest.mark.django_db
def test_threat_nothing_is_planted_into_the_database_of_something_else(demo):
    configuration, planted = demo
    configuration.data_folder.mkdir(parents=True)
    configuration.database.write_text("an organisation's")
    with pytest.raises(RefusedError) as raised:
        plant(configuration, quiet)
    assert raised.value.faults[0].code == "site.not_a_demo"
    assert not (configuration.data_folder / STAMP).exists()
    assert planted == []
