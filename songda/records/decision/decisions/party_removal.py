"""Takes a wrong party out of a case while nothing was served on them; the mistake stays on record.

What was ordered for them is taken back first, under the same rules as any order that was a mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.decision.decisions.recall import recall, stays
from songda.records.delivery.orders.models import Order, Service
from songda.records.delivery.tasks.actions import end
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider


@dataclass(frozen=True)
class Hanging:
    """What hangs on a party: who acts for them, what is on its way to them, what they filed, what keeps them."""

    representatives: Sequence[Party]
    services: Sequence[Service]
    papers: Sequence[Paper]
    refusal: Refused | None


def what_hangs_on(party: Party) -> Hanging:
    """Told before they are removed; `refusal` where they cannot be. Changes nothing."""
    acting = list(party.representatives.filter(removed_at=None).order_by("recorded_at", "id"))
    services = list(_services([party, *acting]))
    papers = list(Paper.objects.filter(filed_by__in=[party, *acting], struck_at=None).order_by("filed_at", "id"))
    return Hanging(acting, services, papers, _why_not(party, services, papers))


@transaction.atomic
def remove_party(party: Party, why: Reason, by: str, now: datetime) -> None:
    """Remove them, and whoever acts for them; raises WrongField or Refused, and then nothing was changed."""
    words = why.read()
    lock_case(party.case_id)
    held = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case__court").get(id=party.id)
    hanging = what_hangs_on(held)
    if hanging.refusal is not None:
        raise hanging.refusal
    _take_back(hanging.services, why, by, now)
    gone = [held, *hanging.representatives]
    Party.objects.filter(id__in=[one.id for one in gone]).update(removed_at=now)
    record([_event(one, words, by, now) for one in gone], now)
    about = Q(party__in=gone) | Q(envelope__party__in=gone)
    end(list(Task.objects.filter(about, closed_at=None).values_list("id", flat=True)), Fact.STRUCK, by, now)
    reconsider(list(Party.objects.filter(case_id=held.case_id, removed_at=None).values_list("id", flat=True)))
    party.removed_at = now


def _services(people: Sequence[Party]) -> QuerySet[Service]:
    rows = Service.objects.filter(envelope__party__in=people, recalled_at=None)
    return rows.select_related("paper", "finding", "envelope__order", "envelope__party").order_by("id")


def _why_not(party: Party, services: Sequence[Service], papers: Sequence[Paper]) -> Refused | None:
    if party.acts_for_id is not None:
        return Refused("removed_as_agent")
    if party.removed_at is not None:
        return Refused("party_removed_already")
    if papers:
        return Refused("party_filed_papers", title=papers[0].title)
    return next(iter(stays(services).values()), None)


def _take_back(services: Sequence[Service], why: Reason, by: str, now: datetime) -> None:
    orders: dict[Order, list[Service]] = {}
    for service in services:
        orders.setdefault(service.envelope.order, []).append(service)
    for order, own in orders.items():
        recall(order, [service.id for service in own], why, by, now)


def _event(party: Party, reason: str, by: str, now: datetime) -> NewEvent:
    name = "representative.removed" if party.acts_for_id else "party.removed"
    data: dict[str, Json] = {"acts_for": str(party.acts_for_id)} if party.acts_for_id else {}
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, data, {"reason": reason})
