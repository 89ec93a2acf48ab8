"""Refuses names in a query or form that a door does not know, or that stand twice: nothing sent goes unheard."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationError
from ninja.params.models import FileModel, FormModel, ParamModel, QueryModel
from ninja.signature import ViewSignature

View = Callable[..., HttpResponse]


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
