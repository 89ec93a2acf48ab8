"""Locks the rows of envelopes together with every other one on which something hangs that happens with them."""

from uuid import UUID

from songda.records.deeds.models import Deed
from songda.records.deeds.signatures import WAITS_FOR_ALL
from songda.records.orders.models import Service
from songda.records.orders.row_locks import lock_envelopes


def lock_with_others(envelope_id: UUID) -> None:
    """This envelope, and every other one on which something hangs that happens with it."""
    documents = Service.objects.filter(envelope_id=envelope_id, paper__kind=WAITS_FOR_ALL).values("paper_id")
    others = Service.objects.filter(paper_id__in=documents).values_list("envelope_id", flat=True)
    lock_envelopes([envelope_id, *others, *others_with_notice(envelope_id)])


def others_with_notice(envelope_id: UUID) -> list[UUID]:
    """The other envelopes of the same person with a public notice, which rests on what is tried here as well."""
    notices = Deed.objects.filter(way="public_notice", envelope__party__envelopes=envelope_id)
    return list(notices.exclude(envelope_id=envelope_id).values_list("envelope_id", flat=True).distinct())
