from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.record.merkle import (
    EMPTY_ROOT,
    Tree,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_from,
    root_of,
)
from tests.record.signing import LEAVES

ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAF_0, ROOT_4 = ROOTS[1], ROOTS[4]
NODE_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        NODE_2_3,
        NODE_4_7,
    ),
    (5, 8): (LEAF_4, NODE_6_7, ROOT_4),
    (2, 3): (ROOTS[2],),
    (1, 5): (LEAF_0, NODE_2_3, LEAF_4),
}
CONSISTENCY = {
    (1, 8): INCLUSION[0, 8],
    (4, 8): (NODE_4_7,),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        NODE_6_7,
        ROOT_4,
    ),
    (2, 5): (NODE_2_3, LEAF_4),
    (3, 7): (
        "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
        ROOTS[2],
        "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e",
    ),
}


def hexes(path):
    return tuple(node.hex() for node in path)


def recursive_root(leaves):
    """Return the root as RFC 9162 §2.1.1 writes it, an independent second way."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(recursive_root(leaves[:half]), recursive_root(leaves[half:]))


@pytest.mark.parametrize("size", range(9))
def test_record_R1_roots_of_the_published_vectors(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert Tree(LEAVES).root(size).hex() == ROOTS[size]


def test_record_R1_inclusion_proofs_of_the_published_vectors():
    tree = Tree(LEAVES)
    assert {key: hexes(tree.inclusion_proof(*key)) for key in INCLUSION} == INCLUSION


def test_record_R1_consistency_proofs_of_the_published_vectors():
    tree = Tree(LEAVES)
    assert {key: hexes(tree.consistency_proof(*key)) for key in CONSISTENCY} == CONSISTENCY


def test_leaf_and_node_are_told_apart():
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_roots_are_those_of_the_recursive_definition(leaves):
    assert root_of(leaves) == recursive_root(leaves) == Tree(leaves).root()


@given(st.lists(st.integers(0, 40), max_size=8), st.lists(st.integers(0, 3), max_size=8))
def test_append_and_extend_in_any_mixture_give_one_tree(portions, singles):
    tree, leaves = Tree(), []
    for portion, single in zip(portions, singles, strict=False):
        added = [leaf_hash(b"%d" % (len(leaves) + step)) for step in range(portion + single)]
        tree.extend(iter(added[:portion]))
        for leaf in added[portion:]:
            assert tree.append(leaf) == tree.size - 1
        leaves += added
    assert tree.size == len(leaves)
    assert [tree.leaf(index) for index in range(tree.size)] == leaves
    assert all(tree.root(size) == root_of(leaves[:size]) for size in range(len(leaves) + 1))


def test_proofs_of_an_old_size_are_those_the_old_tree_gave():
    leaves = [leaf_hash(b"%d" % number) for number in range(45)]
    late = Tree(leaves)
    for size in (1, 2, 3, 31, 32, 33, 44):
        early = Tree(leaves[:size])
        for index in range(size):
            assert late.inclusion_proof(index, size) == early.inclusion_proof(index, size)
            assert late.consistency_proof(index + 1, size) == early.consistency_proof(
                index + 1, size
            )


def test_paths_from_any_store_of_nodes_equal_those_of_the_tree():
    tree = Tree(LEAVES)
    for size in range(1, 9):
        assert root_from(tree.node, size) == tree.root(size)
        for index in range(size):
            assert inclusion_path(tree.node, index, size) == tree.inclusion_proof(index, size)
            assert consistency_path(tree.node, index + 1, size) == tree.consistency_proof(
                index + 1, size
            )
    assert root_from(tree.node, 0) == EMPTY_ROOT


def test_proofs_are_no_longer_than_the_tree_is_high():
    tree = Tree(leaf_hash(b"%d" % number) for number in range(300))
    for old, new in pairwise(range(1, 301)):
        height = (new - 1).bit_length()
        assert len(tree.inclusion_proof(old - 1, new)) <= height
        assert len(tree.consistency_proof(old, new)) <= height + 1


@pytest.mark.parametrize("leaf", [b"", b"x" * 31, b"x" * 33])
def test_a_leaf_hash_of_another_length_is_refused(leaf):
    tree = Tree()
    with pytest.raises(ValueError, match="32 bytes"):
        tree.append(leaf)
    with pytest.raises(ValueError, match="32 bytes"):
        tree.extend([LEAVES[0], leaf])
    assert tree.size == 0


def test_sizes_and_indices_outside_the_tree_are_refused():
    tree = Tree(LEAVES)
    for size in (-1, 9):
        with pytest.raises(ValueError, match="beyond"):
            tree.root(size)
        with pytest.raises(ValueError, match="beyond"):
            tree.inclusion_proof(0, size)
        with pytest.raises(ValueError, match="beyond"):
            tree.consistency_proof(1, size)
    for index in (-1, 8):
        with pytest.raises(ValueError, match="not among"):
            tree.inclusion_proof(index, 8)
        with pytest.raises(ValueError, match="not among"):
            inclusion_path(tree.node, index, 8)
    for old in (0, -1, 8):
        with pytest.raises(ValueError, match="no consistency proof"):
            tree.consistency_proof(old, 7)
