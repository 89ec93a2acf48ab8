"""Asks in one statement which of the tables that are mostly empty hold anything of some cases and people.

Of a service that went as it should none does; each of them asked by itself costs as much as one that has rows.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Model

from songda.records.calls.models import Call
from songda.records.cases.models import EarlierPhase, Hearing
from songda.records.circumstances.models import Circumstance
from songda.records.deeds.models import Deed
from songda.records.determinations.models import Determination
from songda.records.mandates.models import Mandate
from songda.records.parties.models import Refusal
from songda.records.portal_acts.models import Objection

_NAMED_BY: Mapping[type[Model], tuple[str, ...]] = {
    Hearing: ("case_id",),
    EarlierPhase: ("case_id",),
    Refusal: ("party_id",),
    Circumstance: ("party_id", "case_id"),
    Call: ("party_id",),
    Mandate: ("party_id",),
    Deed: ("envelope_id",),
    Objection: ("envelope_id",),
    Determination: ("party_id",),
}
_COLUMNS = [(model, column) for model, columns in _NAMED_BY.items() for column in columns]
_EACH = [f"EXISTS (SELECT FROM {model._meta.db_table} WHERE {column} = ANY(%s))" for model, column in _COLUMNS]
_ASK = "SELECT " + ", ".join(_EACH)  # names of our own tables alone


def tables_without_rows(
    cases: Collection[UUID], parties: Collection[UUID], envelopes: Collection[UUID]
) -> set[type[Model]]:
    """Those that hold nothing of these."""
    given = {"case_id": list(cases), "party_id": list(parties), "envelope_id": list(envelopes)}
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [given[column] for _, column in _COLUMNS])
        found = cursor.fetchone() or ()
    there = {model for (model, _), is_there in zip(_COLUMNS, found, strict=True) if is_there}
    return _NAMED_BY.keys() - there
