"""The tree: known roots, equality with the RFC's own words, and that no changed proof passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.evidence.merkle import (
    EMPTY_ROOT,
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    tree_root,
)
from tests.core.evidence import naive
from tests.core.evidence.trees import KNOWN_ENTRIES, KNOWN_ROOTS, garbled, leaves, nodes_over
from tests.rows import all_rows

ALL_SIZES = range(1, 70)
EDGES = (127, 128, 129, 255, 256, 257, 511, 513)


def test_the_roots_of_the_known_entries_are_the_known_roots():
    hashes = [leaf_hash(entry) for entry in KNOWN_ENTRIES]
    assert [root_of(hashes[:n]) for n in range(1, 9)] == list(KNOWN_ROOTS)
    assert [tree_root(nodes_over(hashes), n) for n in range(1, 9)] == list(KNOWN_ROOTS)


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert root_of([]) == tree_root(nodes_over([]), 0) == EMPTY_ROOT == naive.root([])


@all_rows("size", [*ALL_SIZES, *EDGES])
def test_root_and_every_inclusion_proof_are_those_of_the_rfc(size):
    hashes = leaves(size)
    nodes, root = nodes_over(hashes), naive.root(hashes)
    assert root_of(hashes) == tree_root(nodes, size) == root
    for index in range(size) if size < 70 else (0, 1, size // 2, size - 2, size - 1):
        proof = inclusion_proof(nodes, index, size)
        assert proof == naive.path(index, hashes)
        check_inclusion(hashes[index], index, size, proof, root)


@all_rows("size", [*ALL_SIZES, *EDGES])
def test_every_consistency_proof_is_that_of_the_rfc(size):
    hashes = leaves(size)
    nodes, root = nodes_over(hashes), naive.root(hashes)
    for old in range(1, size + 1) if size < 70 else (1, 64, 127, 128, size // 2, size - 1, size):
        if old > size:
            continue
        proof = consistency_proof(nodes, old, size)
        assert proof == naive.proof(old, hashes)
        check_consistency((old, size), (naive.root(hashes[:old]), root), proof)


def changed_proofs(proof):
    """Every proof that differs from the right one in one place, is longer or shorter."""
    for place in range(len(proof)):
        yield [*proof[:place], garbled(proof[place]), *proof[place + 1 :]]
        yield [*proof[:place], *proof[place + 1 :]]
        yield [*proof[:place], proof[place], *proof[place:]]
    yield [*proof, garbled(b"more")]
    yield [garbled(b"more"), *proof]


@all_rows("size", [1, 2, 3, 4, 5, 7, 8, 9, 16, 21, 33])
def test_no_changed_inclusion_proof_passes(size):
    hashes = leaves(size)
    nodes, root = nodes_over(hashes), naive.root(hashes)
    for index in range(size):
        leaf, proof = hashes[index], inclusion_proof(nodes, index, size)
        wrong = [(leaf, index, size, other, root) for other in changed_proofs(proof) if other != proof]
        wrong += [(garbled(leaf), index, size, proof, root), (leaf, index, size, proof, garbled(root))]
        wrong += [(leaf, other, size, proof, root) for other in range(-1, size + 2) if other != index]
        wrong += [(leaf, index, size, [step[:31] for step in proof], root[:31])]
        for case in wrong:
            with pytest.raises(ProofError):
                check_inclusion(*case)


@all_rows("size", [1, 2, 3, 4, 5, 7, 8, 9, 16, 21])
def test_no_changed_consistency_proof_passes(size):
    hashes = leaves(size)
    nodes, root = nodes_over(hashes), naive.root(hashes)
    for old in range(1, size + 1):
        proof, old_root = consistency_proof(nodes, old, size), naive.root(hashes[:old])
        wrong = [((old, size), (old_root, root), other) for other in changed_proofs(proof) if other != proof]
        wrong += [((old, size), (garbled(old_root), root), proof), ((old, size), (old_root, garbled(root)), proof)]
        if old != size:
            wrong += [((size, old), (root, old_root), proof)]
        for case in wrong:
            with pytest.raises(ProofError):
                check_consistency(*case)


def test_a_rewritten_history_has_no_consistency_proof():
    before, after = leaves(100), leaves(150)
    after[40] = garbled(after[40])
    proof = consistency_proof(nodes_over(after), 100, 150)
    with pytest.raises(ProofError, match="does not continue"):
        check_consistency((100, 150), (root_of(before), root_of(after)), proof)


@pytest.mark.parametrize("length", [0, 12, 31, 33])
def test_a_root_that_is_no_hash_proves_nothing_even_when_both_are_equal(length):
    stub = b"x" * length
    with pytest.raises(ProofError, match="32 bytes"):
        check_consistency((7, 7), (stub, stub), [])
    with pytest.raises(ProofError, match="32 bytes"):
        check_inclusion(stub, 0, 1, [], stub)


@pytest.mark.parametrize("sizes", [(0, 0), (0, 5), (5, 4), (-1, 3)])
def test_nothing_continues_an_empty_or_a_larger_tree(sizes):
    with pytest.raises(ProofError):
        check_consistency(sizes, (EMPTY_ROOT, root_of(leaves(5))), [])
    with pytest.raises(ProofError):
        consistency_proof(nodes_over(leaves(5)), *sizes)


def test_an_entry_beyond_the_tree_has_no_proof():
    with pytest.raises(ProofError, match="not among the first 5"):
        inclusion_proof(nodes_over(leaves(6)), 5, 5)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=300), st.data())
def test_any_entry_of_any_log_can_be_proved(entries, draw):
    hashes = [leaf_hash(entry) for entry in entries]
    size = draw.draw(st.integers(1, len(hashes)))
    index = draw.draw(st.integers(0, size - 1))
    nodes = nodes_over(hashes)
    check_inclusion(hashes[index], index, size, inclusion_proof(nodes, index, size), tree_root(nodes, size))


@given(st.integers(1, 400), st.integers(1, 400))
def test_any_later_tree_continues_any_earlier_one(a, b):
    old, new = sorted((a, b))
    nodes = nodes_over(leaves(new))
    roots = (tree_root(nodes, old), tree_root(nodes, new))
    check_consistency((old, new), roots, consistency_proof(nodes, old, new))
