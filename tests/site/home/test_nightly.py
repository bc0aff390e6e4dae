"""The nights: the clock is driven here, nobody waits for one."""

import json
import logging
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from comity.edge import locked
from comity.fault import RefusedError
from comity.site.home import health
from comity.site.home import nightly as module
from comity.site.home.nightly import (
    Nightly,
    Plan,
    begin_nights,
    compare_apart,
    keep_plan,
    last_plan,
    next_night,
)
from tests.site.conftest import NOW

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 11, 22, 2, 17, tzinfo=UTC)


class World:
    """A clock, and comparisons that do as they are told."""

    def __init__(self, now=NOW):
        self.now = now
        self.ran = []
        self.plans = []
        self.outcome = True
        self.meanwhile = lambda: None

    def clock(self):
        return self.now

    def compare(self):
        self.ran.append(self.now)
        self.meanwhile()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def nights(self):
        return Nightly(self.compare, self.plans.append, self.now)


@pytest.mark.parametrize(
    ("after", "night"),
    [
        ("2026-11-21T09:30:00+00:00", "2026-11-22T02:17:00+00:00"),
        ("2026-11-22T02:16:59+00:00", "2026-11-22T02:17:00+00:00"),
        ("2026-11-22T02:17:00+00:00", "2026-11-23T02:17:00+00:00"),
        ("2026-12-31T23:59:00-05:00", "2027-01-02T02:17:00+00:00"),
    ],
)
def test_the_next_night_is_later_than_now(after, night):
    assert next_night(datetime.fromisoformat(after)) == datetime.fromisoformat(night)


def test_each_night_it_compares_once():
    world = World()
    nights = world.nights()
    assert world.plans == [Plan(NIGHT)]
    for minute in range(3 * 24 * 60):
        world.now = NOW + timedelta(minutes=minute)
        nights.tick(world.clock)
    late = [one - NIGHT - timedelta(days=day) for day, one in enumerate(world.ran)]
    assert len(late) == 3
    assert max(late) < timedelta(minutes=1)
    assert nights.plan == Plan(NIGHT + timedelta(days=3))


def test_a_computer_that_slept_through_the_night_compares_when_it_wakes():
    world = World()
    nights = world.nights()
    world.now = NIGHT + timedelta(days=5)
    assert nights.tick(world.clock)
    assert not nights.tick(world.clock)
    assert nights.plan.due == NIGHT + timedelta(days=6)


def test_a_clock_that_was_set_back_does_not_compare_over_and_over():
    world = World(NIGHT)
    nights = world.nights()
    world.now = NIGHT - timedelta(days=2)
    assert not nights.tick(world.clock)
    assert world.ran == []


@pytest.mark.parametrize(
    "outcome", [False, RuntimeError("no memory"), subprocess.TimeoutExpired("comity", 1)]
)
def test_a_failure_is_told_survived_and_tried_again(outcome, caplog):
    world = World()
    nights = world.nights()
    world.now, world.outcome = NIGHT, outcome
    with caplog.at_level(logging.CRITICAL):
        assert nights.tick(world.clock)
    assert world.plans[-1] == Plan(NIGHT + HOUR, failed=NIGHT)
    world.now, world.outcome = NIGHT + HOUR, True
    assert nights.tick(world.clock)
    assert world.plans[-1] == Plan(NIGHT + timedelta(days=1))


def test_a_plan_that_cannot_be_kept_stops_nothing():
    world = World()

    def full(_plan):
        raise OSError("disk full")

    nights = Nightly(world.compare, full, NOW)
    world.now = NIGHT
    assert nights.tick(world.clock)


def test_never_two_at_once():
    """While one comparison runs, another look at the clock does not begin a second."""
    world = World()
    nights = world.nights()
    world.now = NIGHT
    seen = []

    def look():
        other = threading.Thread(target=lambda: seen.append(nights.tick(world.clock)))
        other.start()
        other.join()

    world.meanwhile = look
    assert nights.tick(world.clock)
    assert seen == [False]
    assert len(world.ran) == 1
    # The control: once it has ended the next one may begin.
    world.meanwhile = lambda: None
    world.now = NIGHT + timedelta(days=1)
    assert nights.tick(world.clock)


