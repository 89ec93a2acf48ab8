"""Rows of other tables read in the same statement, as arrays beside each of its own: one statement for many tables.

Django takes longer to write such a statement than the database to answer it, so it is written once.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Field, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)
Row = Mapping[str, Any]
_IDS: Final = object()  # stands in the statement's parameters for the ids


def written_once(query: Callable[[RawSQL], QuerySet[M]]) -> Callable[[Collection[UUID]], Iterable[M]]:
    """The rows of a query by ids; `query` is given what stands for the ids, and depends on nothing else."""

    @cache
    def statement() -> tuple[type[M], str, tuple[Any, ...]]:
        rows = query(RawSQL("SELECT unnest(%s::uuid[])", (_IDS,)))
        return rows.model, *rows.query.sql_with_params()

    def rows(ids: Collection[UUID]) -> Iterable[M]:
        model, sql, parameters = statement()
        return model._default_manager.raw(sql, [list(ids) if each is _IDS else each for each in parameters])

    return rows


def inner_rows(rows: QuerySet[Any], *names: str) -> ArraySubquery:
    """These columns of the rows, in their order; they refer to the outer row by `OuterRef`."""
    return ArraySubquery(rows.values(inner_row=JSONObject(**{name: name for name in names})))


def opened(rows: Iterable[str]) -> list[Row]:
    """The rows of such an array."""
    return [json.loads(row) for row in rows]


def instance(model: type[M], row: Row) -> M:
    """The row as a model of which only these columns were read; any other one is fetched when it is asked for."""
    names = [name for name in _fields(model) if name in row]  # in the order of the model, on which `from_db` counts
    return model.from_db(None, names, [_fields(model)[name].to_python(row[name]) for name in names])


@cache
def _fields(model: type[Model]) -> "Mapping[str, Field[Any, Any]]":
    return {field.attname: field for field in model._meta.concrete_fields}


def instances(model: type[M], rows: Iterable[str]) -> list[M]:
    """All of such an array, in their order."""
    return [instance(model, row) for row in opened(rows)]
