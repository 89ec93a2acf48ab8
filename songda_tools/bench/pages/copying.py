"""Lets the database copy rows that hang on one another, so that a case becomes many, each with its own ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Field, ForeignKey, Model, UUIDField

STRIDE = 1_000_000  # between the numbers of a row and of its next copy, where rows are counted


@dataclass(frozen=True)
class Copied:
    """Rows of one table that are copied: which ones, and what differs, as SQL in which `nth` counts the copies.

    `every`: only each so-manieth copy has one. `joined`: a table of fresh values,
    called `fresh`, whose `one` and `copy` say of what.
    """

    model: type[Model]
    which: str
    changed: Mapping[str, str] = field(default_factory=dict)
    every: int = 1
    joined: str = ""


def copied_id(expression: str) -> str:
    """The id of a copy, as SQL: the same for the row and for whatever points at it."""
    return f"md5({expression}::text || '/' || nth)::uuid"


def copy(copies: Sequence[Copied], owner: dict[str, Any], last: int) -> None:
    """Make the copies 1 to `last` of each, in this order; `owner` are the values that `which` names."""
    models = {each.model for each in copies}
    with connection.cursor() as cursor:
        for each in copies:
            cursor.execute(_statement(each, models, last), owner)


def _statement(each: Copied, models: set[type[Model]], last: int) -> str:
    fields = {str(one.column): one for one in each.model._meta.concrete_fields}
    columns = {name: each.changed.get(name) or _value(one, models) for name, one in fields.items()}
    table = each.model._meta.db_table
    rows = f"{table} one CROSS JOIN generate_series(1, {last}) AS nth"
    if each.joined:
        rows += f" JOIN {each.joined} fresh ON fresh.one = one.id AND fresh.copy = nth"
    into = ", ".join(map(connection.ops.quote_name, columns))
    return (
        f"INSERT INTO {table} ({into}) SELECT {', '.join(columns.values())} "  # noqa: S608 - our own names
        f"FROM {rows} WHERE {each.which} AND nth %% {each.every} = 0"
    )


def _value(one: "Field[object, object]", models: set[type[Model]]) -> str:
    target = one.related_model if isinstance(one, ForeignKey) else one.model if one.primary_key else None
    if target not in models:
        return f'one."{one.column}"'
    key = target._meta.pk
    while isinstance(key, ForeignKey):
        key = key.related_model._meta.pk
    if isinstance(key, UUIDField):
        return copied_id(f"one.{one.column}")
    return f"one.{one.column} + nth::bigint * {STRIDE}"
