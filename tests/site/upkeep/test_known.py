import pytest

from comity.edge import signer_from_seed, verify_signature
from comity.fault import RefusedError
from comity.record import (
    Checkpoint,
    format_vkey,
    grow,
    proves_fork,
    sign_checkpoint,
    verify_checkpoint,
)
from comity.site.upkeep.known import compare_known
from comity.site.upkeep.snapshot import Head

SIGNER = signer_from_seed("site.test/record", bytes(range(32)))
VKEY = format_vkey(SIGNER.key)


class Log:
    """A log in memory: its files, and the note of each size."""

    def __init__(self, letters: str) -> None:
        self.files: dict[str, bytes] = {}
        self.notes = [b""]
        for size, letter in enumerate(letters):
            growth = grow(size, [letter.encode()], self.files.__getitem__)
            self.files |= growth.files
            head = Checkpoint(SIGNER.key.name, growth.size, growth.root)
            self.notes.append(sign_checkpoint(head, SIGNER))

    def head(self, size: int) -> Head:
        return Head(SIGNER.key.name, VKEY, size, self.notes[size])

    def compare(self, size: int, *notes: bytes):
        return compare_known(self.head(size), self.files.__getitem__, notes)


LOG = Log("abcdefgh")
OTHER = Log("abcxefgh")


@pytest.mark.parametrize("known", range(1, 9))
def test_the_largest_that_anybody_knows_counts(known):
    found = LOG.compare(5, LOG.notes[known], LOG.notes[2])
    assert (found.size, found.note, found.fork) == (
        max(known, 5), LOG.notes[max(known, 5)], None,
    )  # fmt: skip


def test_nobody_knows_more_than_is_here():
    assert LOG.compare(5).size == 5


@pytest.mark.parametrize("size", [4, 5])
def test_another_history_is_proved(size):
    fork = LOG.compare(5, OTHER.notes[size]).fork
    older, newer = (
        verify_checkpoint(note, [SIGNER.key], verify_signature) for note in (fork.older, fork.newer)
    )
    assert proves_fork(older, newer, fork.other)


def test_two_that_contradict_each_other_are_found_beyond_what_is_here():
    assert LOG.compare(5, LOG.notes[7], OTHER.notes[7]).fork is not None
    assert LOG.compare(5, LOG.notes[7], LOG.notes[7]).fork is None


def test_what_its_key_has_not_signed_says_nothing():
    stranger = signer_from_seed(SIGNER.key.name, bytes(32))
    foreign = sign_checkpoint(Checkpoint(SIGNER.key.name, 9, bytes(32)), stranger)
    for note in (foreign, b"", b"nothing"):
        with pytest.raises(RefusedError) as raised:
            LOG.compare(5, note)
        assert raised.value.faults[0].code == "site.upkeep_known_unusable"
