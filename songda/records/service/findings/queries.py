"""What the law said of services: for the recipient with their papers, in any language exactly as it was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from songda.records.matter.papers.models import Paper
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service


@dataclass(frozen=True)
class ServiceView:
    """A service as the recipient sees it."""

    service: Service
    paper: Paper
    finding: Finding | None


def services_of(envelope: Envelope) -> list[ServiceView]:
    """The services of an envelope that stand, in the order in which their papers were filed."""
    return [view for view in all_services_of(envelope) if view.service.recalled_at is None]


def all_services_of(*envelopes: Envelope) -> list[ServiceView]:
    """The same with those that the court took back, of one envelope or several."""
    rows = Service.objects.filter(envelope__in=envelopes).select_related("paper", "finding", "envelope__case__court")
    return [ServiceView(s, s.paper, getattr(s, "finding", None)) for s in rows.order_by("paper__filed_at", "id")]


def services_of_each(envelopes: Collection[Envelope]) -> dict[UUID, list[ServiceView]]:
    """The services of several envelopes that stand, by envelope; one statement however many they are."""
    found: dict[UUID, list[ServiceView]] = {envelope.id: [] for envelope in envelopes}
    for view in all_services_of(*envelopes) if envelopes else ():
        if view.service.recalled_at is None:
            found[view.service.envelope_id].append(view)
    return found


Answer = Mapping[str, Any]


def answers_of(services: Sequence[Service], language: str) -> dict[UUID, Answer]:
    """The answer for each service that was decided."""
    return {service.id: service.finding.answer(language) for service in services if hasattr(service, "finding")}
