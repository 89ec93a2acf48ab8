"""Holds envelopes for a deed; everybody takes them in one order, so that no two ever wait for each other.

The order of the house: envelopes by their ids, then the case, then the party, then whatever else is written.
"""

from collections.abc import Iterable
from uuid import UUID

from songda.records.delivery.models import Attempt
from songda.records.delivery.signatures import WAITS_FOR_ALL
from songda.records.orders.models import Envelope, Service


def hold_envelopes(envelope_ids: Iterable[UUID]) -> None:
    """Inside the caller's transaction: wait until these envelopes are his alone."""
    rows = Envelope.objects.filter(id__in=set(envelope_ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))


def hold_with_others(envelope_id: UUID) -> None:
    """This envelope, and every other one on which something hangs that happens with it."""
    documents = Service.objects.filter(envelope_id=envelope_id, paper__kind=WAITS_FOR_ALL).values("paper_id")
    others = Service.objects.filter(paper_id__in=documents).values_list("envelope_id", flat=True)
    hold_envelopes([envelope_id, *others, *noticed_beside(envelope_id)])


def noticed_beside(envelope_id: UUID) -> list[UUID]:
    """The other envelopes of the same person with a public notice, which rests on what is tried here as well."""
    notices = Attempt.objects.filter(channel="public_notice", envelope__party__envelopes=envelope_id)
    return list(notices.exclude(envelope_id=envelope_id).values_list("envelope_id", flat=True).distinct())
