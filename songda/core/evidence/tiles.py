"""Tiles of 256 hashes, as C2SP tlog-tiles publishes the tree: cut, named, searched, and read of a log that grows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from songda.core.evidence.merkle import EMPTY_ROOT, HASH_BYTES, Nodes, node_hash, root_of

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
HIGHEST_LEVEL = 63

_PATH = re.compile(r"(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class TileAddress:
    """Where a tile lies: its level, its number from the left, how many hashes it holds (256 when full)."""

    level: int
    number: int
    width: int = TILE_WIDTH


ReadTile: TypeAlias = Callable[[TileAddress], bytes]
"""Gives the hashes of a tile, one after the other."""


def tile_path(tile: TileAddress) -> str:
    """The public path of a tile below `/tile/`: 1234067 is written x001/x234/067."""
    digits = str(tile.number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    written = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    partial = "" if tile.width == TILE_WIDTH else f".p/{tile.width}"
    return f"{tile.level}/{written}{partial}"


def read_tile_path(path: str) -> TileAddress:
    """The tile that a public path names. Raises ValueError for a path that is written in any other way."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError("not the path of a tile")
    number = int(match[2].replace("/", "").replace("x", ""))
    tile = TileAddress(int(match[1]), number, int(match[3] or TILE_WIDTH))
    if tile.level > HIGHEST_LEVEL or (match[3] and tile.width >= TILE_WIDTH) or tile_path(tile) != path:
        raise ValueError("not the path of a tile")
    return tile


def width_at(level: int, number: int, size: int) -> int:
    """How many hashes the tile holds in a tree of `size` leaves: 0 when it is not there yet, 256 when full."""
    hashes_at_level = size >> (TILE_HEIGHT * level)
    return max(0, min(TILE_WIDTH, hashes_at_level - number * TILE_WIDTH))


def split_hashes(tile: bytes) -> list[bytes]:
    """The single hashes of a tile."""
    if len(tile) % HASH_BYTES:
        raise ValueError(f"a tile holds whole hashes of {HASH_BYTES} bytes")
    return [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]


def nodes_from_tiles(read_tile: ReadTile, size: int) -> Nodes:
    """A `Nodes` function over the tiles of a tree of `size` leaves; each tile is read once."""
    kept: dict[tuple[int, int], Sequence[bytes]] = {}

    def hashes(level: int, number: int) -> Sequence[bytes]:
        if (level, number) not in kept:
            address = TileAddress(level, number, width_at(level, number, size))
            kept[level, number] = split_hashes(read_tile(address))
        return kept[level, number]

    def node(height: int, number: int) -> bytes:
        level, inside = divmod(height, TILE_HEIGHT)
        first = number << inside
        row = hashes(level, first >> TILE_HEIGHT)
        start = first & TILE_WIDTH - 1
        return root_of(row[start : start + (1 << inside)])

    return node


class GrowingTree:
    """Remembers only the complete subtrees at its right edge, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    @classmethod
    def of(cls, nodes: Nodes, size: int) -> "GrowingTree":
        """The tree of the first `size` leaves, to be continued."""
        tree, start = cls(), 0
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                tree._peaks.append((height, nodes(height, start >> height)))
                start += 1 << height
        tree.size = size
        return tree

    @property
    def peaks(self) -> list[tuple[int, bytes]]:
        """The complete subtrees at the right edge, the largest first: height and root of each."""
        return list(self._peaks)

    @classmethod
    def of_peaks(cls, peaks: Sequence[tuple[int, bytes]]) -> "GrowingTree":
        """The tree that had these, to be continued."""
        tree = cls()
        tree._peaks = list(peaks)
        tree.size = sum(1 << height for height, _ in peaks)
        return tree

    def append(self, leaf: bytes) -> None:
        height, reached = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            reached = node_hash(self._peaks.pop()[1], reached)
            height += 1
        self._peaks.append((height, reached))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        reached = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            reached = node_hash(left, reached)
        return reached
