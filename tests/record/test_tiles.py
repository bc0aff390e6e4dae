import random
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record import (
    EMPTY_ROOT,
    RecordFormatError,
    Tile,
    TileReader,
    Tree,
    consistency_from_tiles,
    decode_entries,
    encode_entries,
    entry_tile_at,
    entry_tiles_at,
    grow,
    inclusion_from_tiles,
    leaf_hash,
    leaf_hashes_from_entries,
    parse_tile_path,
    read_entries,
    root_from_entries,
    root_from_tiles,
    tiles_at,
    verify_inclusion,
)
from comity.record.tiles import ENTRY_LEVEL, read_tile
from tests.record.signing import LEAF_INPUTS, LEAVES, head_of


def entry(number):
    return b"entry %d" % number


def log_of(size, portion=100_000):
    """Return the files of a log of ``size``, grown by ``portion`` at a time, and its tree."""
    files, tree = {}, Tree()
    while tree.size < size:
        added = [entry(number) for number in range(tree.size, min(size, tree.size + portion))]
        growth = grow(tree.size, added, files.__getitem__)
        tree.extend(map(leaf_hash, added))
        assert (growth.size, growth.root) == (tree.size, tree.root())
        files |= growth.files
    return files, tree


def widths(tiles):
    return Counter((tile.level, "full" if tile.width == 256 else tile.width) for tile in tiles)


def test_record_R1_the_entry_tile_of_the_vectors():
    data = encode_entries(LEAF_INPUTS)
    assert data.hex() == (
        "00000001000001100002202100023031000440414243000850515253545556570010"
        "606162636465666768696a6b6c6d6e6f"
    )
    digest = "1afdc32f06ff88236207410a37b10ff2b5647186b52a531da0416d539b15a876"
    assert sha256(data).hexdigest() == digest
    assert decode_entries(data, 8) == LEAF_INPUTS


def test_record_R1_the_hash_tile_of_the_vectors():
    files = grow(0, LEAF_INPUTS, {}.__getitem__).files
    assert sorted(files) == ["tile/0/000.p/8", "tile/entries/000.p/8"]
    tile = files["tile/0/000.p/8"]
    assert tile == b"".join(LEAVES)
    digest = "aea2f1bbb5140fd5f8eacb503fdf54c00c3d860c72588e40233addd416bc8f10"
    assert sha256(tile).hexdigest() == digest


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, {}),
        (1, {(0, 1): 1}),
        (255, {(0, 255): 1}),
        (256, {(0, "full"): 1, (1, 1): 1}),
        (70_000, {(0, "full"): 273, (0, 112): 1, (1, "full"): 1, (1, 17): 1, (2, 1): 1}),
        (1_000_000, {(0, "full"): 3906, (0, 64): 1, (1, "full"): 15, (1, 66): 1, (2, 15): 1}),
    ],
)
def test_record_R1_the_tiles_of_a_size(size, expected):
    assert widths(tiles_at(size)) == expected
    level_0 = {key: count for key, count in expected.items() if key[0] == 0}
    assert widths(Tile(0, one.index, one.width) for one in entry_tiles_at(size)) == level_0


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999), "tile/0/999"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(63, 1_234_067), "tile/63/x001/x234/067"),
        (Tile(10, 5, 1), "tile/10/005.p/1"),
        (Tile(0, 1_000_000_000, 255), "tile/0/x001/x000/x000/000.p/255"),
        (Tile(ENTRY_LEVEL, 1000, 7), "tile/entries/x001/000.p/7"),
    ],
)
def test_record_R1_paths(tile, path):
    assert tile.path == path
    assert parse_tile_path(path) == tile


