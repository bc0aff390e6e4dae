import pytest

from comity.record import grow, leaf_hash, tiles_at
from comity.record.merkle import root_of
from comity.site.record.signed_log import (
    entry_in_files,
    file_differences,
    published_note,
    read_files,
    signed_leaves,
)
from tests.record.signing import head_of

ENTRIES = [b'{"n":%d}' % number for number in range(300)]
HASHES = [leaf_hash(entry) for entry in ENTRIES]


@pytest.fixture
def folder(tmp_path):
    def read(path):
        return (tmp_path / path).read_bytes()

    for path, data in grow(0, ENTRIES, read).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def test_the_files_of_a_log_hold_its_leaves_twice(folder):
    files = read_files(folder, 300)
    assert [files.entries[index] for index in range(300)] == HASHES
    assert files.tiles == files.entries
    assert entry_in_files(folder, 299, 300) == ENTRIES[299]
    assert published_note(folder) is None


def test_whole_files_differ_nowhere_and_a_changed_one_is_named(folder):
    assert list(file_differences(folder, HASHES)) == []
    path = folder / next(iter(tiles_at(300))).path
    path.write_bytes(b"\0" + path.read_bytes()[1:])
    (found,) = file_differences(folder, HASHES)
    assert "tile/0/000" in str(found)


def test_only_leaves_that_give_the_signed_root_are_believed():
    head = head_of(300, root_of(HASHES))
    right = dict(enumerate(HASHES))
    assert signed_leaves(head, [right]) == HASHES
    wrong = right | {7: leaf_hash(b"other")}
    assert signed_leaves(head, [wrong, {0: HASHES[0]}]) is None
    assert signed_leaves(head, [wrong, right]) == HASHES
