"""One page of a long list, found by the row at which the last one ended: a deep page costs no more than the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import DateTimeField, Model, Q, QuerySet, UUIDField

M = TypeVar("M", bound=Model)
R = TypeVar("R")
S = TypeVar("S")
SIZE = 50
MOST_COUNTED = 1000  # beyond it, that there are more is said instead of how many
FURTHER, BACK = "f", "b"
_LONGEST = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class HowMany:
    """How many rows there are; `is_more`: more than that, and nobody counted on."""

    count: int
    is_more: bool = False

    def __bool__(self) -> bool:
        return self.count > 0

    def __add__(self, other: "HowMany") -> "HowMany":
        return HowMany(self.count + other.count, self.is_more or other.is_more)


def how_many(rows: QuerySet[M]) -> HowMany:
    """Count them, no further than that: what a page says of a long list must not cost more than the page.

    In their own order, so that the database goes along the same index as for the page.
    """
    counted = rows[: MOST_COUNTED + 1].count()
    return HowMany(min(counted, MOST_COUNTED), counted > MOST_COUNTED)


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page: `further` and `back` are the marks to ask for its neighbours with, empty where there are none.

    `number` counts from 1 the pages that were turned; rows that came in meanwhile stand before the first one.
    """

    rows: Sequence[R]
    number: int = 1
    further: str = ""
    back: str = ""

    def with_rows(self, rows: Sequence[S]) -> "Page[S]":
        """The same page with other rows."""
        return Page(rows, self.number, self.further, self.back)


@dataclass(frozen=True)
class _Mark:
    """Where to go on: beyond or before a row, named by the values by which the list is sorted."""

    number: int
    way: str
    values: tuple[Any, ...]


def page_of(rows: QuerySet[M], order: Sequence[str], place: str = "", size: int = SIZE) -> "Page[M]":
    """The page that a mark asks for; the first one where it is empty or none of this list.

    `order`: columns of the rows' own table, never NULL, the last one unique; all ascending or all descending (`-`).
    """
    names = [name.removeprefix("-") for name in order]
    mark = _read(place, rows.model, names)
    if mark is None:
        return _page(list(rows.order_by(*order)[: size + 1]), names, size, 1)
    is_back, is_descending = mark.way == BACK, order[0].startswith("-")
    beyond = rows.filter(_beyond(names, mark.values, "lt" if is_descending != is_back else "gt"))
    if not is_back:
        return _page(list(beyond.order_by(*order)[: size + 1]), names, size, mark.number)
    before = list(beyond.order_by(*order).reverse()[: size + 1])
    if len(before) <= size:  # the beginning, with whatever came in meanwhile
        return page_of(rows, order, "", size)
    kept = before[:size][::-1]
    number = max(mark.number, 1)
    return Page(kept, number, _mark(number + 1, FURTHER, kept[-1], names), _mark(number - 1, BACK, kept[0], names))


def _page(found: Sequence[M], names: Sequence[str], size: int, number: int) -> "Page[M]":
    kept = found[:size]
    further = _mark(number + 1, FURTHER, kept[-1], names) if len(found) > size else ""
    back = _mark(number - 1, BACK, kept[0], names) if number > 1 and kept else ""
    return Page(kept, number, further, back)


def _beyond(names: Sequence[str], values: Sequence[Any], than: str) -> Q:
    """Rows that come after these values; the first part alone leads the database to the place in its index."""
    found, equal = Q(), Q()
    for name, value in zip(names, values, strict=True):
        found |= equal & Q(**{f"{name}__{than}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{names[0]}__{than}e": values[0]}) & found


def _mark(number: int, way: str, row: Model, names: Sequence[str]) -> str:
    return ".".join([f"{max(number, 1)}{way}", *(_written(getattr(row, name)) for name in names)])


def _read(place: str, model: type[Model], names: Sequence[str]) -> _Mark | None:
    head, *values = place[:_LONGEST].split(".")
    number, way = head[:-1], head[-1:]
    if way not in (FURTHER, BACK) or not _is_number(number) or len(values) != len(names):
        return None
    try:
        return _Mark(int(number), way, tuple(_reader(model, n)(v) for n, v in zip(names, values, strict=True)))
    except (ValueError, OverflowError):
        return None


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return str((value - _EPOCH) // _MICROSECOND)
    return value.hex if isinstance(value, UUID) else str(value)


def _reader(model: type[Model], name: str) -> Callable[[str], Any]:
    fields = {each: one for one in model._meta.concrete_fields for each in (one.name, one.attname)}
    field = getattr(fields.get(name), "target_field", None) or fields.get(name)  # what a foreign key holds
    if isinstance(field, DateTimeField):
        return lambda text: _EPOCH + int(text) * _MICROSECOND
    return UUID if isinstance(field, UUIDField) else _whole


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**63:
        raise ValueError(text)
    return number


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 8
