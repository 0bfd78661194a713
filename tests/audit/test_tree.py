"""The tree is that of RFC 6962, shown by the vectors of its reference implementation."""

import pytest

from control_room.audit.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_holds,
    consistency_proof,
    frontier,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
)

LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    bytes.fromhex(root)
    for root in (
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
]
INCLUSION_OF_5_IN_8 = [
    bytes.fromhex(step)
    for step in (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    )
]
CONSISTENCY_OF_6_AND_8 = [
    bytes.fromhex(step)
    for step in (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    )
]
CONSISTENCY_OF_2_AND_5 = [
    bytes.fromhex(step)
    for step in (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    )
]


class Grown:
    """A tree with every complete node, and its edge at every size."""

    def __init__(self, leaves):
        self.leaves = [leaf_hash(data) for data in leaves]
        self.edges = [Frontier()]
        self.nodes = {}
        for index, leaf in enumerate(self.leaves):
            self.nodes[0, index] = leaf
            edge, completed = self.edges[-1].append(leaf)
            self.nodes.update({(node.level, node.index): node.hash for node in completed})
            self.edges.append(edge)

    def node(self, level, index):
        return self.nodes[level, index]

    def root(self, size):
        return self.edges[size].root()


REFERENCE = Grown(LEAVES)
LARGER = Grown([bytes([index]) for index in range(33)])


def test_roots_are_those_of_the_reference():
    assert [REFERENCE.root(size) for size in range(9)] == ROOTS
    assert ROOTS[0] == EMPTY_ROOT


def test_proofs_are_those_of_the_reference():
    assert inclusion_proof(5, 8, REFERENCE.node) == INCLUSION_OF_5_IN_8
    assert inclusion_proof(0, 1, REFERENCE.node) == []
    assert inclusion_proof(2, 3, REFERENCE.node) == [ROOTS[2]]
    assert consistency_proof(6, 8, REFERENCE.node) == CONSISTENCY_OF_6_AND_8
    assert consistency_proof(2, 5, REFERENCE.node) == CONSISTENCY_OF_2_AND_5
    assert consistency_proof(1, 1, REFERENCE.node) == []


def test_the_references_proofs_hold():
    leaf = leaf_hash(LEAVES[5])
    assert inclusion_holds(5, 8, leaf, INCLUSION_OF_5_IN_8, ROOTS[8])
    assert consistency_holds(6, 8, ROOTS[6], ROOTS[8], CONSISTENCY_OF_6_AND_8)
    assert consistency_holds(2, 5, ROOTS[2], ROOTS[5], CONSISTENCY_OF_2_AND_5)


def test_an_edge_is_found_again_from_the_nodes():
    for size in range(34):
        assert frontier(size, LARGER.node) == LARGER.edges[size]


def test_every_leaf_is_proven_in_every_tree():
    for size in range(1, 34):
        for index in range(size):
            leaf, root = LARGER.leaves[index], LARGER.root(size)
            proof = inclusion_proof(index, size, LARGER.node)
            assert inclusion_holds(index, size, leaf, proof, root)
            assert not inclusion_holds(index, size, leaf_hash(b"other"), proof, root)
            assert not inclusion_holds(index, size, leaf, [*proof, root], root)
            assert not inclusion_holds(index, size, leaf, proof, LARGER.root(size - 1))
            if proof:
                assert not inclusion_holds(index, size, leaf, proof[:-1], root)
                assert not inclusion_holds(index, size, leaf, proof[::-1] + proof, root)


def test_every_tree_is_proven_to_begin_every_later_one():
    for new in range(34):
        for old in range(new + 1):
            old_root, new_root = LARGER.root(old), LARGER.root(new)
            proof = consistency_proof(old, new, LARGER.node)
            assert consistency_holds(old, new, old_root, new_root, proof)
            assert not consistency_holds(old, new, leaf_hash(b"other"), new_root, proof)
            assert not consistency_holds(old, new, old_root, new_root, [*proof, new_root])
            if 0 < old < new:
                assert not consistency_holds(old, new, old_root, leaf_hash(b"other"), proof)
                assert not consistency_holds(old, new, old_root, new_root, proof[:-1])


def test_places_outside_the_tree_have_no_proof():
    for index, size in ((-1, 8), (8, 8), (0, 0)):
        with pytest.raises(ValueError, match="not in a tree"):
            inclusion_proof(index, size, REFERENCE.node)
        assert not inclusion_holds(index, size, REFERENCE.leaves[0], [], ROOTS[1])
    for old, new in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="cannot grow"):
            consistency_proof(old, new, REFERENCE.node)
        assert not consistency_holds(old, new, ROOTS[3], ROOTS[2], [])


def test_no_proof_proves_nothing():
    assert not consistency_holds(3, 5, ROOTS[3], ROOTS[5], [])


def test_a_leaf_is_no_node():
    left, right = REFERENCE.leaves[:2]
    assert leaf_hash(left + right) != ROOTS[2]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 16, 33])
def test_many_leaves_at_once_make_the_same_edge_as_one_by_one(step):
    edge = Frontier()
    for start in range(0, 33, step):
        edge = edge.extended(LARGER.leaves[start : start + step])
        assert edge == LARGER.edges[edge.size]
    assert edge == LARGER.edges[33]
