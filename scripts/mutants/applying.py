"""Makes a change in the running process: no module is loaded anew, so tests that were collected stay as they are."""

import ast
import inspect
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from scripts.mutants.mutant import LAW, ROOT

KEPT = {"profile_of", "jurisdictions"}  # costly, and only the changes of how tables are read reach them


def module_of(path: Path) -> ModuleType:
    """The loaded module that a file of the law is."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def body(path: Path, name: str, node: ast.FunctionDef, tree: ast.Module, spot: Any) -> None:
    """The function runs the changed code from now on; constants that were made with it are made again."""
    spot.put(spot.new)
    code = _code_of(compile(ast.fix_missing_locations(tree), str(path), "exec"), name, node)
    _function(module_of(path), name).__code__ = code
    for module in law_modules():
        _make_again(module, lambda value: _calls(value, node.name))


def argument_default(path: Path, name: str, argument: str, holder: ast.Expr, _tree: ast.Module, spot: Any) -> None:
    """The function takes another value where none is given."""
    spot.put(spot.new)
    module = module_of(path)
    _set_default(_function(module, name), argument, _value(holder.value, module))


def constant(path: Path, name: str, node: ast.Assign, _tree: ast.Module, spot: Any) -> None:
    """The constant has another value here and wherever it was imported; what was made of it is made again."""
    spot.put(spot.new)
    module = module_of(path)
    _rebind_with_others(module, name, _value(node.value, module))


def field_default(path: Path, owner: str, name: str, node: ast.AnnAssign, _tree: ast.Module, spot: Any) -> None:
    """The field has another value where none is given, in the class and in those that inherit it."""
    spot.put(spot.new)
    module = module_of(path)
    value = _value(node.value or ast.Constant(None), module)
    for each in _family(getattr(module, owner)):
        for maker in (each.__init__, each.__new__):
            if isinstance(maker, FunctionType) and name in inspect.signature(maker).parameters:
                _set_default(maker, name, value)


def rebind(module: ModuleType, name: str, value: object) -> None:
    """Gives a name of a module another value, everywhere that the old one is known under it."""
    old = vars(module)[name]
    for other in [*law_modules(), *(m for n, m in sys.modules.items() if n.startswith("tests."))]:
        if vars(other).get(name) is old:
            setattr(other, name, value)


def law_modules() -> list[ModuleType]:
    """The modules of the law that are loaded."""
    return [module for name, module in list(sys.modules.items()) if name.startswith("songda.core.law")]


def read_once() -> None:
    """Keeps the tables as they were read, so that children read no file; what is changed is copied first."""
    load: Any = sys.modules["songda.core.law.profile.load"]
    load._read = cache(load._read)


def forget(*, tables_too: bool) -> None:
    """Empties what functions remember, so that nothing is answered by what was not changed yet."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("songda.core.law", "tests.core.law")):
            for known, value in list(vars(module).items()):
                if hasattr(value, "cache_clear") and (tables_too or known not in KEPT):
                    value.cache_clear()


def _code_of(module: CodeType, name: str, node: ast.FunctionDef) -> CodeType:
    return next(code for code in _codes(module) if code.co_qualname == name and node.lineno >= code.co_firstlineno)


def _codes(code: CodeType) -> list[CodeType]:
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return [*inner, *(deeper for each in inner for deeper in _codes(each))]


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    found = getattr(found, "fget", None) or getattr(found, "__func__", None) or found
    return inspect.unwrap(found)


def _set_default(function: FunctionType, argument: str, value: object) -> None:
    code = function.__code__
    if function.__kwdefaults__ and argument in function.__kwdefaults__:
        function.__kwdefaults__ = function.__kwdefaults__ | {argument: value}
        return
    names = code.co_varnames[: code.co_argcount]
    place = names.index(argument) - len(names)
    defaults = list(function.__defaults__ or ())
    if -place <= len(defaults):
        defaults[place] = value
        function.__defaults__ = tuple(defaults)


def _value(node: ast.expr, module: ModuleType) -> object:
    tree = ast.fix_missing_locations(ast.Expression(node))
    return eval(compile(tree, "<changed>", "eval"), vars(module))  # noqa: S307 - the law's own code


def _family(owner: type) -> list[type]:
    return [owner, *(deeper for each in owner.__subclasses__() for deeper in _family(each))]


def _make_again(module: ModuleType, is_made_of_it: Callable[[ast.expr], bool]) -> None:
    if not module.__file__ or not Path(module.__file__).is_relative_to(LAW):
        return
    for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.expr) and is_made_of_it(value):
            _rebind_with_others(module, target.id, _value(value, module))


def _rebind_with_others(module: ModuleType, name: str, value: object) -> None:
    rebind(module, name, value)
    for other in law_modules():
        if vars(other).get(name) is value:
            _make_again(other, lambda made: _names(made, name))


def _names(node: ast.expr, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node))


def _calls(node: ast.expr, function: str) -> bool:
    called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return any((getattr(func, "id", None) or getattr(func, "attr", None)) == function for func in called)