@given(st.integers(-1, 63), st.integers(0, 2**62), st.integers(1, 256))
def test_paths_read_back(level, index, width):
    tile = Tile(level, index, width)
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/x/000",
        "tile/Entries/000",
        "tile/٠/000",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/٠٠٠",
        "tile/0/x000/000",
        "tile/0/x000",
        "tile/0/x01/000",
        "tile/0/001/000",
        "tile/0/X001/000",
        "tile/0/../000",
        "tile/0/x001/../000",
        "tile/0/x001//000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1000",
        "tile/0/000.p/-1",
        "tile/0/000.p/1/2",
        "tile/0/000.P/1",
        "tile/0/000?p=1",
        "tile/0/" + "x999/" * 3000 + "999.p/1 ",
        "tile/0/" + "x999/" * 3000 + "999",
    ],
)
def test_paths_of_another_spelling_are_refused(path):
    with pytest.raises(RecordFormatError):
        parse_tile_path(path)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_tiles_without_a_path_are_not_made(level, index, width):
    with pytest.raises(RecordFormatError):
        Tile(level, index, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_entry_tiles_read_back(entries):
    assert decode_entries(encode_entries(entries), len(entries)) == tuple(entries)


def test_the_longest_entry_and_one_longer():
    longest = bytes(65_535)
    assert decode_entries(encode_entries([longest]), 1) == (longest,)
    with pytest.raises(RecordFormatError, match="65535 bytes, not 65536"):
        encode_entries([longest + b"x"])


@pytest.mark.parametrize("count", [0, 257])
def test_an_entry_tile_holds_1_to_256(count):
    with pytest.raises(RecordFormatError, match="1 to 256"):
        encode_entries([b""] * count)


@pytest.mark.parametrize("cut", [1, 2, 3, 5, 10])
def test_a_truncated_entry_tile_is_refused(cut):
    data = encode_entries(LEAF_INPUTS)
    for damaged in (data[:-cut], data + bytes(cut), data[cut:]):
        with pytest.raises(RecordFormatError, match="cut off or too long"):
            decode_entries(damaged, 8)


@pytest.mark.parametrize("width", [7, 9])
def test_an_entry_tile_of_another_width_is_refused(width):
    with pytest.raises(RecordFormatError, match=f"of {width} entries"):
        decode_entries(encode_entries(LEAF_INPUTS), width)


SIZES = (1, 255, 256, 257, 65_536, 70_000)


@pytest.mark.parametrize("size", SIZES)
def test_record_R3_the_root_is_rebuilt_from_the_tiles_alone(size):
    files, tree = log_of(size)
    hashes = {path: data for path, data in files.items() if "entries" not in path}
    assert root_from_tiles(size, hashes.__getitem__) == tree.root()
    assert {tile.path for tile in tiles_at(size)} == hashes.keys()
    assert {tile.path for tile in entry_tiles_at(size)} == files.keys() - hashes.keys()
    entries = {path: data for path, data in files.items() if "entries" in path}
    assert root_from_entries(size, entries.__getitem__) == tree.root()


@pytest.mark.parametrize("size", SIZES)
def test_record_R3_no_partial_hash_feeds_the_level_above(size):
    files, _ = log_of(size)
    for tile in tiles_at(size):
        data = files[tile.path]
        assert len(data) == 32 * tile.width
        for offset in range(tile.width if tile.level else 0):
            below = files[Tile(tile.level - 1, 256 * tile.index + offset).path]
            subtree = Tree(below[start : start + 32] for start in range(0, 8192, 32))
            assert subtree.root() == data[32 * offset : 32 * offset + 32]


def test_growing_by_any_portions_gives_one_log():
    whole, tree = log_of(1500)
    draw = random.Random(20260701)
    files, size = {}, 0
    while size < 1500:
        count = min(1500 - size, draw.choice([1, 2, 100, 255, 256, 257, 600]))
        growth = grow(size, [entry(size + step) for step in range(count)], files.__getitem__)
        files |= growth.files
        size = growth.size
        assert growth.root == tree.root(size)
        assert root_from_tiles(size, files.__getitem__) == tree.root(size)
        assert root_from_entries(size, files.__getitem__) == tree.root(size)
    assert whole.items() <= files.items()


def test_growing_reads_only_the_partial_files_of_the_right_edge():
    files, _ = log_of(70_000 // 16)
    size, asked = 70_000 // 16, []

    def read(path):
        asked.append(path)
        return files[path]

    grow(size, [b"one more"], read)
    assert {tile.path for tile in map(parse_tile_path, asked) if tile.width == 256} == set()
    assert len(set(asked)) == 3  # entries, level 0, level 1


def test_growing_by_nothing_gives_the_same_root():
    files, tree = log_of(300)
    growth = grow(300, [], files.__getitem__)
    assert (growth.size, growth.root, growth.files) == (300, tree.root(), {})
    assert grow(0, [], files.__getitem__).root == EMPTY_ROOT


def test_an_entry_too_long_does_not_enter_the_log():
    with pytest.raises(RecordFormatError, match="not 65536"):
        grow(0, [bytes(65_536)], {}.__getitem__)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 1500])
