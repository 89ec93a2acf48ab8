"""Answers a request; under an Idempotency-Key a repetition is given the first answer again."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja import Router, Schema
from ninja.errors import ValidationError
from ninja.params.models import FileModel, FormModel, ParamModel, QueryModel
from ninja.signature import ViewSignature

from songda.clock import now
from songda.core.access import Scope
from songda.core.refusal import WrongField
from songda.records.court.staff.answers import Answer, Request, answer_once
from songda.web.api.tokens import ApiRequest, CourtToken

View = Callable[..., HttpResponse]
F = TypeVar("F", bound=HttpResponseBase)
SCOPE = "x-scope"  # in the description, until it is written as the standard has it
HEADER = "Idempotency-Key"
# A header that comes twice arrives as one with a comma: no key holds any, so that none is half of what was said.
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,60}")
KEY_PARAMETER = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": 60, "pattern": r"^[\x21-\x2b\x2d-\x7e]+$"},
            "description": "A key of your own for this request. Repeating it with the same key changes nothing and "
            "gives the same answer; another request with the same key is refused (409).",
        }
    ]
}


def file_of(*kinds: str) -> dict[str, Any]:
    """The description of an answer that is a file of one of these media types."""
    name = {"Content-Disposition": {"description": "The file's name.", "schema": {"type": "string"}}}
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "The file itself.", "headers": name, "content": content}}}


def as_file(answer: F, name: str) -> F:
    """The same answer, to be saved under this name by whoever asked, and kept by nobody in between."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def strict(path: str, view: View) -> View:
    """The same door; whoever sends a name that it does not read, or one thing twice, is told which; nothing is done."""
    models = ViewSignature(path, view).models
    query, form, files = (_names(models, kind) for kind in (QueryModel, FormModel, FileModel))
    several = frozenset(name for model in models for name in getattr(model, "__ninja_collection_fields__", ()))

    @wraps(view)
    def door(request: HttpRequest, *values: Any, **named: Any) -> HttpResponse:
        unknown = [*_strange("query", request.GET, query)]
        if form or files:
            unknown += [*_strange("form", request.POST, form), *_strange("file", request.FILES, files)]
        sent: list[tuple[str, MultiValueDict[str, Any]]] = [("query", request.GET)]
        sent += [("form", request.POST), ("file", request.FILES)] if form or files else []
        unknown += [one for place, named_there in sent for one in _twice(place, named_there, several)]
        if unknown:
            raise ValidationError(unknown)
        return view(request, *values, **named)

    return door


def _names(models: Sequence[type[ParamModel]], kind: type[ParamModel]) -> frozenset[str]:
    """As they are sent: the fields of a shape that is read from several, and what is read by itself."""
    found = set[str]()
    for model in models:
        if issubclass(model, kind):
            own = {field.alias or name for name, field in model.model_fields.items()}
            found |= set(getattr(model, "__ninja_flatten_map__", None) or own)
    return frozenset(found)


def _twice(place: str, sent: MultiValueDict[str, Any], several: frozenset[str]) -> Iterable[dict[str, Any]]:
    wrong = {"type": "twice", "msg": "stands twice"}
    return ({**wrong, "loc": (place, name)} for name, values in sent.lists() if len(values) > 1 and name not in several)


def _strange(place: str, sent: Iterable[str], known: frozenset[str]) -> Iterable[dict[str, Any]]:
    return ({"type": "extra_forbidden", "loc": (place, name), "msg": ""} for name in sent if name not in known)


class ScopedRouter(Router):
    """Doors of which each asks for a scope of the token: see `scopes`."""

    def add_api_operation(self, path: str, methods: list[str], view_func: View, **options: Any) -> None:
        """The operation, closed to every token that is not good for it; KeyError for one whose tag has no scope."""
        tag = (options.get("tags") or self.tags or [""])[0]
        scope = scope_of(tag, methods, path)
        extra = {**(options.get("openapi_extra") or {}), SCOPE: scope.value}
        view = strict(path, view_func)
        if methods != ["GET"] and "parameters" not in extra:
            view = _without_key(view)
        options |= {"openapi_extra": extra, "operation_id": name_of(path, methods[0]), "auth": CourtToken(scope)}
        super().add_api_operation(path, methods, view, **options)


