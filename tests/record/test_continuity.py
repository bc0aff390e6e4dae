"""A bundle brings proofs that its head continues older ones; a head signed otherwise is caught."""

from dataclasses import replace

import pytest

from comity.record.bundle import write_bundle
from comity.record.checkpoint import Checkpoint, sign_checkpoint
from comity.record.continuity import (
    MOST_PROOFS,
    consistency_members,
    proved_roots,
    read_consistency,
)
from comity.record.fork import OtherHistory, encode_other_history
from comity.record.heads import RememberedHead
from comity.record.manifest import ENTRY
from comity.record.merkle import Tree, leaf_hash
from comity.record.strict import RecordFormatError
from comity.record.tiles import grow
from comity.record.verify import verify_bundle
from tests.record.bundles import (
    BUNDLE,
    MEMBERS,
    ORIGIN,
    SIGNER,
    STRANGER,
    STRANGERS_VIEW,
    TRUST,
    step,
)
from tests.record.signing import head_of

SIZE = 11
ENTRIES = [
    *(b"entry %d" % number for number in range(6)),
    MEMBERS[ENTRY],
    *(b"entry %d" % number for number in range(6, 10)),
]
TREE = Tree(map(leaf_hash, ENTRIES))
OTHER = Tree(leaf_hash(b"another past %d" % number) for number in range(SIZE))


def history(size: int, tree: Tree = TREE) -> OtherHistory:
    return OtherHistory(tree.root(size), tree.consistency_proof(size, SIZE))


def with_proofs(*sizes: int) -> dict[str, bytes]:
    proofs = {f"consistency/{one}-{SIZE}": encode_other_history(history(one)) for one in sizes}
    return {**MEMBERS, **proofs}


def note_of(size: int, tree: Tree = TREE, signer=SIGNER) -> bytes:
    return sign_checkpoint(Checkpoint(ORIGIN, size, tree.root(size)), signer)


def seen(size: int, tree: Tree = TREE, signer=SIGNER) -> RememberedHead:
    return RememberedHead(size, tree.root(size), signer.key)


def verdict_of(members, trust=TRUST, older=(), heads=()):
    view = replace(trust, older=tuple(older), heads_of=lambda _: heads)
    return verify_bundle(write_bundle(members), view)


def test_an_older_checkpoint_is_told_to_be_continued():
    for view, code in ((TRUST, 0), (STRANGERS_VIEW, 5)):
        verdict = verdict_of(with_proofs(5), view, older=[note_of(5)])
        assert (verdict.code, step(verdict, "remembered head").holds) == (code, True)
    assert step(verdict, "remembered head").why.key == "continues"
    # The control: without the proof nobody can tell, and the verdict says so.
    untold = step(verdict_of(MEMBERS, older=[note_of(5)]), "remembered head")
    assert (untold.holds, untold.why.key) == (None, "older_untold")


def test_record_R4_another_past_is_proved_by_the_bundle_itself():
    """A log that showed one past before and another now is caught with nothing but two files."""
    for view in (TRUST, STRANGERS_VIEW):
        verdict = verdict_of(with_proofs(5), view, older=[note_of(5, OTHER)])
        assert (verdict.code, verdict.why.key) == (4, "another_tree")
        assert "another tree of 5 entries" in verdict.reason
    verdict = verdict_of(with_proofs(5), heads=[seen(5, OTHER)])
    assert (verdict.code, step(verdict, "recompute").why.key) == (4, "not_run")
    # The control: without the proof the other past goes unnoticed.
    assert verdict_of(MEMBERS, older=[note_of(5, OTHER)]).code == 0


def test_a_remembered_head_is_continued_if_the_largest_of_them_is():
    assert step(verdict_of(with_proofs(5), heads=[seen(5)]), "remembered head").holds
    both = verdict_of(with_proofs(8), heads=[seen(5), seen(8)])
    assert step(both, "remembered head").reason.startswith("it continues the head of 8 entries")
    assert step(verdict_of(with_proofs(5), heads=[seen(5), seen(8)]), "remembered head").holds is (
        None
    )
    # A smaller one that differs is found all the same.
    assert verdict_of(with_proofs(5, 8), heads=[seen(5, OTHER), seen(8)]).code == 4


