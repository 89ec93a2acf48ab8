"""Reads what was said in calls."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from songda.records.service.calls.models import CallReceipt


def receipts_in_force(services: Iterable[UUID]) -> QuerySet[CallReceipt]:
    """What was confirmed of these services in calls that count, the earliest first."""
    rows = CallReceipt.objects.filter(service_id__in=services, call__struck_at=None)
    return rows.select_related("call", "service").order_by("call__at", "id")
