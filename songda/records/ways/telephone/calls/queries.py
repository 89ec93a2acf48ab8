"""Reads dials, calls and recordings for one court; whatever belongs to another is not there."""

from uuid import UUID

from django.db.models import QuerySet

from songda.records.court.staff.models import Court
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Service
from songda.records.service.telephone.models import Dial, Recording


def dial_of(court: Court, dial_id: UUID) -> Dial:
    """One dial; DoesNotExist."""
    return _dials().get(id=dial_id, party__case__court=court)


def call_of_court(court: Court, call_id: UUID) -> Call:
    """One call; DoesNotExist."""
    rows = Call.objects.select_related("party__case__court", "dial", "recording")
    return rows.get(id=call_id, party__case__court=court)


def recording_of(court: Court, recording_id: UUID) -> Recording:
    """One recording; DoesNotExist."""
    return Recording.objects.select_related("party__case").get(id=recording_id, party__case__court=court)


def dials_for(service: Service) -> list[Dial]:
    """The dials to the recipient since the papers were ordered, the oldest first."""
    envelope = service.envelope
    return list(_dials().filter(party_id=envelope.party_id, asked_at__gte=envelope.placed_at).order_by("asked_at"))


def _dials() -> QuerySet[Dial]:
    return Dial.objects.select_related("party__case__court", "address", "recording")
