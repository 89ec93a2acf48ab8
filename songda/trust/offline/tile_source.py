"""Reads the tiles that a log publishes: from its public address, or from a folder into which they were downloaded."""

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from songda.core.evidence.checks.kept import TilesMissingError
from songda.core.evidence.tiles import ReadTile, TileAddress, tile_path

TILE_WAIT_S = 20
LARGEST_TILE = 8192


def tiles_at(place: str) -> ReadTile:
    """A reader of the tiles below `place`, an address such as https://court.example/log or a folder."""
    fetch = _from_web(place) if place.startswith(("https://", "http://")) else _from_folder(Path(place))

    def read(tile: TileAddress) -> bytes:
        body = fetch(tile_path(tile))
        if body is None:  # a tile that has grown full since may only be there as a whole
            body = fetch(tile_path(TileAddress(tile.level, tile.number)))
        if body is None or len(body) < tile.width * 32:
            raise TilesMissingError(f"tile/{tile_path(tile)}")
        return body[: tile.width * 32]

    return read


def _from_folder(folder: Path) -> Callable[[str], bytes | None]:
    def fetch(path: str) -> bytes | None:
        file = folder / "tile" / path
        return file.read_bytes()[:LARGEST_TILE] if file.is_file() else None

    return fetch


def _from_web(address: str) -> Callable[[str], bytes | None]:
    def fetch(path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{address.rstrip('/')}/tile/{path}", timeout=TILE_WAIT_S) as answer:  # noqa: S310 - http(s) only, see tiles_at
                body: bytes = answer.read(LARGEST_TILE)
                return body
        except (urllib.error.URLError, OSError):
            return None

    return fetch
