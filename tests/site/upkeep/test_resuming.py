"""What ``test_restore`` does not show: refusals, and going on after being stopped on the way."""

from datetime import UTC, datetime

import pytest

from comity.edge import create_key, load_key
from comity.fault import RefusedError
from comity.record import Checkpoint, sign_checkpoint
from comity.site.frozen import FROZEN_FILE, Frozen, freeze, frozen_at
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


class StoppedError(BaseException):
    """The process ends here."""


STEPS = ("create_key", "take_over", "create_file", "sync_folder", "write_atomically", "thaw")


def stop_at(monkeypatch, number):
    """Let the process end before the step with this number; return the steps it came to."""
    calls = []

    def stopping(name):
        real = getattr(resuming, name)

        def call(*arguments, **options):
            calls.append(name)
            if len(calls) == number:
                raise StoppedError
            return real(*arguments, **options)

        return call

    for name in STEPS:
        monkeypatch.setattr(resuming, name, stopping(name))
    return calls


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_stopped_while_beginning_anew_the_same_command_goes_on(frozen, monkeypatch, number):
    note, old = larger(frozen), load_key(frozen.key_file).key
    with monkeypatch.context() as patch:
        calls = stop_at(patch, number)
        with pytest.raises(StoppedError):
            resume_site(frozen, [note], NOW)
    assert calls == list(STEPS[:number])
    assert frozen_at(frozen.data_folder) is not None
    done = resume_site(frozen, [note], NOW)
    new = load_key(frozen.key_file).key
    assert (done.anew, done.origin) == (True, new.name)
    assert new != old
    assert frozen_at(frozen.data_folder) is None
    assert (frozen.log_folder / "checkpoint").read_text().startswith(new.name)
    assert load_key(frozen.key_file.with_name(f"lost-{old.public.hex()[:16]}.key")).key == old


def keep_a_lost_key(configuration):
    """Leave beside the key what an earlier loss leaves there for ever."""
    (configuration.key_file.parent / "lost-0123456789abcdef.key").write_text("an earlier one")


def test_record_R4_attack_an_old_copy_is_compared_though_a_key_was_lost_before(frozen):
    """Else its key would sign a second history beside the five entries that a witness holds."""
    keep_a_lost_key(frozen)
    note, old = larger(frozen), load_key(frozen.key_file).key
    assert refused(frozen, [b"no checkpoint"], NOW) == "site.upkeep_known_unusable"
    assert frozen_at(frozen.data_folder) is not None
    done = resume_site(frozen, [note], NOW)
    assert (done.known, done.anew) == (5, True)
    assert load_key(frozen.key_file).key != old


def test_record_R4_attack_an_old_copy_of_what_was_begun_anew_is_compared(frozen):
    """After a loss that was overcome a second one: now the new key's own history is behind."""
    resume_site(frozen, [larger(frozen)], NOW)
    key = load_key(frozen.key_file).key
    freeze(frozen.data_folder, Frozen(key.name, 1, ""))
    done = resume_site(frozen, [larger(frozen, size=9)], NOW)
    assert (done.known, done.anew) == (9, True)
    assert load_key(frozen.key_file).key != key


def test_control_told_what_it_holds_an_old_copy_goes_on_beside_a_lost_key(frozen):
    keep_a_lost_key(frozen)
    key = load_key(frozen.key_file).key
    done = resume_site(frozen, [(frozen.log_folder / "checkpoint").read_bytes()], NOW)
    assert (done.known, done.anew) == (1, False)
    assert load_key(frozen.key_file).key == key
    assert frozen_at(frozen.data_folder) is None


def test_where_nobody_can_read_why_it_is_frozen_it_is_compared(frozen):
    keep_a_lost_key(frozen)
    (frozen.data_folder / FROZEN_FILE).write_text("{")
    assert refused(frozen, [b"no checkpoint"], NOW) == "site.upkeep_known_unusable"
    assert resume_site(frozen, [larger(frozen)], NOW).anew


def test_under_a_key_that_is_not_the_records_it_stays_frozen(frozen):
    """Neither another record's key nor another record's mark of being frozen lets it sign."""
    other = frozen.key_file.with_name("other.key")
    create_key(other, lambda _key: "another.test/record")
    other.replace(frozen.key_file)
    assert refused(frozen, [], NOW, nobody=True) == "site.key_lost"
    freeze(frozen.data_folder, Frozen("another.test/record", 1, ""))
    assert refused(frozen, [], NOW, nobody=True) == "site.key_lost"
    assert frozen_at(frozen.data_folder) is not None
