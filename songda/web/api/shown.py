"""Takes the shapes out of the API's description, as the page shows them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """One field of a shape: its name, its type in words, the fixed words it takes, and whether it must be given."""

    name: str
    type: str
    words: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True)
class Shape:
    """One shape of what comes in or goes out, and what it says."""

    name: str
    says: str
    fields: tuple[Field, ...]


def shapes_of(schema: dict[str, Any]) -> list[Shape]:
    """The shapes of a description, by name."""
    schemas = schema["components"]["schemas"]
    return [
        Shape(name, " ".join(schemas[name].get("description", "").split()), tuple(_fields(schemas[name])))
        for name in sorted(schemas)
    ]


def type_of(schema: dict[str, Any]) -> str:
    """The type of a value in a few words: `text`, `list of PersonIn`, `moment`, `uuid or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(type_of(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    named = schema.get("title", "") if schema.get("type") == "object" else ""
    return _FORMATS.get(schema.get("format", "")) or str(named or _TYPES.get(schema.get("type", ""), "any"))


def parted(type_text: str, names: Collection[str]) -> tuple[tuple[str, bool], ...]:
    """The words of a type, each with whether it is the name of a shape, to which the page may lead."""
    return tuple((word, word in names) for word in re.split(r"(\W+)", type_text) if word)


_FORMATS = {"uuid": "uuid", "date-time": "moment", "date": "date", "binary": "file"}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
    "array": "list",
}


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    required = set(schema.get("required", ()))
    for name, value in schema.get("properties", {}).items():
        words = value.get("enum") or value.get("items", {}).get("enum") or ()
        yield Field(name, type_of(value), tuple(word for word in words if word), name in required)
