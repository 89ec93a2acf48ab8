"""What the law said of services, in the reader's language, exactly as it stood when it was decided."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from songda.records.delivery.orders.models import Service

Answer = Mapping[str, Any]


def answers_of(services: Sequence[Service], language: str) -> dict[UUID, Answer]:
    """The answer for each service that was decided."""
    return {service.id: service.finding.answer(language) for service in services if hasattr(service, "finding")}
