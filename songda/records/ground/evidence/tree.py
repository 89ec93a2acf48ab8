"""Reads the tree of the log out of its tables: full tiles as stored, the growing right edge from what lies below it."""

from songda.core.evidence.merkle import Nodes
from songda.core.evidence.tiles import TILE_WIDTH, TileAddress, nodes_from_tiles
from songda.records.ground.evidence.models import Entry, Tile


class LogBrokenError(Exception):
    """The tables of the log contradict one another; nothing is signed until somebody has looked."""


def read_tile(tile: TileAddress) -> bytes:
    """The hashes of a tile. Raises `LogBrokenError` when some of them are missing."""
    hashes = _stored_hashes(tile) if tile.width == TILE_WIDTH else b"".join(_edge(tile))
    if len(hashes) != tile.width * 32:
        raise LogBrokenError(f"tile {tile.level}/{tile.number} is incomplete")
    return hashes


def nodes(size: int) -> Nodes:
    """The complete subtrees of the first `size` entries."""
    return nodes_from_tiles(read_tile, size)


def _stored_hashes(tile: TileAddress) -> bytes:
    row = Tile.objects.filter(level=tile.level, number=tile.number).values_list("hashes", flat=True).first()
    return bytes(row or b"")


def _edge(tile: TileAddress) -> list[bytes]:
    """The hashes of a tile that is not full: leaf hashes at the bottom, roots of the tiles below higher up."""
    first = tile.number * TILE_WIDTH
    end = first + tile.width
    if tile.level == 0:
        entries = Entry.objects.filter(index__gte=first, index__lt=end).order_by("index")
        return [bytes(entry.leaf_hash) for entry in entries]
    below = Tile.objects.filter(level=tile.level - 1, number__gte=first, number__lt=end).order_by("number")
    return [bytes(root) for root in below.values_list("root", flat=True)]
