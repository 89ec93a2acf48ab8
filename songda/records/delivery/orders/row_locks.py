"""Locks the rows of envelopes; the caller then holds them. All take them in one order, so that no two wait forever.

The order of the house: envelopes by their ids, then the case, then the party, then whatever else is written.
"""

from collections.abc import Iterable
from uuid import UUID

from songda.records.delivery.orders.models import Envelope


def lock_envelopes(envelope_ids: Iterable[UUID]) -> None:
    """Inside the caller's transaction: wait until these envelopes are theirs alone."""
    rows = Envelope.objects.filter(id__in=set(envelope_ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))
