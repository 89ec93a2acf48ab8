"""Reads orders, envelopes and their services; changes nothing."""

from dataclasses import dataclass
from uuid import UUID

from songda.records.orders.models import Envelope, Finding, Service
from songda.records.papers.models import Paper
from songda.records.staff.models import Court


@dataclass(frozen=True)
class ServiceView:
    """A service as the recipient sees it."""

    service: Service
    paper: Paper
    finding: Finding | None


def services_of(envelope: Envelope) -> list[ServiceView]:
    """The services of an envelope that stand, in the order in which their papers were filed."""
    return [view for view in all_services_of(envelope) if view.service.recalled_at is None]


def all_services_of(envelope: Envelope) -> list[ServiceView]:
    """The same with those that the court took back."""
    rows = Service.objects.filter(envelope=envelope).select_related("paper", "finding", "envelope__case__court")
    return [ServiceView(s, s.paper, getattr(s, "finding", None)) for s in rows.order_by("paper__filed_at", "id")]


def service_of(court: Court, service_id: UUID) -> Service:
    """One service of this court; Service.DoesNotExist for any other."""
    rows = Service.objects.select_related("paper", "finding", "envelope__case__court", "envelope__party")
    return rows.get(id=service_id, envelope__case__court=court)


def envelope_of(court: Court, envelope_id: UUID) -> Envelope:
    """One envelope of this court; Envelope.DoesNotExist for any other."""
    rows = Envelope.objects.select_related("case__court", "party", "order")
    return rows.get(id=envelope_id, case__court=court)


def earlier_envelopes(envelope: Envelope) -> list[Envelope]:
    """Other envelopes for the same party of the same case, newest first."""
    rows = Envelope.objects.filter(party_id=envelope.party_id).filter(recalled_at=None).exclude(id=envelope.id)
    return list(rows.select_related("case__court", "party").order_by("-placed_at"))