def name_of(path: str, verb: str) -> str:
    """The name of an operation for programs that are made from the description: it changes with its address alone."""
    steps = [re.sub(r"\{(?:\w+:)?(\w+)\}", r"\1", step).replace("-", "_") for step in path.split("/") if step]
    return "_".join([verb.lower(), *steps])


def _without_key(view: View) -> View:
    """The same door, which says that it takes no key: whoever trusts in one would do the same twice."""

    @wraps(view)
    def door(request: HttpRequest, *values: Any, **named: Any) -> HttpResponse:
        if HEADER in request.headers:
            raise WrongField(HEADER, "no_key_here")
        return view(request, *values, **named)

    return door


class ChangingRouter(ScopedRouter):
    """Doors that change something: a request may be named by a key, so that its repetition changes nothing."""

    def creates(self, path: str, out: type[Schema], summary: str, *, tag: str | None = None) -> Callable[[View], View]:
        """A door to something new, answered by 201."""
        return self.post(
            path, response={201: out}, summary=summary, tags=[tag] if tag else None, openapi_extra=KEY_PARAMETER
        )

    def changes(self, path: str, out: type[Schema], summary: str, *, tag: str | None = None) -> Callable[[View], View]:
        """A door to a change of what is there, answered by 200."""
        return self.patch(path, response=out, summary=summary, tags=[tag] if tag else None, openapi_extra=KEY_PARAMETER)


def create_once(request: ApiRequest, body: Schema | bytes, act: Callable[[], Schema]) -> HttpResponse:
    """201 with what `act` gives; `wish` is all that the request asks for, besides its address."""
    return _answer_once(request, body, lambda: Answer(201, act().model_dump_json()))


def change_once(request: ApiRequest, body: Schema, act: Callable[[], Schema]) -> HttpResponse:
    """200 with what `act` gives, for a change of what is there."""
    return _answer_once(request, body, lambda: Answer(200, act().model_dump_json()))


def _answer_once(request: ApiRequest, body: Schema | bytes, act: Callable[[], Answer]) -> HttpResponse:
    key = key_of(request)
    if key is None:
        return _response(act())
    sent = body if isinstance(body, bytes) else body.model_dump_json(exclude_unset=True).encode()
    request_hash = hashlib.sha256(request.path.encode() + b"\0" + sent).digest()
    return _response(answer_once(Request(request.auth, key, request_hash), act, now()))


def key_of(request: ApiRequest) -> str | None:
    """The request's key; WrongField when it is none."""
    key = request.headers.get(HEADER)
    if key is None or _KEY.fullmatch(key):
        return key
    raise WrongField(HEADER, "wrong_key")


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.is_repeated:
        response["Idempotent-Replayed"] = "true"
    return response


# By the tag of the operation: the scope that reads, and the one that changes.
BY_TAG: dict[str, tuple[Scope, Scope]] = {
    "cases": (Scope.READ_CASES, Scope.CHANGE_CASES),
    "circumstances": (Scope.READ_CASES, Scope.CHANGE_CASES),
    "parties": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "helpers": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "address forms": (Scope.READ_PARTIES, Scope.CHANGE_PARTIES),
    "papers": (Scope.READ_PAPERS, Scope.CHANGE_PAPERS),
    "orders": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "services": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "ways": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "deeds": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "letters": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "plans": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "visits": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "entrustments": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "public notices": (Scope.READ_SERVICE, Scope.CHANGE_SERVICE),
    "malfunctions": (Scope.READ_SERVICE, Scope.READ_SERVICE),
    "proofs": (Scope.READ_PROOFS, Scope.READ_PROOFS),
    "lookups": (Scope.READ_LOOKUPS, Scope.CHANGE_LOOKUPS),
    "calls": (Scope.READ_CALLS, Scope.CHANGE_CALLS),
    "events": (Scope.READ_EVENTS, Scope.READ_EVENTS),
    "tasks": (Scope.READ_TASKS, Scope.CHANGE_TASKS),
    "figures": (Scope.READ_FIGURES, Scope.READ_FIGURES),
    "outreach": (Scope.READ_OUTREACH, Scope.CHANGE_OUTREACH),
}
# A question may be posted, so that nothing personal stands in an address.
POSTED_QUESTIONS = ("/search",)


def scope_of(tag: str, methods: Sequence[str], path: str) -> Scope:
    """The scope of one operation; KeyError for a tag that stands in no line above."""
    reads, changes = BY_TAG[tag]
    return reads if set(methods) == {"GET"} or path.endswith(POSTED_QUESTIONS) else changes
