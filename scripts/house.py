"""Counts what the house is made of, and draws its storeys and wings: `python -m scripts.house`.

Code lines are those without blanks, comments, docstrings and imports. The picture goes to docs/pictures/house.svg; its
widths are code lines, its arrows imports, and every arrow points down.
"""

import ast
import io
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/pictures/house.svg"
# From above to below, as the contracts in pyproject.toml have them.
STOREYS = (
    ("site",),
    ("web/console", "web/api", "web/portal", "web/public", "web/look"),
    ("records/overview",),
    ("records/proof",),
    ("records/ways",),
    ("records/law",),
    ("records/service",),
    ("records/matter",),
    ("records/court",),
    ("records/ground",),
    ("channels", "trust", "telephony", "carriers", "registries"),
    ("core/law", "core/state", "core/delivery", "core/evidence", "core"),
)
_ROOMS = sorted((room for storey in STOREYS for room in storey), key=len, reverse=True)
_SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_WIDE, _HIGH, _LEAST = 900, 34, 94


@dataclass
class Room:
    """What one room has."""

    files: int = 0
    code: int = 0
    imports: int = 0
    lines: int = 0
    uses: Counter[str] = field(default_factory=Counter)


def counted() -> dict[str, Room]:
    """Every room of `songda` by its folder; what stands in none of them counts for `site`."""
    rooms = {name: Room() for name in _ROOMS}
    for path in sorted((ROOT / "songda").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        tree, room = ast.parse(text), rooms[_room_of(path.relative_to(ROOT / "songda").as_posix())]
        importing = set(_spans(tree, ast.Import | ast.ImportFrom))
        room.files += 1
        room.lines += len(text.splitlines())
        room.imports += len(importing)
        room.code += len(_written(text) - importing - set(_docstrings(tree)))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("songda."):
                asked = _room_of((node.module or "").removeprefix("songda.").replace(".", "/") + "/")
                room.uses[asked] += asked != "site"  # the clock and its like, which all may ask
    return rooms


def _room_of(place: str) -> str:
    return next((name for name in _ROOMS if place.startswith(f"{name}/")), "site")


def _written(text: str) -> set[int]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    spans = (range(one.start[0], one.end[0] + 1) for one in tokens if one.type not in _SILENT)
    return {line for span in spans for line in span}


def _spans(tree: ast.Module, kind: type | object) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, kind):  # type: ignore[arg-type]
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _docstrings(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                yield from range(first.lineno, (first.end_lineno or first.lineno) + 1)


def upward(rooms: dict[str, Room]) -> list[tuple[str, str, int]]:
    """The imports that point up, which no contract lets through; of the command line's doors none is counted."""
    height = {room: place for place, storey in enumerate(STOREYS) for room in storey}
    return [
        (own, other, times)
        for own, room in rooms.items()
        for other, times in sorted(room.uses.items())
        if height[other] < height[own] and times
    ]


def drawn(rooms: dict[str, Room]) -> str:
    """The house as SVG: a bar for each room, as wide as it has code, and beside it whom it asks most."""
    rows, top = [], 10
    for storey in STOREYS:
        whole, left = sum(rooms[name].code for name in storey), 10.0
        for name in storey:
            width = max(_LEAST, (_WIDE - 20 - _LEAST * len(storey)) * rooms[name].code / whole + _LEAST)
            width = min(width, _WIDE - 10 - left)
            label = escape(f"{name.rpartition('/')[2] if len(storey) > 1 else name} {rooms[name].code:,}")
            rows.append(
                f'<rect x="{left:.0f}" y="{top}" width="{width - 4:.0f}" height="{_HIGH - 6}" rx="3"/>'
                f'<text x="{left + 6:.0f}" y="{top + 19}">{label}</text>'
            )
            left += width
        top += _HIGH
    style = "rect{fill:#e8eef6;stroke:#5b7aa6}text{font:12px sans-serif;fill:#16304f}"
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {top + 6}" role="img">'
        f"<title>The house: each storey uses only what lies below it; code lines a room</title>\n"
        f"<style>{style}</style>\n{body}\n</svg>\n"
    )


def main() -> int:
    """Print the rooms, write the picture; exit code 1 where an import points up."""
    rooms = counted()
    whole = Room()
    for name in (room for storey in STOREYS for room in storey):
        own = rooms[name]
        asks = ", ".join(f"{other} {times}" for other, times in own.uses.most_common(6) if other != name and times)
        sys.stdout.write(f"{name:18} {own.files:4} files {own.code:6} code lines   asks {asks}\n")
        whole.files += own.files
        whole.code += own.code
        whole.imports += own.imports
        whole.lines += own.lines
    share = 100 * whole.imports / whole.lines
    sys.stdout.write(f"{'all':18} {whole.files:4} files {whole.code:6} code lines, {share:.1f} % imports\n")
    PICTURE.write_text(drawn(rooms), encoding="utf-8")
    for own, other, times in (found := upward(rooms)):
        sys.stdout.write(f"points up: {own} asks {other}, {times} times\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
