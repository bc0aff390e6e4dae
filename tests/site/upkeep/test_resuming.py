"""What ``test_restore`` does not show: refusals, and going on after being stopped on the way."""

from datetime import UTC, datetime

import pytest

from comity.edge import load_key
from comity.fault import RefusedError
from comity.record import Checkpoint, sign_checkpoint
from comity.site.frozen import Frozen, freeze, frozen_at
from comity.site.record.keeping import log_key, open_log
from comity.site.record.sequencer import sequence_pending
from comity.site.upkeep import resuming
from comity.site.upkeep.resuming import resume_site
from tests.site.file_database import empty_database, file_database

__all__ = ["empty_database", "file_database"]

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def frozen(instance, file_database):
    """An instance with one entry that was brought back."""
    assert file_database == instance.database
    signer = log_key(instance.key_file, "site.test/record")
    open_log(signer=signer, simulated=False, now=NOW)
    sequence_pending(folder=instance.log_folder, signer=signer, now=NOW)
    freeze(instance.data_folder, Frozen(signer.key.name, 1, ""))
    return instance


def larger(configuration, size=5):
    signer = load_key(configuration.key_file)
    return sign_checkpoint(Checkpoint(signer.key.name, size, bytes(32)), signer)


def refused(*arguments, **named):
    with pytest.raises(RefusedError) as raised:
        resume_site(*arguments, **named)
    return raised.value.faults[0].code


def test_it_has_to_be_told_something(frozen):
    assert refused(frozen, [], NOW) == "site.upkeep_not_told"
    assert frozen_at(frozen.data_folder) is not None
    done = resume_site(frozen, [], NOW, nobody=True)
    assert (done.size, done.anew) == (1, False)
    assert refused(frozen, [], NOW, nobody=True) == "site.upkeep_not_frozen"


def test_without_its_key_it_stays_frozen(frozen):
    frozen.key_file.unlink()
    assert refused(frozen, [], NOW, nobody=True) == "site.key_lost"
    assert frozen_at(frozen.data_folder) is not None


@pytest.mark.parametrize("stopped", ["take_over", "_finish"])
def test_stopped_while_beginning_anew_the_same_command_goes_on(frozen, monkeypatch, stopped):
    note, old = larger(frozen), load_key(frozen.key_file).key
    real, calls = getattr(resuming, stopped), []

    def kill(*arguments):
        calls.append(stopped)
        # The first look at what is there goes through; then the process ends.
        if stopped == "_finish" and len(calls) == 1:
            return real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(resuming, stopped, kill)
    with pytest.raises(KeyboardInterrupt):
        resume_site(frozen, [note], NOW)
    monkeypatch.setattr(resuming, stopped, real)
    assert frozen_at(frozen.data_folder) is not None
    done = resume_site(frozen, [note], NOW)
    new = load_key(frozen.key_file).key
    assert (done.anew, done.origin) == (True, new.name)
    assert new != old
    assert frozen_at(frozen.data_folder) is None
    assert (frozen.log_folder / "checkpoint").read_text().startswith(new.name)
    assert load_key(frozen.key_file.with_name(f"lost-{old.public.hex()[:16]}.key")).key == old
