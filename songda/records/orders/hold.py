"""Holds envelopes and marks them for the law.

Everybody takes them in one order, so that no two ever wait for each other.

The order of the house: envelopes by their ids, then the case, then the party, then whatever else is written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from songda.records.orders.models import Envelope
from songda.records.queue import ask


def hold_envelopes(envelope_ids: Iterable[UUID]) -> None:
    """Inside the caller's transaction: wait until these envelopes are his alone."""
    rows = Envelope.objects.filter(id__in=set(envelope_ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))


def mark_for_law(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """Inside the caller's transaction: the facts of these envelopes changed, so the law is to be asked again."""
    if len(envelope_ids) > 1:
        hold_envelopes(envelope_ids)
    Envelope.objects.filter(id__in=envelope_ids).update(ask_law_at=now)
    ask("decisions.ask_law")
