"""Takes papers back that were ordered by mistake, as long as they are not served and the recipient has not seen them.

What they have opened stays with them, and what was served stays served: there a corrected paper is served, or the judge
finds that the service does not count.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.decision.decisions.ask_law import ask_law
from songda.records.delivery.attempts.call_off import call_off_all
from songda.records.delivery.calls.receipts import standing_receipts
from songda.records.delivery.deeds.models import DeedPaper
from songda.records.delivery.orders.due import end_recalled
from songda.records.delivery.orders.models import Order, Service
from songda.records.delivery.orders.row_locks import lock_envelopes
from songda.records.delivery.portal_acts.models import RecipientAct
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.reason import Reason

SERVED = frozenset({"effective", "presumed"})


@transaction.atomic
def recall(order: Order, service_ids: Iterable[UUID], why: Reason, by: str, now: datetime) -> None:
    """Take these papers of an order back; raises Refused or WrongField, and then none is taken back.

    Facts that are not settled yet are settled first, so that nothing is taken back that has been served meanwhile.
    """
    reason, wanted = why.read(), set(service_ids)
    touched = sorted(set(_rows(order).filter(id__in=wanted).values_list("envelope_id", flat=True)))
    lock_envelopes(touched)
    ask_law(now, touched)
    chosen = list(_rows(order).filter(id__in=wanted))
    if not chosen or len(chosen) != len(wanted):
        raise WrongField("services", "no_papers", why=Phrase("fields.none_to_take_back"))
    _refuse_what_stays(chosen)
    Service.objects.filter(id__in=wanted).update(recalled_at=now)
    record([_event(service, reason, by, now) for service in chosen], now)
    _end_empty(touched, by, now)


def stays(services: Sequence[Service]) -> dict[UUID, Refused]:
    """Of those that cannot be taken back, why; services come with paper, finding."""
    opened = set(RecipientAct.objects.filter(service__in=services).values_list("service_id", flat=True))
    opened |= {receipt.service_id for receipt in standing_receipts([service.id for service in services])}
    standing = DeedPaper.objects.filter(deed__steps__isnull=False, deed__steps__struck_at=None)
    with_deed = set(standing.filter(service__in=services).values_list("service_id", flat=True))
    refusals = {s.id: _why(s, is_opened=s.id in opened, has_deed=s.id in with_deed) for s in services}
    return {service_id: refusal for service_id, refusal in refusals.items() if refusal is not None}


def services_of_order(order: Order) -> list[Service]:
    """Every paper of an order for every recipient, recipient by recipient."""
    return list(_rows(order))


def _rows(order: Order) -> QuerySet[Service]:
    rows = Service.objects.filter(envelope__order=order).select_related("paper", "finding", "envelope__party")
    return rows.order_by("envelope__party__recorded_at", "envelope_id", "paper__filed_at", "id")


def _refuse_what_stays(chosen: Sequence[Service]) -> None:
    staying = stays(chosen)
    for service in chosen:
        if service.id in staying:
            raise staying[service.id]


def _why(service: Service, *, is_opened: bool, has_deed: bool) -> Refused | None:
    finding, title = getattr(service, "finding", None), service.paper.title
    if service.recalled_at is not None:
        return Refused("recalled_already", title=title)
    if finding is not None and finding.status in SERVED:
        return Refused("served_already", title=title)
    if is_opened:
        return Refused("opened_already", title=title)
    return Refused("served_by_people", title=title) if has_deed else None


def _end_empty(touched: Sequence[UUID], by: str, now: datetime) -> None:
    """Where nothing is left in an envelope: what waits is called off, and nobody has anything to do for it."""
    left = set(Service.objects.filter(envelope_id__in=touched, recalled_at=None).values_list("envelope_id", flat=True))
    empty = [envelope_id for envelope_id in touched if envelope_id not in left]
    call_off_all(empty, now)
    end_recalled(empty, now)
    end_by_fact(Fact.RECALLED, Q(envelope_id__in=empty), by, now)


def _event(service: Service, reason: str, by: str, now: datetime) -> NewEvent:
    return NewEvent(
        name="service.recalled",
        stream=f"service:{service.id}",
        case_id=service.envelope.case_id,
        happened_at=now,
        actor=by,
        data={"paper": str(service.paper_id), "envelope": str(service.envelope_id)},
        private={"reason": reason},
    )
