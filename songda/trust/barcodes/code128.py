"""Code 128, as letters of the post bear it: the bars of a text, and the text of a row of bars.

A row is a list of widths, dark and light in turn, beginning with a dark one. Facts of the symbology: ISO/IEC 15417.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

# Widths of the symbols 0 to 105: three bars and three gaps each, eleven modules together. The stop has a bar more.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232
"""
PATTERNS: Final = tuple(_TABLE.split())
STOP: Final = "2331112"
MODULES: Final = 11
QUIET: Final = 10  # modules of white on either side
_START_A, _START_B, _START_C = 103, 104, 105
_STARTS: Final = {_START_A: "A", _START_B: "B", _START_C: "C"}
_TO_C, _TO_B, _TO_A, _SHIFT = 99, 100, 101, 98
_WIDTHS: Final = {tuple(map(int, pattern)): value for value, pattern in enumerate(PATTERNS)}
_STOP_WIDTHS: Final = tuple(map(int, STOP[:6]))
_CHECK: Final = 103
_PRINTABLE: Final = re.compile(r"[ -~]+")


def bars_of(text: str) -> str:
    """The widths of the bars and gaps in modules, without quiet zones; ValueError for other letters than ASCII's."""
    if not _PRINTABLE.fullmatch(text):
        raise ValueError("a barcode holds printable ASCII, one letter at least")
    values = [_START_B, *(ord(letter) - 32 for letter in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], 1))) % _CHECK
    return "".join(PATTERNS[value] for value in [*values, check]) + STOP


def texts_in(row: Sequence[int]) -> Iterator[str]:
    """The texts of the barcodes in a row of widths; a row without one, or with a wrong check symbol, gives none.

    The first width is that of a light gap, perhaps 0; then dark and light in turn.
    """
    for start in range(1, len(row) - 6 * 3, 2):
        module = sum(row[start : start + 6]) / MODULES
        if row[start - 1] < module * QUIET / 2:
            continue  # a start stands behind a quiet zone: most gaps are none
        if _value(row[start : start + 6]) in _STARTS and (text := _text_of(_values(row, start))):
            yield text


def _values(row: Sequence[int], start: int) -> list[int]:
    """The symbols from here to the stop; empty where none comes."""
    values: list[int] = []
    for at in range(start, len(row) - 5, 6):
        widths = row[at : at + 6]
        if _in_modules(widths) == _STOP_WIDTHS:
            return values
        value = _value(widths)
        if value is None:
            return []
        values.append(value)
    return []


def _value(widths: Sequence[int]) -> int | None:
    return _WIDTHS.get(_in_modules(widths))


def _in_modules(widths: Sequence[int]) -> tuple[int, ...]:
    """The widths in modules, eleven together. Ink spreads alike at all edges, so edges of one sort are compared.

    From the beginning of a bar to the beginning of the next, and from end to end, what ink adds to a bar it takes from
    the gap: these sums are the same however dark a picture is.
    """
    module = sum(widths) / MODULES
    if not module:
        return ()
    plain = [width / module for width in widths]
    return _nearest(tuple(max(1, min(4, round(width))) for width in plain), plain)


def _nearest(rounded: tuple[int, ...], plain: Sequence[float]) -> tuple[int, ...]:
    if rounded in _WIDTHS or rounded == _STOP_WIDTHS:
        return rounded
    sums = [one + other for one, other in pairwise(plain)]
    best = min(_SUMS, key=lambda each: sum(abs(one - other) for one, other in zip(sums, each[0], strict=True)))
    is_near = all(abs(one - other) < 0.75 for one, other in zip(sums, best[0], strict=True))
    return best[1] if is_near else ()


_SUMS: Final = [(tuple(one + other for one, other in pairwise(widths)), widths) for widths in [*_WIDTHS, _STOP_WIDTHS]]


def _text_of(values: Sequence[int]) -> str:
    """The text; empty where the check symbol is wrong, or a symbol has no letter."""
    if len(values) < 3:
        return ""
    first, *symbols, check = values
    if (first + sum(place * value for place, value in enumerate(symbols, 1))) % _CHECK != check:
        return ""
    return "".join(_letters(_STARTS[first], symbols))


def _letters(code: str, symbols: Sequence[int]) -> Iterator[str]:
    turns = {"A": {_TO_C: "C", _TO_B: "B"}, "B": {_TO_C: "C", _TO_A: "A"}, "C": {_TO_B: "B", _TO_A: "A"}}
    for symbol in symbols:
        if symbol in turns[code]:
            code = turns[code][symbol]
        elif code == "C":
            yield f"{symbol:02d}" if symbol < 100 else ""
        elif symbol < 64 or (code == "B" and symbol < 95):
            yield chr(symbol + 32)