@pytest.mark.django_db
def test_an_operators_comparison_and_the_nights_do_not_run_together(
    published, instance, monkeypatch
):
    lock, seen = instance.data_folder / "health.lock", []
    reconcile = health.reconcile

    def look(*given):
        with pytest.raises(RefusedError) as error, locked(lock, wait=False):
            pass
        seen.append(error.value.faults[0].code)
        return reconcile(*given)

    monkeypatch.setattr(health, "reconcile", look)
    health.check_health(instance, NOW)
    assert seen == ["edge.in_use"]
    with locked(lock, wait=False):
        """The control: it is free again."""


@pytest.mark.parametrize(("demo", "last"), [(True, "--demo"), (False, "--json")])
@pytest.mark.parametrize(("code", "ended"), [(0, True), (1, True), (2, False), (-9, False)])
def test_the_comparison_is_the_operators_command_in_a_process_of_its_own(
    monkeypatch, demo, last, code, ended, caplog
):
    asked = []

    def run(command, **options):
        asked.append((command, options["timeout"]))
        return SimpleNamespace(returncode=code)

    monkeypatch.setattr(module.subprocess, "run", run)
    with caplog.at_level(logging.CRITICAL):
        assert compare_apart(demo=demo) is ended
    ((command, timeout),) = asked
    assert command[1:6] == ["-P", "-m", "comity", "record", "reconcile"]
    assert command[-1] == last
    assert timeout == 6 * 3600


def test_the_child_process_really_runs(tmp_path, monkeypatch, caplog):
    """Where there is no site it ends with 2, and nothing is written."""
    monkeypatch.setenv("COMITY_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("COMITY_DATA_DIR", raising=False)
    with caplog.at_level(logging.CRITICAL):
        assert compare_apart(demo=True) is False
    assert list(tmp_path.iterdir()) == []


def test_before_anything_is_planned_nothing_is_said(client, instance, db):
    assert last_plan(instance) is None
    assert b"Next comparison" not in client.get("/en/health/").content


@pytest.mark.parametrize(
    "kept",
    ["", "[]", '{"due": "x", "failed": null}', '{"due": "2026-11-22T02:17", "failed": null}'],
)
def test_a_damaged_plan_says_nothing(instance, kept):
    instance.data_folder.mkdir()
    (instance.data_folder / "nights.json").write_text(kept)
    assert last_plan(instance) is None


def test_the_page_says_when_the_next_one_is_and_that_the_last_failed(
    client, published, instance, monkeypatch
):
    monkeypatch.setattr("comity.site.ui.templatetags.words.now", lambda: NOW)
    health.check_health(instance, NOW)
    keep_plan(instance, Plan(NIGHT, failed=NOW + HOUR))
    page = client.get("/en/health/").content.decode()
    assert "Last comparison" in page
    assert "Next comparison" in page
    assert "22 November 2026, 02:17" in page
    assert "in 17 hours" in page
    assert "10:30" in page
    assert "it did not come to its end" in page


def test_a_serving_process_begins_its_nights(instance, monkeypatch):
    begun = []
    monkeypatch.setattr(module, "compare_apart", lambda **asked: begun.append(asked) or True)
    monkeypatch.setattr(module, "destroyed_due", lambda _: True)
    monkeypatch.setattr(
        module.threading,
        "Thread",
        lambda **thread: SimpleNamespace(start=lambda: begun.append(thread)),
    )
    nights = begin_nights(instance)
    assert begun[0]["daemon"]
    kept = json.loads((instance.data_folder / "nights.json").read_text())
    assert datetime.fromisoformat(kept["due"]) == nights.plan.due == last_plan(instance).due
    assert nights.tick(lambda: nights.plan.due)
    assert begun[1] == {"demo": False}


def test_the_night_removes_what_an_erasure_that_was_stopped_has_left(log, instance, monkeypatch):
    monkeypatch.setattr(module, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(module, "empty_write_ahead_log", lambda: True)
    left = [folder / "dia-7.0.zip" for folder in (instance.sealed_folder, instance.draft_folder)]
    for file in left:
        file.parent.mkdir(parents=True)
        file.write_bytes(b"votes")
    assert module.destroyed_due(instance)
    assert not any(file.exists() for file in left)