def test_proofs_from_tiles_are_those_of_the_tree(size):
    files, tree = log_of(1500, 100)
    for index in {0, 1, size // 3, size // 2, size - 1} & set(range(size)):
        path = inclusion_from_tiles(index, size, files.__getitem__)
        assert path == tree.inclusion_proof(index, size)
    for old in {1, 2, size // 2, size - 1, size} & set(range(1, size + 1)):
        path = consistency_from_tiles(old, size, files.__getitem__)
        assert path == tree.consistency_proof(old, size)


def test_one_reader_serves_every_proof_and_reads_few_tiles():
    files, tree = log_of(65_536)
    asked = Counter()

    def read(path):
        asked[path] += 1
        return files[path]

    reader = TileReader(65_536, read)
    for index in range(0, 65_536, 4096):
        assert reader(0, index) == tree.leaf(index)
        assert reader(8, index >> 8) == tree.node(8, index >> 8)
        assert reader(5, index >> 5) == tree.node(5, index >> 5)
    assert max(asked.values()) == 1
    for index in range(0, 65_536, 256):  # more tiles than are kept
        assert reader(0, index) == tree.leaf(index)
    assert sum(asked.values()) < 300


def test_a_reader_gives_only_nodes_that_are_complete():
    files, tree = log_of(300)
    reader = TileReader(300, files.__getitem__)
    assert reader(8, 0) == tree.node(8, 0)
    for level, index in ((0, 300), (1, 150), (8, 1), (9, 0), (0, -1)):
        with pytest.raises(ValueError, match="not complete"):
            reader(level, index)


def test_the_full_file_serves_where_the_partial_one_is_gone():
    files, tree = log_of(600, 100)
    for path in [path for path in files if ".p/" in path and parse_tile_path(path).index < 2]:
        if parse_tile_path(path).level < 1:
            del files[path]
    assert root_from_tiles(300, files.__getitem__) == tree.root(300)
    assert root_from_entries(300, files.__getitem__) == tree.root(300)
    assert read_entries(entry_tile_at(299, 300), files.__getitem__)[-1] == entry(299)


def test_a_file_that_is_missing_altogether_is_told():
    files, _ = log_of(300)
    del files["tile/0/000"]
    with pytest.raises(KeyError):
        inclusion_from_tiles(0, 300, files.__getitem__)
    del files["tile/entries/001.p/44"]
    with pytest.raises(KeyError):
        root_from_entries(300, files.__getitem__)


@pytest.mark.parametrize("tile", list(tiles_at(300)))
def test_a_truncated_or_lengthened_tile_is_refused(tile):
    files, _ = log_of(300)
    data = files[tile.path]
    for damaged in (b"", data[:1], data[:-1], data[:-32], data + b"x", data + data[:32]):
        with pytest.raises(RecordFormatError, match="has not"):
            read_tile(tile, {tile.path: damaged}.__getitem__)


def test_a_changed_hash_at_the_right_edge_changes_the_root():
    files, tree = log_of(300)
    for path in ("tile/0/001.p/44", "tile/1/000.p/1"):
        damaged = files | {path: b"\0" * 32 + files[path][32:]}
        assert root_from_tiles(300, damaged.__getitem__) != tree.root()


def test_a_changed_hash_below_full_tiles_shows_in_proofs():
    files, tree = log_of(300)
    damaged = files | {"tile/0/000": b"\0" * 32 + files["tile/0/000"][32:]}
    head = head_of(300, tree.root())
    for held, store in ((True, files), (False, damaged)):
        path = inclusion_from_tiles(1, 300, store.__getitem__)
        assert verify_inclusion(tree.leaf(1), 1, path, head) is held


def test_leaf_hashes_come_in_order():
    files, tree = log_of(600)
    hashes = list(leaf_hashes_from_entries(600, files.__getitem__))
    assert hashes == [tree.leaf(index) for index in range(600)]
    assert list(leaf_hashes_from_entries(0, files.__getitem__)) == []


def test_where_an_entry_stands():
    assert entry_tile_at(0, 1) == Tile(ENTRY_LEVEL, 0, 1)
    assert entry_tile_at(255, 256) == Tile(ENTRY_LEVEL, 0)
    assert entry_tile_at(256, 300) == Tile(ENTRY_LEVEL, 1, 44)
    for index in (-1, 300):
        with pytest.raises(ValueError, match="not among"):
            entry_tile_at(index, 300)
