"""No text that a stranger writes makes a pattern search for longer than its length explains."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import songda

# What is repeated: letters and signs of which the patterns are made, alone and in twos.
UNITS = ("a", " ", "\n", "1", "-", ".", ",", "_", "@", "a@", "a.", "1 ", "a ", " \n", " ,", "1-", "a-", "1.", "a=")
UNITS += ("x:", ":", "{", "(", "[", "<", '"', "\\", "/", "+", "=", "%", "\r\n", "省", "一", "年1", "，", "号", "*a")
MOST_SECONDS = 0.05
LENGTH = 4_000  # letters


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern that a module keeps, by module and name."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages(songda.__path__, "songda."):
        if ".migrations." not in module.name:
            for name, value in vars(importlib.import_module(module.name)).items():
                found |= {f"{module.name}.{name}{key}": each for key, each in _within(value)}
    return found


def written_in_place() -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Those that stand where they are used, each with its place and whether it is held to the beginning of a text."""
    for path in sorted(Path(songda.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(ast.Name("re"), word), args=[ast.Constant(str(pattern)), *_]):
                    if word not in {"compile", "escape"}:
                        yield f"{path.name}:{node.lineno}", re.compile(pattern), word in {"match", "fullmatch"}


def _within(value: object, key: str = "") -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield key, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if isinstance(each, re.Pattern):
                yield f"[{name}]", each


def _is_anchored(name: str) -> bool:
    """Whether its module only ever holds it to the beginning of a text."""
    module, _, bare = name.partition("[")[0].rpartition(".")
    source = Path(importlib.import_module(module).__file__ or "").read_text("utf-8")
    return not re.search(rf"\b{bare}\.(?:search|finditer|findall|sub|subn|split)\b", source)


def seconds(pattern: re.Pattern[Any], unit: str, length: int, *, anchored: bool) -> float:
    """Of the processor, for one text in which the unit is repeated and that fits nowhere at its end."""
    text: Any = (unit * length)[:length] + "\x00!"
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    began = time.process_time()
    if anchored:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.process_time() - began


def slow_at(pattern: re.Pattern[Any], *, anchored: bool) -> list[str]:
    """The units with which it takes too long; tried at shorter lengths first, so that a cubic one ends."""
    lengths = (LENGTH // 8, LENGTH)
    return [unit for unit in UNITS if any(seconds(pattern, unit, n, anchored=anchored) > MOST_SECONDS for n in lengths)]


def test_every_pattern_searches_a_long_text_in_time() -> None:
    every = patterns()
    assert len(every) > 100
    slow = {name: units for name, pattern in every.items() if (units := slow_at(pattern, anchored=_is_anchored(name)))}
    slow |= {place: units for place, one, start in written_in_place() if (units := slow_at(one, anchored=start))}
    assert slow == {}


def test_a_pattern_that_goes_back_and_forth_would_be_seen() -> None:
    assert "\n" in slow_at(re.compile(r"^\W*below", re.MULTILINE), anchored=False)
