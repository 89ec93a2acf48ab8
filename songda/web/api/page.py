"""The page that lists the API's operations and shapes, made from the same description that programs read."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from songda.web.api.description import api

_VERBS = ("get", "post", "put", "patch", "delete")

Words = tuple[tuple[str, bool], ...]  # of a type, each with whether it is the name of a shape


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it; the words are the description's own, in English."""

    verb: str
    path: str
    tag: str
    summary: str
    description: str
    takes: Words
    gives: Words
    refusals: tuple[str, ...]
    scope: str
    example: str


@dataclass(frozen=True)
class Group:
    """The operations about one kind of thing, in the visitor's language."""

    tag: str
    name: str
    operations: tuple[Operation, ...]


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """All operations in a line each; of one group (`?about=`) all that is said, with the shapes that it leads to.

    No token is needed to read it, and no script to show it.
    """
    schema = api.get_openapi_schema()
    all_operations = operations_of(schema)
    groups = [
        Group(tag, gettext(tag), tuple(_translated(one) for one in all_operations if one.tag == tag))
        for tag in dict.fromkeys(one.tag for one in all_operations)
    ]
    chosen = next((group for group in groups if group.tag == request.GET.get("about")), None)
    shapes = [
        Shape(shape.name, gettext(shape.says), shape.fields)
        for shape in (_reached(chosen, shapes_of(schema)) if chosen else ())
    ]
    return render(request, "api/operations.html", {"groups": groups, "chosen": chosen, "shapes": shapes})


def _reached(group: Group, shapes: Sequence["Shape"]) -> list["Shape"]:
    """The shapes that the operations of a group take and give, and those that stand in these."""
    by_name = {shape.name: shape for shape in shapes}
    ahead = [word for one in group.operations for word, is_shape in (*one.takes, *one.gives) if is_shape]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            types = (field.type for field in by_name[name].fields)
            ahead += [word for type_text in types for word, is_shape in parted(type_text, by_name) if is_shape]
    return [shape for shape in shapes if shape.name in found]


def operations_of(schema: dict[str, Any]) -> list[Operation]:
    """The operations of a description, in its order."""
    return [
        _operation(verb, path, verbs[verb], schema["components"]["schemas"])
        for path, verbs in schema["paths"].items()
        for verb in _VERBS
        if verb in verbs
    ]


def _operation(verb: str, path: str, described: dict[str, Any], names: Collection[str]) -> Operation:
    request_body, answers = described.get("requestBody", {}), described.get("responses", {})
    return Operation(
        verb=verb.upper(),
        path=path,
        tag=described.get("tags", ["other"])[0],
        summary=described.get("summary", ""),
        description=" ".join(described.get("description", "").split()),
        takes=parted(" ".join(filter(None, [_query(described), _body(request_body)])), names),
        gives=parted(
            ", ".join(filter(None, (_body(part) for status, part in answers.items() if int(status) < 400))), names
        ),
        refusals=tuple(str(status) for status in answers if int(status) >= 400),
        scope=" ".join(scope for one in described.get("security", ()) for scopes in one.values() for scope in scopes),
        example=_example(request_body),
    )


def _translated(one: Operation) -> Operation:
    return replace(one, summary=gettext(one.summary), description=gettext(one.description))


def _example(request_body: dict[str, Any]) -> str:
    found = next((kind["example"] for kind in request_body.get("content", {}).values() if "example" in kind), None)
    return "" if found is None else json.dumps(found, ensure_ascii=False, indent=2)


def _query(described: dict[str, Any]) -> str:
    """The names of what stands behind the question mark."""
    names = [one["name"] for one in described.get("parameters", ()) if one["in"] == "query"]
    return f"?{'&'.join(names)}" if names else ""


def _body(part: dict[str, Any]) -> str:
    """The shape of a body; the names of a form's fields; the kind of a file."""
    for kind, content in part.get("content", {}).items():
        schema = content.get("schema", {})
        if kind == "multipart/form-data":
            return f"{kind}: {', '.join(schema.get('properties', ()))}"
        return type_of(schema) if schema else str(kind)
    return ""


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
