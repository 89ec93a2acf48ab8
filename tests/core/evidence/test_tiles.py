"""Tiles: their public paths, their widths, and that proofs read from them are those of the tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.evidence.merkle import consistency_proof, inclusion_proof, root_of, tree_root
from songda.core.evidence.tiles import (
    TileAddress,
    nodes_from_tiles,
    read_tile_path,
    split_hashes,
    tile_path,
    width_at,
)
from tests.core.evidence.trees import leaves, nodes_over, tiles_over
from tests.rows import all_rows


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (TileAddress(0, 0), "0/000"),
        (TileAddress(0, 1234067), "0/x001/x234/067"),
        (TileAddress(1, 273, 17), "1/273.p/17"),
        (TileAddress(2, 1000, 255), "2/x001/000.p/255"),
        (TileAddress(63, 999), "63/999"),
    ],
)
def test_a_tile_has_one_path_and_the_path_leads_back(tile, path):
    assert tile_path(tile) == path
    assert read_tile_path(path) == tile


@all_rows(
    "path",
    ["", "0", "0/0", "0/0000", "00/000", "64/000", "0/x000/000", "0/001/000", "0/x001/x000", "-1/000", "0/000.p/0",
     "0/000.p/256", "0/000.p/007", "0/000/", "0/../000", "0/٠٠٠", "entries/000", "0/000.p/12\n"],
)  # fmt: skip
def test_any_other_spelling_is_refused(path):
    with pytest.raises(ValueError, match="not the path of a tile"):
        read_tile_path(path)


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_address_survives_its_path(level, number, width):
    tile = TileAddress(level, number, width)
    assert read_tile_path(tile_path(tile)) == tile


def test_widths_are_those_of_a_tree_of_seventy_thousand():
    size = 70_000
    assert [width_at(0, n, size) for n in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [width_at(1, n, size) for n in (0, 1, 2)] == [256, 17, 0]
    assert [width_at(2, n, size) for n in (0, 1)] == [1, 0]
    assert (width_at(0, 0, 256), width_at(1, 0, 256), width_at(1, 0, 255)) == (256, 1, 0)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600, 1024])
def test_proofs_read_from_tiles_are_those_of_the_tree(size):
    hashes = leaves(size)
    tiles, tree = nodes_from_tiles(tiles_over(hashes), size), nodes_over(hashes)
    assert tree_root(tiles, size) == root_of(hashes)
    for index in {0, size // 3, size - 1}:
        assert inclusion_proof(tiles, index, size) == inclusion_proof(tree, index, size)
    for old in {1, size // 2 or 1, max(1, size - 1), size}:
        assert consistency_proof(tiles, old, size) == consistency_proof(tree, old, size)


def test_the_root_of_many_entries_goes_through_two_levels_of_tiles():
    hashes = leaves(256 * 256 + 300)
    assert tree_root(nodes_from_tiles(tiles_over(hashes), len(hashes)), len(hashes)) == root_of(hashes)


def test_a_tile_with_half_a_hash_is_refused():
    with pytest.raises(ValueError, match="whole hashes"):
        split_hashes(b"x" * 33)
