"""The Merkle tree of RFC 6962 over the log's entries.

Nodes are named by level and index: level 0 holds the leaves' hashes, node `i` of level `l` covers
the leaves from `i * 2**l` on, `2**l` of them. Only complete nodes have a name; they never change,
so a log keeps them and every root and proof is made of at most some tens of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Node = Callable[[int, int], bytes]
"""Takes level and index, returns the hash of that complete node."""

_sha256 = hashlib.sha256

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry's bytes; its prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class NewNode:
    """A node that an append completed."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True)
class Frontier:
    """The right edge of the tree: all that an append or the root needs.

    Attributes:
        peaks: hashes of the complete subtrees from left to right, one for each 1 bit of `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Frontier, list[NewNode]]:
        """The edge after one more leaf hash, and the nodes above the leaf that became complete."""
        peaks = list(self.peaks)
        level, index, carried = 0, self.size, leaf
        completed: list[NewNode] = []
        while index & 1:
            carried = node_hash(peaks.pop(), carried)
            level, index = level + 1, index >> 1
            completed.append(NewNode(level, index, carried))
        return Frontier(self.size + 1, (*peaks, carried)), completed

    def extended(self, leaves: Sequence[bytes]) -> Frontier:
        """The edge after many more leaf hashes, computed level by level."""
        peaks, kept = list(self.peaks), []
        row, index = list(leaves), self.size
        while row:
            if index & 1:
                row.insert(0, peaks.pop())
            if len(row) & 1:
                kept.append(row.pop())
            pairs = zip(row[::2], row[1::2], strict=True)
            row = [_sha256(b"\x01" + left + right).digest() for left, right in pairs]
            index >>= 1
        return Frontier(self.size + len(leaves), (*peaks, *reversed(kept)))

    def root(self) -> bytes:
        """Root of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def frontier(size: int, node: Node) -> Frontier:
    """The right edge of the tree of the first `size` leaves."""
    levels = [level for level in range(size.bit_length()) if size >> level & 1]
    return Frontier(size, tuple(node(level, (size >> level) - 1) for level in reversed(levels)))


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """Hashes that lead from leaf `index` to the root of the first `size` leaves (2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    proof: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            proof.append(_subtree(middle, stop, node))
            stop = middle
        else:
            proof.append(_subtree(start, middle, node))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """Hashes that show the first `old` leaves unchanged in the tree of `new` (2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} cannot grow into one of {new}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, stop = 0, new
    whole = True
    while old != stop:
        middle = start + _split(stop - start)
        if old <= middle:
            proof.append(_subtree(middle, stop, node))
            stop = middle
        else:
            proof.append(_subtree(start, middle, node))
            start, whole = middle, False
    if not whole:
        proof.append(_subtree(start, stop, node))
    return proof[::-1]


def inclusion_holds(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` ties the leaf hash at `index` to the root of a tree of `size`."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(step, reached)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def consistency_holds(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `new` begins with the tree of `old`."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    steps = list(proof)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    reached_old = reached_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached_old = node_hash(step, reached_old)
            reached_new = node_hash(step, reached_new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            reached_new = node_hash(reached_new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(start: int, stop: int, node: Node) -> bytes:
    """Root of the leaves from `start` up to `stop`, at the right edge or complete."""
    size = stop - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(_subtree(start, middle, node), _subtree(middle, stop, node))
