"""Takes JSON where JSON is asked for and a form where a file is; whoever sends another kind is told which."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

FORM = "multipart/form-data"
JSON = "application/json"


class WrongKind(Exception):  # noqa: N818 - an answer, not an error of the program
    """The body is of another kind than this operation takes; the argument is the kind that it takes."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a name stand twice in an object, and every reader takes another of the two: it is no JSON of ours."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


class StrictParser(Parser):
    """Reads bodies only of the kind that they say they are of."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """JSON, which the caller must call so."""
        if request.content_type != JSON and not (request.content_type or "").endswith("+json"):
            raise WrongKind(JSON)
        found: dict[str, Any] = json.loads(request.body, object_pairs_hook=_each_once)
        return found

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Queries and forms; the fields beside a file come as multipart form, as the file does."""
        if data is not request.GET and request.content_type != FORM:
            raise WrongKind(FORM)
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return found
