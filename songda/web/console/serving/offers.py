"""What is missing and would change the law's answer: each offer with the form that records it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from songda.clock import now
from songda.core.access import may
from songda.records.decisions.missing_facts import MissingFact, missing_facts
from songda.records.orders.models import Service
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.words import language


@dataclass(frozen=True)
class Offer:
    """What to find out, what it would change, and where it is put on record."""

    what: str
    then: str
    place: str


def offers_for(request: StaffRequest, service: Service) -> list[Offer]:
    """Those that this visitor may follow."""
    return list(_offers(request, service))


def _offers(request: StaffRequest, service: Service) -> Iterator[Offer]:
    for missing in missing_facts(service, now()):
        if may(request.user.role, missing.act):
            fact = missing.fact
            yield Offer(fact.sentence(language()), fact.outcome(language()), _place(missing, service))


def _place(missing: MissingFact, service: Service) -> str:
    if missing.deed_id is not None:
        return reverse("console:deed_step", args=[missing.deed_id])
    if missing.fact.code == "consent":
        return reverse("console:new_consent", args=[service.envelope.party_id])
    return reverse("console:judge_finding", args=[service.id])
