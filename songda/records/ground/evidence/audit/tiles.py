"""The stored tiles against what lies below them: entries, or the roots of smaller tiles."""

from collections.abc import Iterator, Sequence

from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.merkle import root_of
from songda.core.evidence.tiles import TILE_WIDTH, split_hashes
from songda.records.ground.evidence.models import Entry, Tile
from songda.records.ground.evidence.signed import newest_size

CHUNK = 200


def audit_tiles(first: int, size: int) -> Iterator[Flaw]:
    """The tiles over entries from `first` on, and all higher ones, of a log of `size` entries."""
    level, full = 0, size // TILE_WIDTH
    start = first // TILE_WIDTH
    while full:
        yield from _audit_level(level, start, full)
        level, full, start = level + 1, full // TILE_WIDTH, 0
    yield from _beyond()


def _audit_level(level: int, start: int, full: int) -> Iterator[Flaw]:
    expected = start
    tiles = Tile.objects.filter(level=level, number__gte=start, number__lt=full).order_by("number")
    for tile in tiles.iterator(CHUNK):
        yield from (_missing(level, number) for number in range(expected, tile.number))
        yield from _audit_tile(tile)
        expected = tile.number + 1
    yield from (_missing(level, number) for number in range(expected, full))


def _missing(level: int, number: int) -> Flaw:
    return flaw("tile", f"{level}/{number}", "tile_missing")


def _beyond() -> Iterator[Flaw]:
    """Tiles that cannot be full yet; asked after all others, so that the log may have grown meanwhile."""
    tiles = list(Tile.objects.order_by("-level", "-number").values_list("level", "number")[:CHUNK])
    newest = newest_size()
    for level, number in tiles:
        if number >= newest // TILE_WIDTH ** (level + 1):
            yield flaw("tile", f"{level}/{number}", "tile_beyond")


def _audit_tile(tile: Tile) -> Iterator[Flaw]:
    which, hashes = f"{tile.level}/{tile.number}", split_hashes(bytes(tile.hashes)[: TILE_WIDTH * 32])
    if len(tile.hashes) != TILE_WIDTH * 32 or root_of(hashes) != bytes(tile.root):
        yield flaw("tile", which, "tile_root")
    below = _below(tile)
    if len(below) != TILE_WIDTH:
        yield flaw("tile", which, "tile_gap")
        return
    for place, (kept, found) in enumerate(zip(hashes, below, strict=False)):
        if kept != found:
            number = tile.number * TILE_WIDTH + place
            lower = f"entry {number}" if tile.level == 0 else f"the root of tile {tile.level - 1}/{number}"
            yield flaw("tile", which, "tile_differs", below=lower)


def _below(tile: Tile) -> Sequence[bytes]:
    start, end = tile.number * TILE_WIDTH, (tile.number + 1) * TILE_WIDTH
    if tile.level == 0:
        entries = Entry.objects.filter(index__gte=start, index__lt=end).order_by("index")
        return [bytes(one) for one in entries.values_list("leaf_hash", flat=True)]
    tiles = Tile.objects.filter(level=tile.level - 1, number__gte=start, number__lt=end).order_by("number")
    return [bytes(one) for one in tiles.values_list("root", flat=True)]
