"""Numbers that a call found to be somebody else's are told to the source, once, by whoever works in the background."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.records.delivery.lookups.events import inquiry_event
from songda.records.delivery.lookups.models import FoundNumber
from songda.records.ground.evidence.actions import record
from songda.registries.contract import LARGEST_BATCH, WrongNumber


def wrong_numbers() -> list[WrongNumber]:
    """Found numbers that were rejected since and that the source does not know of; a report has its number's id."""
    rejected = FoundNumber.objects.filter(address__address_class="rejected", reported_at=None).exclude(
        value_sealed=None
    )
    return [WrongNumber(one.id, one.inquiry_id, one.value) for one in rejected.order_by("id")[:LARGEST_BATCH]]


@transaction.atomic
def note_reported(taken: Sequence[UUID], now: datetime) -> None:
    """The source took these."""
    rows = FoundNumber.objects.filter(id__in=list(taken), reported_at=None).select_for_update(of=("self",))
    reported = list(rows.select_related("inquiry__lookup").order_by("id"))
    FoundNumber.objects.filter(id__in=[one.id for one in reported]).update(reported_at=now)
    record([inquiry_event("number.reported", one.inquiry, now, number=str(one.id)) for one in reported], now)
