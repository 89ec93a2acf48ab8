"""Every small change of the law's code: a comparison, a branch, a number, a word, a statement, an argument."""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.mutants import applying
from scripts.mutants.mutant import LAW, Mutant
from scripts.mutants.variants import is_left_alone, of_body, of_expression

WORDS = LAW / "facts/words.py"  # vocabularies, which stored facts and tables are held to


@dataclass(frozen=True)
class Spot:
    """One node and where it hangs, with what may stand there instead."""

    parent: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST

    def put(self, node: ast.AST) -> None:
        """Hangs the node there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants_of_code() -> Iterator[Mutant]:
    """Those of every module of the law."""
    for path in sorted(LAW.rglob("*.py")):
        if path != WORDS:
            yield from _of_module(path)


def _of_module(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for where, holder, apply in _places(tree, path):
        for spot in spots(holder):
            yield _mutant(path, where, holder, spot, partial(apply, tree, spot))


def _mutant(path: Path, where: str, holder: ast.AST, spot: Spot, apply: object) -> Mutant:
    before = ast.unparse(holder).splitlines()
    was = _short(spot.old)
    spot.put(spot.new)
    after = ast.unparse(holder).splitlines()
    becomes = _short(spot.new)
    spot.put(spot.old)
    diff = [
        line for line in difflib.unified_diff(before, after, n=0, lineterm="") if not re.match(r"---|\+\+\+|@@", line)
    ]
    first = getattr(spot.old, "lineno", getattr(holder, "lineno", 1))
    lines = range(first, (getattr(spot.old, "end_lineno", None) or first) + 1)
    return Mutant("code", path, where, f"{was} -> {becomes}", lines, "\n".join(diff), apply)  # type: ignore[arg-type]


def _short(node: ast.AST) -> str:
    lines = ast.unparse(node).splitlines()
    is_block = isinstance(node, (ast.If, ast.For, ast.While))
    text = " ".join(lines[:1] if is_block else " ".join(lines).split())
    return text if len(text) <= 120 else f"{text[:100]} ... {text[-16:]}"


def _places(tree: ast.Module, path: Path) -> Iterator[tuple[str, ast.AST, object]]:
    """What can be changed in a running module: bodies and defaults of functions, constants, defaults of fields."""
    yield from _constants(tree, path)
    for outer in tree.body:
        named = [("", outer)]
        if isinstance(outer, ast.ClassDef):
            named = [(f"{outer.name}.", inner) for inner in outer.body]
            if not any("Enum" in ast.unparse(base) for base in outer.bases):
                yield from _field_defaults(outer, path)
        for prefix, node in named:
            if isinstance(node, ast.FunctionDef):
                yield prefix + node.name, node, partial(applying.body, path, prefix + node.name, node)
                yield from _defaults(prefix + node.name, node, path)


def _constants(tree: ast.Module, path: Path) -> Iterator[tuple[str, ast.AST, object]]:
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == target.id.upper() and not target.id.startswith("__"):
            yield target.id, node, partial(applying.constant, path, target.id, node)


def _field_defaults(owner: ast.ClassDef, path: Path) -> Iterator[tuple[str, ast.AST, object]]:
    for node in owner.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, (ast.Constant, ast.Attribute)):
            name = ast.unparse(node.target)
            yield f"{owner.name}.{name}", node, partial(applying.field_default, path, owner.name, name, node)


def _defaults(where: str, node: ast.FunctionDef, path: Path) -> Iterator[tuple[str, ast.AST, object]]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = list(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    pairs += [(arg, value) for arg, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value]
    for arg, value in pairs:
        holder = ast.copy_location(ast.Expr(value), value)
        yield f"{where}({arg.arg}=)", holder, partial(applying.argument_default, path, where, arg.arg, holder)


def spots(holder: ast.AST) -> Iterator[Spot]:
    """Every change below a node, depth first; what is only there for readers and type checkers is left alone."""
    for field, value in ast.iter_fields(holder):
        if is_left_alone(holder, field):
            continue
        nodes = value if isinstance(value, list) else [value]
        for index, node in enumerate(nodes):
            if isinstance(node, ast.AST):
                place = index if isinstance(value, list) else None
                made = of_body(node) if field in {"body", "orelse"} and place is not None else of_expression(node)
                yield from (Spot(holder, field, place, node, new) for new in made)
                yield from spots(node)
