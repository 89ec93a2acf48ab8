"""The hash of each fold's code, whatever its comments, its docstrings, its local names and the Python that reads it.

`python -m tests.core.figures.folds` prints the lines of `folds.toml` for the versions that stand in the code now.
"""

import ast
import hashlib
import importlib
import inspect
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from songda.core.figures.fold.versions import FOLDS

HOME = "songda.core.figures"
OUTSIDE = ("events", "waits", "parts")  # of the folder of folds
ONLY_DEFINITIONS = ("parts",)  # the parts themselves stand in the hash of each definition


def code_hash(name: str) -> str:
    """SHA-256, in hex."""
    module = importlib.import_module(f"{HOME}.{name}" if name in OUTSIDE else f"{HOME}.fold.{name}")
    return hash_of(inspect.getsource(module), only_definitions=name in ONLY_DEFINITIONS)


def hash_of(source: str, *, only_definitions: bool = False) -> str:
    """Of what the source does."""
    body = ast.parse(source).body
    kept = [one for one in body if not only_definitions or isinstance(one, ast.FunctionDef | ast.ClassDef)]
    return hashlib.sha256(" ".join(word for one in kept for word in _words(one)).encode()).hexdigest()


# Explains to people and to mypy, and changes nothing of what the code does.
_EXPLAINS = frozenset({"ctx", "kind", "type_comment", "annotation", "returns"})


def _words(node: object, local: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The tree as words: no places, nothing that is empty, no text that only explains; `local` names by their order."""
    if isinstance(node, list):
        for one in node:
            yield from _words(one, local)
    elif not isinstance(node, ast.AST):
        yield repr(node)
    elif isinstance(node, ast.Name):
        yield f"Name {local.get(node.id, node.id)}"
    elif not (isinstance(node, ast.Import | ast.ImportFrom) or _is_text(node)):
        names = {**_local_names(node), **local} if isinstance(node, ast.FunctionDef) else local
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if name not in _EXPLAINS and value not in (None, []):
                yield name
                yield from _words(value, names)
        yield "."


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _local_names(function: ast.FunctionDef) -> dict[str, str]:
    """What is named within the function alone, each by the place where it first appears."""
    names = [one for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    ordered = dict.fromkeys(one.id for one in sorted(names, key=lambda one: (one.lineno, one.col_offset)))
    return {name: f"local {place}" for place, name in enumerate(ordered)}


if __name__ == "__main__":
    for fold, version in FOLDS.items():
        print(f'"{fold}@{version}" = "{code_hash(fold)}"')  # noqa: T201 - to be put into the file
