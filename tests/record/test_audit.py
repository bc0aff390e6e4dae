"""A whole record is checked entry by entry, and the first wrong one is named."""

from dataclasses import replace

import pytest

from comity.canonical import encode
from comity.edge.keys import signer_from_seed, verify_signature
from comity.record.audit import verify_record
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.entry import Entry, encode_entry, public_payload, sealed_payload
from comity.record.heads import RememberedHead
from comity.record.merkle import leaf_hash, root_of
from comity.record.policy import Log, Policy
from comity.record.tiles import decode_entries, encode_entries, grow
from comity.record.verdict import Trust

LOG = signer_from_seed("log.example/whole", bytes([4]) * 32)
TRUST = Trust(Policy((Log(LOG.key),)), verify_signature)
STRANGER = Trust(Policy(()), verify_signature)
AT = "2026-07-01T09:00:00.000Z"
SIZE = 600
SEALED = 7
ENTRIES = "tile/entries/001"
TILE = "tile/0/001"


def content(index: int) -> bytes:
    return encode({"v": 1, "number": index})


def leaf(index: int, **fields: object) -> bytes:
    payload = public_payload(content(index))
    if index == SEALED:
        payload = sealed_payload(b"secret", bytes(32), "person")
    entry = Entry(
        "dialogue.compute_report", "own:holder", f"dialogue:report:r-{index}", AT, payload
    )
    return encode_entry(replace(entry, **fields))


class Record:
    """A record in memory: files by path, payloads by index."""

    def __init__(self, leaves: list[bytes] | None = None) -> None:
        leaves = leaves or [leaf(index) for index in range(SIZE)]
        growth = grow(0, leaves, {}.__getitem__)
        self.files = dict(growth.files)
        self.payloads = {index: content(index) for index in range(len(leaves)) if index != SEALED}
        self.sign(growth.size, growth.root)

    def sign(self, size: int, root: bytes, signer=LOG) -> None:
        self.files["checkpoint"] = sign_checkpoint(Checkpoint(signer.key.name, size, root), signer)

    def verify(self, trust: Trust = TRUST, claimed=LOG.key):
        return verify_record(self.files.__getitem__, self.payloads.get, trust, claimed)

    def audit(self, trust: Trust, note: bytes):
        """Verify the record with a note that it has to keep."""
        read = self.files.__getitem__
        return verify_record(read, self.payloads.get, trust, LOG.key, lambda _: None, note)

    def change_entry(self, index: int, **fields: object) -> None:
        path = f"tile/entries/{index // 256:03}"
        path = path if path in self.files else f"{path}.p/{SIZE % 256}"
        width = 256 if ".p" not in path else SIZE % 256
        rows = list(decode_entries(self.files[path], width))
        rows[index % 256] = leaf(index, **fields)
        self.files[path] = encode_entries(rows)


@pytest.fixture
def record() -> Record:
    return Record()


def test_an_untouched_record_holds_for_who_trusts_it_and_is_a_question_for_others(record):
    verdict = record.verify()
    assert (verdict.code, verdict.rows, verdict.title) == (0, SIZE, LOG.key.name)
    assert [step.holds for step in verdict.steps if step.step != "remembered head"] == [True] * 8
    assert record.verify(STRANGER).code == 5
    assert record.verify(STRANGER, None).code == 5


@pytest.mark.parametrize("index", [0, 255, 256, 400, 599])
def test_record_R4_a_changed_entry_is_named_by_its_index(record, index):
    record.change_entry(index, actor="somebody")
    verdict = record.verify()
    assert verdict.code == 1
    assert verdict.reason == f"entry {index} is not the one that was signed for"


def test_the_first_of_several_changed_entries_is_named(record):
    for index in (500, 300):
        record.change_entry(index, actor="somebody")
    assert record.verify().reason.startswith("entry 300 ")


def test_a_changed_entry_with_its_tile_mended_is_still_named(record):
    record.change_entry(300, actor="somebody")
    row = record.files[TILE]
    mended = leaf_hash(leaf(300, actor="somebody"))
    record.files[TILE] = row[: 44 * 32] + mended + row[45 * 32 :]
    verdict = record.verify()
    assert (verdict.code, verdict.reason[:11]) == (1, "the entries")


def test_without_tiles_a_changed_entry_is_found_but_cannot_be_named(record):
    record.change_entry(300, actor="somebody")
    del record.files[TILE]
    verdict = record.verify()
    assert (verdict.code, "no tile tells" in verdict.reason) == (1, True)


def test_an_entry_and_its_tile_that_disagree_are_named_together(record):
    record.change_entry(300, actor="somebody")
    record.files[TILE] = record.files[TILE][:-32] + bytes(32)
    verdict = record.verify()
    assert verdict.reason == "entry 300 and its tile disagree, and neither gives the signed root"


def test_record_R4_a_changed_tile_is_named(record):
    for path in [path for path in record.files if path.startswith("tile/0/0")]:
        changed = Record()
        changed.files[path] = bytes([changed.files[path][0] ^ 1]) + changed.files[path][1:]
        verdict = changed.verify()
        assert (verdict.code, verdict.reason) == (1, f"{path} is not the tile of this tree")


def test_a_changed_tile_of_an_upper_level_is_named(record):
    path = next(path for path in record.files if path.startswith("tile/1/"))
    record.files[path] = bytes(64)
    assert record.verify().reason == f"{path} is not the tile of this tree"


@pytest.mark.parametrize("path", [ENTRIES, TILE])
@pytest.mark.parametrize("cut", [None, 0, 31, -1])
def test_a_missing_or_truncated_file_is_refused_by_name(record, path, cut):
    if cut is None:
        del record.files[path]
    else:
        record.files[path] = record.files[path][:cut]
    verdict = record.verify()
    assert verdict.code == 2
    assert verdict.reason.startswith(path)


