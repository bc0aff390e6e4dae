"""The record in memory against pymerkle, and checking a stored log against hashing alone.

Ready leaf bytes of 300, no fsync. The peer times itself in its own environment, in turn with
ours, so that both meet the same load.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.machine import Row, json_from_child, median_seconds, oracle
from comity.edge.keys import signer_from_seed, verify_signature
from comity.record import (
    Checkpoint,
    Tree,
    leaf_hash,
    sign_checkpoint,
    verify_checkpoint,
    verify_inclusion,
)
from comity.record.tiles import Tile, encode_entries, entry_tiles_at, root_from_entries

SIZE: Final = 20_000
STORED: Final = 1_000_000
LEAF_BYTES: Final = 300
ROUNDS: Final = 5

PEER: Final = """
import json, sys, time
from pymerkle import InmemoryTree

entries = [b"%0300d" % number for number in range(int(sys.argv[1]))]
begin = time.perf_counter()
tree = InmemoryTree(algorithm="sha256")
for entry in entries:
    tree.append_entry(entry)
append = time.perf_counter() - begin
begin = time.perf_counter()
for index in range(1, len(entries) + 1):
    tree.prove_inclusion(index)
prove = time.perf_counter() - begin
print(json.dumps([append, prove, tree.get_state().hex()]))
"""


def rows() -> Iterator[Row]:
    """Yield the rows of bars R6 (the last) and R7."""
    peer = oracle("pymerkle")
    if peer is not None:
        yield from _against_pymerkle(peer)
    yield _stored_log()
    yield _all_proofs()


def _entries(count: int) -> list[bytes]:
    return [b"%0*d" % (LEAF_BYTES, number) for number in range(count)]


def _against_pymerkle(peer: Path) -> Iterator[Row]:
    entries = _entries(SIZE)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        *times, root = json_from_child(peer, PEER, str(SIZE))[0]
        theirs.append(times)
        ours.append(_timed(entries, root))
    names = (f"record: append, {SIZE:,} entries", f"record: inclusion proof at {SIZE:,}")
    for number, (name, bar) in enumerate(zip(names, (3, 5), strict=True)):
        mine = statistics.median(times[number] for times in ours)
        other = statistics.median(times[number] for times in theirs)
        rates = [f"{SIZE / seconds:,.0f}/s" for seconds in (mine, other)]
        ratio = other / mine
        yield Row(name, rates[0], f"{rates[1]} pymerkle", ratio, f"≥ {bar} ×", ratio >= bar)


def _timed(entries: list[bytes], root: str) -> tuple[float, float]:
    begin = time.perf_counter()
    tree = Tree()
    for entry in entries:
        tree.append(leaf_hash(entry))
    appended = time.perf_counter()
    for index in range(len(entries)):
        tree.inclusion_proof(index, len(entries))
    proved = time.perf_counter()
    if tree.root().hex() != root:
        raise AssertionError("the two trees differ")
    return appended - begin, proved - appended


def _stored_log() -> Row:
    entries = _entries(100 * 256)
    files = _store(entries)

    def hash_alone() -> None:
        for start in range(0, STORED, len(entries)):
            for entry in entries[: STORED - start]:
                leaf_hash(entry)

    def check_all() -> None:
        root_from_entries(STORED, files)

    floor = median_seconds(hash_alone, ROUNDS)
    checked = median_seconds(check_all, ROUNDS)
    ratio = checked / floor
    what = f"record: check {STORED:,} stored entries"
    return Row(
        what, f"{checked:.2f} s", f"{floor:.2f} s hashing leaves", ratio, "≤ 3 ×", ratio <= 3
    )


def _all_proofs() -> Row:
    entries = _entries(SIZE)
    tree = Tree(map(leaf_hash, entries))
    paths = [tree.inclusion_proof(index, SIZE) for index in range(SIZE)]
    signer = signer_from_seed("log.example", b"\x01" * 32)
    note = sign_checkpoint(Checkpoint("log.example", SIZE, tree.root()), signer)
    head = verify_checkpoint(note, [signer.key], verify_signature)

    def check_all() -> None:
        for index, (entry, path) in enumerate(zip(entries, paths, strict=True)):
            if not verify_inclusion(leaf_hash(entry), index, path, head):
                raise AssertionError(f"the proof of entry {index} does not hold")

    floor = median_seconds(lambda: [leaf_hash(entry) for entry in entries], ROUNDS)
    checked = median_seconds(check_all, ROUNDS)
    what = f"record: check {SIZE:,} inclusion proofs"
    rate, ratio = f"{SIZE / checked:,.0f}/s", checked / floor
    other = f"{SIZE / floor:,.0f}/s hashing leaves"
    return Row(what, rate, other, ratio, "≤ 25 ×", ratio <= 25)


def _store(entries: list[bytes]) -> Callable[[str], bytes]:
    """Return a store in which the tiles of ``entries`` come round again and again."""
    full = [encode_entries(entries[start : start + 256]) for start in range(0, len(entries), 256)]
    last = {
        tile.path: encode_entries(entries[: tile.width])
        for tile in entry_tiles_at(STORED)
        if tile.width < 256
    }
    numbers = {Tile(tile.level, tile.index).path: tile.index for tile in entry_tiles_at(STORED)}
    return lambda path: last.get(path) or full[numbers[path] % len(full)]
