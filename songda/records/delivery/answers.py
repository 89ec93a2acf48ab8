"""What the law said of services, in the reader's language: Chinese as it is stored, any other asked anew."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from songda.core.law import decide
from songda.records.delivery.facts import law_facts
from songda.records.delivery.load import load
from songda.records.orders.models import Envelope, Service

STORED = "zh"
Answer = Mapping[str, Any]


def answers_of(services: Sequence[Service], language: str) -> dict[UUID, Answer]:
    """The answer for each service that was decided, exactly as it stood when it was decided."""
    decided = [service for service in services if hasattr(service, "finding")]
    if language.startswith(STORED) or not decided:
        return {service.id: service.finding.decision for service in decided}
    ids = {service.envelope_id for service in decided}
    rows = load(list(Envelope.objects.filter(id__in=ids).select_related("case__court", "party")))
    wanted = {service.id: service.finding.decided_at for service in decided}
    return {
        service.id: decide(law_facts(row, service, wanted[service.id]), language).to_json()
        for row in rows
        for service in row.services
        if service.id in wanted
    }