def test_record_R4_dropped_or_moved_entries_do_not_fit_the_signed_head(record):
    shorter = Record([leaf(index) for index in range(SIZE - 1)])
    shorter.files["checkpoint"] = record.files["checkpoint"]
    assert shorter.verify().code == 2
    moved = Record([leaf(index) for index in (*range(10), *range(11, SIZE), 10)])
    moved.files["checkpoint"] = record.files["checkpoint"]
    assert moved.verify().code == 1


def test_record_R4_changed_missing_and_swapped_content_is_named(record):
    record.payloads[300] = content(301)
    assert record.verify().reason == "the content of entry 300 is not what the entry commits to"
    del record.payloads[300]
    assert record.verify().reason == "the content of entry 300 is missing"
    assert record.verify().code == 1


def erasing(basis: bytes = b'{"basis":"request 7","v":1}', **fields: object) -> Record:
    """Return a record whose last entry erases what entry 1 committed to."""
    act = {"act": "record.erase_payload", "refs": (1,), "payload": public_payload(basis), **fields}
    record = Record([leaf(0), leaf(1), leaf(2, **act)])
    record.payloads[2] = basis
    return record


def test_erased_content_is_no_fault_but_is_told():
    record = erasing()
    assert record.verify().code == 0
    del record.payloads[1]
    verdict = record.verify()
    told = "the content of entry 1 was erased on 2026-07-01 under request 7"
    assert (verdict.code, verdict.reason) == (3, told)
    del record.payloads[0]
    assert record.verify().code == 1


def test_an_entry_cannot_erase_what_comes_after_it():
    record = Record([leaf(0), leaf(1, act="record.erase_payload", refs=(2,)), leaf(2)])
    del record.payloads[2]
    verdict = record.verify()
    assert (verdict.code, verdict.reason) == (1, "the content of entry 2 is missing")


def test_what_was_sealed_is_told_to_be_erased_and_missing_from_nothing():
    sealed = sealed_payload(b"secret", bytes(32), "person")
    act = {"act": "record.erase_payload", "refs": (0,)}
    record = Record([leaf(0, payload=sealed), leaf(1, **act)])
    verdict = record.verify()
    assert verdict.code == 0
    payloads = next(step for step in verdict.steps if step.step == "payloads")
    assert payloads.reason.startswith("1 public, 1 sealed; the content of entry 0 was erased on")


KEY = bytes([8]) * 32


def opened(read_key=lambda _: KEY):
    """Return the verdict on a record whose second entry opens sealed content to the public."""
    record = Record([leaf(0), leaf(1, payload=sealed_payload(content(1), KEY, "public"))])
    files, payloads = record.files.__getitem__, record.payloads.get
    return verify_record(files, payloads, TRUST, LOG.key, read_key)


def test_content_opened_with_its_key_is_compared_too():
    assert opened().code == 0
    for wrong in (None, bytes(32), b"short"):
        verdict = opened(lambda _, key=wrong: key)
        assert verdict.reason == "the content of entry 1 is not what the entry commits to"


def test_many_erasures_are_told_in_part():
    act = {"act": "record.erase_payload", "refs": tuple(range(25))}
    record = Record([*(leaf(index) for index in range(25)), leaf(25, **act)])
    for index in range(25):
        record.payloads.pop(index, None)
    reason = record.verify().reason
    assert reason.count("was erased") == 20
    assert reason.endswith("; and 4 more")


def test_an_entry_that_is_none_is_named():
    record = Record([leaf(0), b"{}", leaf(2)])
    verdict = record.verify()
    assert (verdict.code, verdict.reason[:7]) == (2, "entry 1")


def test_a_head_of_another_tree_is_a_contradiction_at_any_smaller_size(record):
    def seen(size, root):
        return replace(TRUST, heads_of=lambda _: [RememberedHead(size, root, LOG.key)])

    hashes = [leaf_hash(leaf(index)) for index in range(SIZE)]
    assert record.verify(seen(400, root_of(hashes[:400]))).code == 0
    assert record.verify(seen(400, leaf_hash(b"other"))).code == 4
    assert record.verify(seen(SIZE, leaf_hash(b"other"))).code == 4
    assert record.verify(seen(SIZE + 1, leaf_hash(b"other"))).code == 0


def test_an_older_checkpoint_is_compared_by_the_entries_themselves(record):
    def older(size, root):
        note = sign_checkpoint(Checkpoint(LOG.key.name, size, root), LOG)
        return replace(TRUST, older=(note,))

    hashes = [leaf_hash(leaf(index)) for index in range(SIZE)]
    assert record.verify(older(400, root_of(hashes[:400]))).code == 0
    assert record.verify(older(400, leaf_hash(b"other"))).code == 4


def test_a_foreign_or_bad_checkpoint_is_judged_by_its_signature(record):
    stranger = signer_from_seed(LOG.key.name, bytes([5]) * 32)
    record.sign(SIZE, bytes(32), stranger)
    assert record.verify(claimed=stranger.key).code == 1
    whole = Record()
    note = whole.files["checkpoint"]
    whole.files["checkpoint"] = note.replace(b"\n600\n", b"\n599\n")
    assert whole.verify().code == 1
    whole.files["checkpoint"] = b"no note"
    assert whole.verify().code == 2
    del whole.files["checkpoint"]
    assert whole.verify().code == 2


def test_a_huge_stated_size_is_refused_before_anything_is_read(record):
    record.sign(2**40, bytes(32))
    assert record.verify().code == 2
