"""What may stand in the place of one piece of code, so that it says something slightly different."""

import ast
import copy
import re
from collections.abc import Iterator
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_ORDER_IS_FREE = {"min", "max", "isinstance"}
_WORD = re.compile(r"[\w.$@:*%+-]+", re.ASCII)  # anything else is a sentence for people
_FOR_READERS = {"annotation", "returns", "decorator_list", "type_params", "type_ignores"}


def is_left_alone(node: ast.AST, field: str) -> bool:
    """Whether the field is for readers or type checkers, or is changed in another place (defaults, headers)."""
    if isinstance(node, ast.FunctionDef) and field == "args":
        return True
    return field in _FOR_READERS or (isinstance(node, (ast.Assign, ast.AnnAssign)) and field in {"targets", "target"})


def of_body(node: ast.AST) -> Iterator[ast.AST]:
    """A statement that is left out, a branch that turns, an answer that is lost."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)):
        yield _at(node, ast.Pass())
    elif isinstance(node, (ast.If, ast.While)):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        if isinstance(node, ast.If) and not node.orelse:
            yield _at(node, ast.Pass())
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield _with(node, value=ast.Constant(None))
    elif isinstance(node, ast.For):
        yield _with(node, iter=ast.Tuple([], ast.Load()))
    elif isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name):
        yield _at(node, ast.Pass())


def of_expression(node: ast.AST) -> Iterator[ast.AST]:
    """Another comparison, operator, constant, argument or element."""
    made = _OF.get(type(node))
    if made is not None:
        yield from made(node)


def _of_compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        ops = [*node.ops]
        ops[place] = _COMPARED[type(operator)]()
        yield _with(node, ops=ops)


def _of_bool(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    for place in range(len(node.values)):
        left = [value for other, value in enumerate(node.values) if other != place]
        yield left[0] if len(left) == 1 else _with(node, values=left)


def _of_unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _of_choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _of_sum(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _COUNTED:
        yield _with(node, op=_COUNTED[type(node.op)]())
    if isinstance(node.op, (ast.BitOr, ast.BitAnd)):
        yield node.left
        yield node.right


def _of_constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield _with(node, value=not value)
    elif isinstance(value, int):
        yield _with(node, value=value + 1)
        if value:
            yield _with(node, value=value - 1)
    elif isinstance(value, str) and _WORD.fullmatch(value):
        yield _with(node, value=f"{value}?")


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _TWINS:
        yield _with(node, func=_at(node, ast.Name(_TWINS[name], ast.Load())))
    if _may_change_places(node.args) and name not in _ORDER_IS_FREE and not name.endswith("Error"):
        yield _with(node, args=[node.args[1], node.args[0], *node.args[2:]])
    for place in range(len(node.keywords)):
        yield _with(node, keywords=[kept for other, kept in enumerate(node.keywords) if other != place])
    if name in {"sorted", "reversed"}:
        yield node.args[0]


def _may_change_places(arguments: list[ast.expr]) -> bool:
    first = arguments[:2]
    are_two = len(first) == 2 and not any(isinstance(argument, ast.Starred) for argument in first)
    return are_two and ast.dump(first[0]) != ast.dump(first[1])


def _of_elements(node: ast.List | ast.Set | ast.Tuple) -> Iterator[ast.AST]:
    is_written = isinstance(node, (ast.Tuple, ast.List)) and not isinstance(node.ctx, ast.Load)
    for place in () if is_written or _is_pair(node) else range(len(node.elts)):
        yield _with(node, elts=[kept for other, kept in enumerate(node.elts) if other != place])


def _of_entries(node: ast.Dict) -> Iterator[ast.AST]:
    for place in range(len(node.keys)):
        keep = [other for other in range(len(node.keys)) if other != place]
        yield _with(node, keys=[node.keys[k] for k in keep], values=[node.values[k] for k in keep])


def _of_filter(node: ast.comprehension) -> Iterator[ast.AST]:
    for place in range(len(node.ifs)):
        yield _with(node, ifs=[kept for other, kept in enumerate(node.ifs) if other != place])


def _of_yield(node: ast.YieldFrom) -> Iterator[ast.AST]:
    yield _with(node, value=ast.Tuple([], ast.Load()))


_OF = {
    ast.Compare: _of_compare,
    ast.BoolOp: _of_bool,
    ast.UnaryOp: _of_unary,
    ast.IfExp: _of_choice,
    ast.BinOp: _of_sum,
    ast.Constant: _of_constant,
    ast.Call: _of_call,
    ast.List: _of_elements,
    ast.Set: _of_elements,
    ast.Tuple: _of_elements,
    ast.Dict: _of_entries,
    ast.comprehension: _of_filter,
    ast.YieldFrom: _of_yield,
}


def _is_pair(node: ast.AST) -> bool:
    """A name beside its value: half of it is never anything but an error."""
    return isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _at(old: ast.AST, new: Node) -> Node:
    return ast.fix_missing_locations(ast.copy_location(new, old))


def _with(node: Node, **changes: object) -> Node:
    made = copy.copy(node)
    for name, value in changes.items():
        setattr(made, name, value)
    return ast.fix_missing_locations(made)
