"""The fields of an event: what its open and its personal part hold, and the check of what is to be written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

_DAY, _MOMENT, _ID, _HASH = 10, 19, 36, 64  # letters; a moment at the least


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "id": lambda value: isinstance(value, str) and len(value) == _ID and value[8] == "-",
    "hash": lambda value: isinstance(value, str) and len(value) == _HASH,  # SHA-256, in hexadecimal digits
    "day": lambda value: isinstance(value, str) and len(value) == _DAY and value[4] == "-",
    "moment": lambda value: isinstance(value, str) and len(value) >= _MOMENT and value[_DAY] == "T",
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "yes_no": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "map": lambda value: isinstance(value, Mapping),
}
KINDS = tuple(_KINDS)


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as its entry declares it: `id or null`, `list of hash`, `text or absent`."""

    declared: str
    fits: Callable[[Any], bool]
    may_be_null: bool
    may_be_absent: bool

    @classmethod
    def read(cls, declared: str) -> "Field":
        """The field of this declaration; ValueError where it is none."""
        kind, *more = declared.split(" or ")
        if len(set(more)) != len(more) or not set(more) <= {"null", "absent"}:
            raise ValueError(f"{declared!r} is no field: after its kind may come 'or null', 'or absent'")
        return cls(declared, _fitting(kind), "null" in more, "absent" in more)


@dataclass(frozen=True, slots=True)
class Part:
    """The open or the personal part of an event: its fields by name."""

    fields: Mapping[str, Field]
    needed: frozenset[str]

    @classmethod
    def read(cls, declared: Mapping[str, str]) -> "Part":
        """The part with these fields; ValueError where one is none."""
        fields = {name: Field.read(words) for name, words in declared.items()}
        needed = frozenset(name for name, field in fields.items() if not field.may_be_absent)
        return cls(MappingProxyType(fields), needed)

    def wrong_in(self, given: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong in what is to be written, field by field; of values it tells none."""
        for name, value in given.items():
            field = self.fields.get(name)
            if field is None:
                yield f"{name} is no field of it"
            elif not (field.fits(value) if value is not None else field.may_be_null):
                yield f"{name} must be {field.declared}"
        yield from (f"{name} is missing" for name in sorted(self.needed - given.keys()))


def _fitting(kind: str) -> Callable[[Any], bool]:
    one = kind.removeprefix("list of ")
    if one not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of field; there are {', '.join(KINDS)}, and 'list of' each")
    fits = _KINDS[one]
    return fits if one == kind else lambda value: isinstance(value, list | tuple) and all(map(fits, value))
