"""The tree over all events (RFC 6962, RFC 9162): its hashes, the two kinds of proof, and how they are checked.

A `Nodes` function gives the hash of a complete subtree: `nodes(height, number)` covers the leaves from
`number << height` up to `(number + 1) << height`.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeAlias

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Nodes: TypeAlias = Callable[[int, int], bytes]


class ProofError(ValueError):
    """A proof that proves nothing; the message tells why."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one logged entry."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaf hashes, all held in memory."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        pairs = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = pairs + row[len(pairs) * 2 :]
    return row[0]


def tree_root(nodes: Nodes, size: int) -> bytes:
    """The root of the first `size` leaves."""
    return _range_root(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the first `size` leaves."""
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not among the first {size}")
    return _path(nodes, index, 0, size)


def consistency_proof(nodes: Nodes, old_size: int, new_size: int) -> list[bytes]:
    """The hashes that show the first `old_size` leaves to be the beginning of the first `new_size`."""
    if not 0 < old_size <= new_size:
        raise ProofError(f"a tree of {new_size} cannot be shown to continue one of {old_size}")
    if old_size == new_size:
        return []
    return _continuation(nodes, old_size, 0, new_size)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofError` unless the leaf hash stands at `index` under `root`."""
    if not 0 <= index < size:
        raise ProofError(f"entry {index} is not among the first {size}")
    _require_hashes([leaf, root, *proof])
    if _root_from(leaf, index, size - 1, proof) != root:
        raise ProofError(f"the proof does not lead from entry {index} to the root of {size} entries")


def check_consistency(sizes: tuple[int, int], roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> None:
    """Raise `ProofError` unless the tree of `sizes[1]` leaves continues the one of `sizes[0]`."""
    old_size, new_size = sizes
    if not 0 < old_size <= new_size:
        raise ProofError(f"a tree of {new_size} cannot be shown to continue one of {old_size}")
    _require_hashes([*roots, *proof])
    if old_size == new_size:
        _require_same_tree(roots, proof)
        return
    if _reach_both(sizes, roots[0], proof) != roots:
        raise ProofError(f"the tree of {new_size} entries does not continue the tree of {old_size}")


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofError(f"a hash has {HASH_BYTES} bytes")


def _require_same_tree(roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> None:
    if proof:
        raise ProofError("a tree needs no proof that it continues itself")
    if roots[0] != roots[1]:
        raise ProofError("two different trees of one size")


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _range_root(nodes: Nodes, start: int, end: int) -> bytes:
    count = end - start
    if count & count - 1 == 0:
        height = count.bit_length() - 1
        return nodes(height, start >> height)
    middle = start + _split(count)
    return node_hash(_range_root(nodes, start, middle), _range_root(nodes, middle, end))


def _path(nodes: Nodes, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(nodes, index, start, middle), _range_root(nodes, middle, end)]
    return [*_path(nodes, index, middle, end), _range_root(nodes, start, middle)]


def _continuation(nodes: Nodes, old_size: int, start: int, end: int) -> list[bytes]:
    """RFC 9162 2.1.4.1; the left edge of the old tree is known to the reader and left out."""
    if old_size == end:
        return [] if start == 0 else [_range_root(nodes, start, end)]
    middle = start + _split(end - start)
    if old_size <= middle:
        return [*_continuation(nodes, old_size, start, middle), _range_root(nodes, middle, end)]
    return [*_continuation(nodes, old_size, middle, end), _range_root(nodes, start, middle)]


def _root_from(leaf: bytes, index: int, last: int, proof: Sequence[bytes]) -> bytes | None:
    """RFC 9162 2.1.3.2: the root that the proof leads to; None when its length does not fit the tree."""
    reached = leaf
    for step in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            reached = node_hash(step, reached)
            index, last = _up_to_right_child(index, last)
        else:
            reached = node_hash(reached, step)
        index, last = index >> 1, last >> 1
    return reached if last == 0 else None


def _up_to_right_child(index: int, last: int) -> tuple[int, int]:
    """Skip the levels where a lone right edge has no neighbour."""
    while index and not index & 1:
        index, last = index >> 1, last >> 1
    return index, last


def _reach_both(sizes: tuple[int, int], old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """RFC 9162 2.1.4.2: the two roots that the proof leads to; None when its length does not fit."""
    steps = list(proof)
    old_edge, new_edge = sizes[0] - 1, sizes[1] - 1
    while old_edge & 1:
        old_edge, new_edge = old_edge >> 1, new_edge >> 1
    if old_edge == 0:
        steps.insert(0, old_root)
    if not steps:
        return None
    old = new = steps[0]
    for step in steps[1:]:
        if new_edge == 0:
            return None
        if old_edge & 1 or old_edge == new_edge:
            old, new = node_hash(step, old), node_hash(step, new)
            old_edge, new_edge = _up_to_right_child(old_edge, new_edge)
        else:
            new = node_hash(new, step)
        old_edge, new_edge = old_edge >> 1, new_edge >> 1
    return (old, new) if new_edge == 0 else None
