"""A site that is killed, or whose disk fills, at any write: nothing acknowledged is lost."""

import errno
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.edge import load_key
from comity.fault import RefusedError
from comity.site.dialogue.models import PublishedReport
from comity.site.home.health import check_health, last_health, reconcile
from comity.site.operation import reconcile as reconcile_and_tell
from comity.site.record.keeping import log_key, note_deployment, open_log
from comity.site.record.models import Entry, Log
from comity.site.record.sequencing import sequence_now
from comity.site.server import alone
from tests.site.conftest import NOW, bundle, sequence, sign_off
from tests.site.tampering import tamper

SWEEP = (sys.executable, "-m", "tests.site.crashing")


def struck_everywhere(folder: Path, manner: str) -> list[dict]:
    """Return what came of a strike at each write in turn; the last was struck no more."""
    done = subprocess.run(
        [*SWEEP, str(folder), manner], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["struck"] for one in found] == [True] * (len(found) - 1) + [False]
    assert len(found) > 40
    return found


def signed_in(found: list[dict]) -> dict[int, set[str]]:
    """Return every note that was ever signed, by size."""
    notes: dict[int, set[str]] = {}
    for line in found:
        if "signed" in line:
            notes.setdefault(line["signed"], set()).add(line["note"])
    return notes


def assert_nothing_lost(one: dict) -> None:
    """Check how a site stood after a strike, and after it went on."""
    after, then = one["after"], one["then"]
    assert after["whole"] == then["whole"] == "ok"
    assert after["differences"] == then["differences"] == []
    # Row, sign-off and entries are there together or not at all.
    assert after["entries"] == 7 + 2 * after["reports"]
    if {"acknowledged": True} in one["told"]:
        assert after["reports"] == 1
    if {"sequenced": 9} in one["told"]:
        assert after["size"] == 9
    assert (then["reports"], then["entries"], then["size"]) == (1, 9, 9)
    notes = signed_in([*one["told"], *one["again"]])
    # Never two heads of one size: what was signed before the strike is signed again as it was.
    assert all(len(same) == 1 for same in notes.values()), one["number"]
    assert {then["checkpoint"]} == notes[9]


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_kill_9_at_any_write_of_publishing_and_sequencing_loses_nothing(tmp_path):
    found = struck_everywhere(tmp_path, "kill")
    for one in found:
        assert_nothing_lost(one)
    begun = found[0]["after"]["checkpoint"]
    for one in found:
        assert one["after"]["checkpoint"] in {begun, one["then"]["checkpoint"]}


@pytest.mark.crash
@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_disk_that_fills_at_any_write_of_publishing_and_sequencing_is_said(tmp_path):
    for one in struck_everywhere(tmp_path, "full"):
        assert_nothing_lost(one)
        assert one["after"]["leftovers"] == []
        said = [line for line in one["told"] if "refused" in line]
        assert bool(said) == one["struck"]
        for line in said:
            known = {"edge.disk_full", "edge.unconfirmed"}
            assert line["refused"] == "OperationalError" or known & set(line["codes"])


def full_from(patch, number):
    """Let the disk be full from the numbered write of a file on."""
    left = [number]

    def failing(real):
        def call(*arguments, **named):
            if real is not opened or arguments[1] & os.O_CREAT:
                left[0] -= 1
                if left[0] <= 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **named)

        return call

    opened = os.open
    for name in ("open", "fsync", "replace", "mkdir"):
        patch.setattr(os, name, failing(getattr(os, name)))


@pytest.mark.django_db
def test_a_disk_that_fills_while_a_report_is_published_publishes_nothing_until_there_is_room(
    publish, instance, monkeypatch
):
    sign_off(bundle().subject)  # enters who signs
    sequence(instance.log_folder)
    for number in itertools.count(1):
        before = Entry.objects.count()
        with monkeypatch.context() as patch:
            full_from(patch, number)
            try:
                publish()
            except RefusedError as refused:
                codes = {fault.code for fault in refused.faults}
            else:
                break
        assert codes <= {"edge.disk_full", "edge.unconfirmed"}
        if PublishedReport.objects.exists():
            break
        assert Entry.objects.count() == before
        assert not list(instance.data_folder.rglob("*.tmp"))
    assert number > 3
    sequence(instance.log_folder)
    assert reconcile(instance, NOW).differences == []


@pytest.mark.django_db
def test_a_comparison_on_a_full_disk_still_tells_what_it_found(published, instance, monkeypatch):
    check_health(instance, NOW)
    instance.database.touch()
    tamper("UPDATE dialogue_published_report SET title = 'x'")
    said = []
    with monkeypatch.context() as patch:
        full_from(patch, 2)  # the lock is there already
        with pytest.raises(RefusedError) as refused:
            reconcile_and_tell(said.append)
    assert refused.value.faults[0].code == "edge.disk_full"
    assert said[0].startswith("published report dia-1, title: the row says “x”; ")
    # The page goes on showing the last comparison that was kept, with its date.
    assert last_health(instance).at == NOW.replace(microsecond=0)
    assert not reconcile_and_tell(said.append)


def test_a_folder_that_is_full_is_not_said_to_be_in_use(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        full_from(patch, 1)
        with pytest.raises(RefusedError) as refused, alone(tmp_path, 8123):
            pass
    assert refused.value.faults[0].code == "edge.disk_full"
    with alone(tmp_path, 8123):
        assert (tmp_path / "server.json").is_file()


def test_what_a_kill_cut_off_is_removed_by_the_next_start(tmp_path):
    cut = [tmp_path / "log/tile/0/.000.0123.tmp", tmp_path / "bundles/.a.zip.4567.tmp"]
    kept = [tmp_path / "log/tile/0/000", tmp_path / ".health.json.89.tmp"]
    for path in (*cut, *kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with alone(tmp_path, 8123):
        assert not any(path.exists() for path in cut)
        # A comparison may run beside the server, and writes in the folder itself.
        assert all(path.exists() for path in kept)


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b""])
def test_the_sequencer_says_what_is_damaged_and_goes_on(log, instance, caplog, damage):
    """A thread that ended would let every promised entry wait for ever, and nobody would know."""
    log_key(instance.key_file, "assembly.test/record")
    signer = load_key(instance.key_file)
    open_log(signer=signer, simulated=True, now=NOW)
    sequence_now(instance)
    tile = next((instance.log_folder / "tile" / "0").rglob("1"))
    whole = tile.read_bytes()
    tile.write_bytes(damage(whole))
    note_deployment(log=Log.objects.get(origin=signer.key.name), settings={}, now=NOW)
    caplog.clear()
    sequence_now(instance)
    assert "the sequencer could not give entries their place" in caplog.text
    assert Entry.objects.filter(log=signer.key.name, idx=None).count() == 1
    tile.write_bytes(whole)
    sequence_now(instance)
    assert not Entry.objects.filter(log=signer.key.name, idx=None).exists()
