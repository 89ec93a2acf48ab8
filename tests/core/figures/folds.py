"""The hash of each fold's code, whatever its comments, its docstrings and the Python that reads it.

`python -m tests.core.figures.folds` prints the lines of `folds.toml` for the versions that stand in the code now.
"""

import ast
import hashlib
import importlib
import inspect
from collections.abc import Iterator

from songda.core.figures.fold.versions import FOLDS

HOME = "songda.core.figures"
OUTSIDE = ("told", "waits", "parts")  # of the folder of folds
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


def _words(node: object) -> Iterator[str]:
    """The tree as words: no places, nothing that is empty, no text that only explains."""
    if isinstance(node, list):
        for one in node:
            yield from _words(one)
    elif not isinstance(node, ast.AST):
        yield repr(node)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if name not in {"ctx", "kind", "type_comment"} and value not in (None, []):
                yield name
                yield from _words(value)
        yield "."


if __name__ == "__main__":
    for fold, version in FOLDS.items():
        print(f'"{fold}@{version}" = "{code_hash(fold)}"')  # noqa: T201 - to be put into the file
