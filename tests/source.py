"""The project's own text, read once for all tests that look into it."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("songda", "songda_demo", "songda_tools")


@cache
def files(ending: str = ".py") -> dict[str, Path]:
    """Every file of the packages by its name: of songda without that word in front, of those beside it whole."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob(f"*{ending}"))]
    return {path.relative_to(ROOT).as_posix().removeprefix("songda/"): path for path in found}


@cache
def text(path: Path) -> str:
    """What stands in it."""
    return path.read_text(encoding="utf-8")


def holds(path: Path, words: Iterable[str]) -> bool:
    """Whether one of these stands in it anywhere: where none does, nobody need parse it."""
    return any(word in text(path) for word in words)


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in it, at whatever depth."""
    return tuple(ast.walk(tree(path)))