def test_an_older_checkpoint_one_asks_about_is_not_passed_over_for_another():
    verdict = verdict_of(with_proofs(8), older=[note_of(5)], heads=[seen(8), seen(SIZE)])
    assert step(verdict, "remembered head").why.key == "older_untold"
    later = sign_checkpoint(Checkpoint(ORIGIN, 20, leaf_hash(b"later")), SIGNER)
    assert step(verdict_of(with_proofs(5), older=[later]), "remembered head").holds is None


def test_a_head_of_another_key_is_not_compared():
    verdict = verdict_of(with_proofs(5), heads=[seen(5, OTHER, STRANGER)])
    assert (verdict.code, step(verdict, "remembered head").why.key) == (0, "none_seen")


def forged(**changes) -> dict[str, bytes]:
    made = replace(history(5), **changes)
    return {**MEMBERS, f"consistency/5-{SIZE}": encode_other_history(made)}


@pytest.mark.parametrize(
    "members",
    [
        forged(root=OTHER.root(5)),
        forged(path=history(5, OTHER).path),
        forged(path=history(5).path[:-1]),
        forged(path=(*history(5).path, leaf_hash(b""))),
        {**MEMBERS, f"consistency/6-{SIZE}": with_proofs(5)[f"consistency/5-{SIZE}"]},
        {**MEMBERS, "consistency/5-9": with_proofs(5)[f"consistency/5-{SIZE}"]},
        {**MEMBERS, "consistency/11-11": encode_other_history(OtherHistory(TREE.root(), ()))},
        {**MEMBERS, "consistency/12-11": with_proofs(5)[f"consistency/5-{SIZE}"]},
    ],
)
def test_a_proof_that_proves_nothing_is_a_difference_and_accuses_nobody(members):
    """A publisher cannot fit a proof to a head shown to one reader; nor can others frame him."""
    for older in ([], [note_of(5)], [note_of(5, OTHER)]):
        verdict = verdict_of(members, older=older)
        assert (verdict.code, verdict.why.key) in {(1, "proves_nothing"), (2, "unreadable")}


@pytest.mark.parametrize("content", [b"", b"\xff", b"comity-other-history@v1\n", b"x\n"])
def test_an_unreadable_proof_is_refused(content):
    assert verdict_of({**MEMBERS, f"consistency/5-{SIZE}": content}).code == 2


@pytest.mark.parametrize("name", ["05-11", "0-11", "5", "5-11.txt", "5-x", "a/5-11"])
def test_nothing_else_hides_among_the_proofs(name):
    proof = with_proofs(5)[f"consistency/5-{SIZE}"]
    assert verdict_of({**MEMBERS, f"consistency/{name}": proof}).code == 2


def test_any_changed_byte_of_a_proof_is_found():
    members = with_proofs(5)
    path = f"consistency/5-{SIZE}"
    for at in range(len(members[path])):
        data = members[path]
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert verdict_of({**members, path: flipped}).code in (1, 2), at


def test_the_members_are_made_from_the_files_of_the_log():
    files = dict(grow(0, ENTRIES, {}.__getitem__).files)
    members = consistency_members([0, 5, 8, 8, SIZE, 99], SIZE, files.__getitem__)
    assert members == {path: with_proofs(5, 8)[path] for path in members}
    assert len(members) == 2
    few = consistency_members(range(1, SIZE), SIZE, files.__getitem__, most=3)
    assert sorted(few) == ["consistency/10-11", "consistency/8-11", "consistency/9-11"]
    proofs = read_consistency({**MEMBERS, **members})
    assert proved_roots(proofs, head_of(SIZE, TREE.root())) == {
        5: TREE.root(5),
        8: TREE.root(8),
    }


def test_the_number_of_proofs_is_bounded():
    proof = with_proofs(5)[f"consistency/5-{SIZE}"]
    many = {f"consistency/{number}-99": proof for number in range(1, MOST_PROOFS + 2)}
    with pytest.raises(RecordFormatError, match="at most"):
        read_consistency(many)


def test_the_bundle_of_the_tests_is_the_one_of_this_tree():
    assert verify_bundle(BUNDLE, TRUST).head.root == TREE.root()
