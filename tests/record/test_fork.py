"""Two signed histories of one log are proved to anybody, and one history never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.edge.keys import signer_from_seed
from comity.record.fork import (
    OtherHistory,
    continues,
    encode_other_history,
    other_history,
    parse_other_history,
    proves_fork,
    root_at,
)
from comity.record.merkle import EMPTY_ROOT, Tree, leaf_hash
from comity.record.strict import RecordFormatError
from comity.record.tiles import grow
from tests.record.signing import head_of

SIZES = st.integers(1, 700)


def leaves(size: int, fork_at: int | None = None) -> list[bytes]:
    """Return ``size`` entries; those from ``fork_at`` on are of another history."""
    end = size if fork_at is None else fork_at
    return [b"entry %d" % i if i < end else b"other %d" % i for i in range(size)]


def files_of(entries: list[bytes]) -> dict[str, bytes]:
    return dict(grow(0, entries, {}.__getitem__).files)


def head(entries: list[bytes], **fields):
    return head_of(len(entries), Tree(map(leaf_hash, entries)).root(), **fields)


@given(SIZES, SIZES)
def test_the_tiles_of_a_tree_give_its_root_at_every_smaller_size(one, other):
    older, size = sorted((one, other))
    read = files_of(leaves(size)).__getitem__
    assert root_at(older, size, read) == Tree(map(leaf_hash, leaves(older))).root()


@given(SIZES, SIZES, st.integers(0, 699))
def test_two_histories_are_proved_and_one_is_not(one, other, fork_at):
    older_size, size = sorted((one, other))
    fork_at = min(fork_at, older_size - 1)
    older = head(leaves(older_size))
    for entries, forked in ((leaves(size, fork_at), True), (leaves(size), False)):
        newer = head(entries)
        shown = other_history(older_size, size, files_of(entries).__getitem__)
        assert proves_fork(older, newer, shown) == forked
        assert continues(older, newer, shown.path) != forked
        assert parse_other_history(encode_other_history(shown)) == shown


def test_two_heads_of_one_size_need_no_further_proof():
    assert proves_fork(head(leaves(5)), head(leaves(5, 4)))
    assert not proves_fork(head(leaves(5)), head(leaves(5)))


def test_nothing_is_proved_by_an_invented_history():
    older, newer = head(leaves(5)), head(leaves(9))
    true = other_history(5, 9, files_of(leaves(9)).__getitem__)
    for other in (
        None,
        true,
        OtherHistory(leaf_hash(b"invented"), true.path),
        OtherHistory(leaf_hash(b"invented"), ()),
        OtherHistory(true.root, true.path[:-1]),
    ):
        assert not proves_fork(older, newer, other)
    # The control: with a true other history the same call proves it.
    forked = leaves(9, 2)
    shown = other_history(5, 9, files_of(forked).__getitem__)
    assert proves_fork(older, head(forked), shown)


def test_neither_order_nor_origin_is_mixed_up():
    forked = leaves(9, 2)
    shown = other_history(5, 9, files_of(forked).__getitem__)
    assert not proves_fork(head(forked), head(leaves(5)), shown)
    stranger = signer_from_seed("log.example/other", b"\x05" * 32)
    assert not proves_fork(head(leaves(5)), head(forked, signer=stranger), shown)
    assert not proves_fork(head_of(0, EMPTY_ROOT), head(forked), shown)


def test_an_empty_log_is_continued_by_any_of_its_own():
    empty, newer = head_of(0, EMPTY_ROOT), head(leaves(3))
    assert continues(empty, newer, ())
    assert continues(empty, empty, ())
    assert not continues(empty, newer, (EMPTY_ROOT,))
    stranger = signer_from_seed("log.example/other", b"\x05" * 32)
    assert not continues(empty, head(leaves(3), signer=stranger), ())


GOOD = encode_other_history(OtherHistory(leaf_hash(b"a"), (leaf_hash(b"b"),)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"@v1", b"@v2"),
        b"comity-other-history@v1\n",
        b"comity-other-history@v1\nAAAA\n",
        b"comity-other-history@v1\n!\n",
        GOOD + GOOD.split(b"\n", 1)[1] * 40,
        b"x" * 10_001,
    ],
)
def test_a_file_of_another_form_is_refused(data):
    with pytest.raises(RecordFormatError):
        parse_other_history(data)
