"""Finds what a link opens, by a statement that is written once.

Every page of the portal begins with it. The ORM would write the statement anew each time, for four tables and more than
sixty columns; that takes four times as long as to ask it and to make the objects.
"""

from functools import cache
from typing import Any

from django.db import connection, models

from songda.records.court.staff.models import Court
from songda.records.delivery.orders.models import Envelope
from songda.records.ground import vault
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party

TOKEN_LENGTH = 10
_TABLES: tuple[type[models.Model], ...] = (Envelope, Case, Court, Party)
_HOW = """
    SELECT {columns} FROM {envelope}
    JOIN {case} ON {case}.id = {envelope}.case_id
    JOIN {court} ON {court}.id = {case}.court_id
    JOIN {party} ON {party}.id = {envelope}.party_id
    WHERE {envelope}.link_index = %s
"""


def envelope_by_token(token: str) -> Envelope | None:
    """The envelope that a link opens, with case, court and party; None for anything else."""
    if len(token) != TOKEN_LENGTH:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [vault.link_index(token)])
        row = cursor.fetchone()
    return None if row is None else _join_objects(row)


def _join_objects(row: tuple[Any, ...]) -> Envelope:
    envelope, case, court, party = _objects_of(row)
    case.court = court
    envelope.case = case
    envelope.party = party
    found: Envelope = envelope
    return found


def _objects_of(row: tuple[Any, ...]) -> list[Any]:
    objects, start = [], 0
    for table in _TABLES:
        names = _names(table)
        objects.append(table.from_db(connection.alias, names, row[start : start + len(names)]))
        start += len(names)
    return objects


@cache
def _names(table: type[models.Model]) -> list[str]:
    """Its columns as attributes, in the order of the statement; they need no reading by Django."""
    columns = table._meta.concrete_fields
    if any(column.get_db_converters(connection) for column in columns):
        raise TypeError(f"{table.__name__} has a column that cannot be taken as it comes.")
    return [column.attname for column in columns]


@cache
def _statement() -> str:
    quote = connection.ops.quote_name
    tables = {table.__name__.lower(): quote(table._meta.db_table) for table in _TABLES}
    columns = [
        f"{quote(table._meta.db_table)}.{quote(str(column.column))}"
        for table in _TABLES
        for column in table._meta.concrete_fields
    ]
    return _HOW.format(columns=", ".join(columns), **tables)
