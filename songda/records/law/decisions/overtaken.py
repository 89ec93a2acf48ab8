"""Takes back at once whatever is ordered in a case and no longer fits it, as far as the recipient has not seen it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from songda.core.delivery.overtaken import Overtaken
from songda.core.refusal import Refused
from songda.records.law.decisions.recall import recall, why_not_recallable
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.service.orders.models import Service
from songda.records.service.orders.overtaken import overtaken
from songda.records.service.orders.queries import unserved

_ASKED = frozenset({Overtaken.OLD_HEARING, Overtaken.DIED, Overtaken.CORRECTED})


def to_take_back(case: Case) -> list[Service]:
    """What is ordered and not served, as far as it may still be taken back."""
    rows = unserved().filter(envelope__case=case)
    rows = rows.select_related("paper", "envelope__party", "envelope__order", "finding")
    services = list(rows.order_by("envelope__order_id", "id"))
    kept = why_not_recallable(services)
    return [service for service in services if service.id not in kept]


def overtaken_in(case: Case) -> list[Service]:
    """Of that what must not go on as the case is now."""
    services = to_take_back(case)
    why = overtaken(services)
    return [service for service in services if why.get(service.id) in _ASKED]


@transaction.atomic
def take_back_all(services: Sequence[Service], why: Reason, by: str, now: datetime) -> int:
    """Take all of it back with one reason; how many papers. What is seen, or served, at this very moment stays."""
    why.read()
    done = 0
    for order in {service.envelope.order_id: service.envelope.order for service in services}.values():
        own = [service.id for service in services if service.envelope.order_id == order.id]
        with suppress(Refused):
            recall(order, own, why, by, now)
            done += len(own)
    return done
