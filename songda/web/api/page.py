"""The page that lists the API's operations, made from the same description that programs read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from songda.web.api.rooms import api

_VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    verb: str
    path: str
    summary: str
    description: str
    takes: str
    gives: str

    @property
    def summary_here(self) -> str:
        """The summary in the visitor's language."""
        return gettext(self.summary)


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """All operations, grouped by what they are about; no token needed to read it, no script to show it."""
    return render(request, "api/operations.html", {"groups": grouped(api.get_openapi_schema())})


def grouped(schema: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations of a description by their tag, in its order."""
    groups: dict[str, list[Operation]] = {}
    for path, verbs in schema["paths"].items():
        for verb in _VERBS:
            if verb in verbs:
                tag = verbs[verb].get("tags", ["other"])[0]
                groups.setdefault(tag, []).append(_operation(verb, path, verbs[verb]))
    return groups


def _operation(verb: str, path: str, told: dict[str, Any]) -> Operation:
    return Operation(
        verb=verb.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        takes=_shape(told.get("requestBody", {})),
        gives=", ".join(filter(None, map(_shape, told.get("responses", {}).values()))),
    )


def _shape(part: dict[str, Any]) -> str:
    """The name of the shape that a body has, or the type of its file."""
    for kind, content in part.get("content", {}).items():
        told = content.get("schema", {})
        name = told.get("$ref") or told.get("items", {}).get("$ref") or told.get("title") or kind
        return str(name).rsplit("/", 1)[-1]
    return ""
