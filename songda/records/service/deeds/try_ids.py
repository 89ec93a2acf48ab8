"""One name for every try: an attempt of the engine by its number, a deed of people by its UUID.

The law, findings, events and proofs name tries by this text; a number is never a UUID, so none is taken for another.
"""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from songda.core.delivery.states import Purpose
from songda.core.evidence.canonical import Json
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed

# The columns of a row that names exactly one try, for its CheckConstraint.
ONE_TRY = Q(attempt__isnull=False, deed__isnull=True) | Q(attempt__isnull=True, deed__isnull=False)


class NamesTry(Protocol):
    """A row with a column for either kind of try."""

    attempt_id: int | None
    deed_id: UUID | None


def try_of(row: NamesTry) -> str:
    """The name of the try that the row is about; an empty text where it is about none."""
    named = row.attempt_id if row.attempt_id is not None else row.deed_id
    return "" if named is None else str(named)


def columns_of(name: str) -> dict[str, int | UUID]:
    """The column of such a row, with its value."""
    return {"attempt_id": int(name)} if name.isdecimal() else {"deed_id": UUID(name)}


def try_in_event(row: NamesTry) -> dict[str, Json]:
    """The same for an event: `attempt` with its number, or `deed` with its UUID."""
    return {"attempt": row.attempt_id} if row.attempt_id is not None else {"deed": try_of(row)}


def streams_of(envelope_id: UUID, purposes: Iterable[str] = Purpose) -> list[str]:
    """The streams of the log in which the tries for this envelope are told; of the engine's, those made for this."""
    attempts = Attempt.objects.filter(envelope_id=envelope_id, purpose__in=list(purposes)).values_list("id", flat=True)
    deeds = Deed.objects.filter(envelope_id=envelope_id).values_list("id", flat=True)
    return [*(f"attempt:{number}" for number in attempts), *(f"deed:{deed}" for deed in deeds)]
