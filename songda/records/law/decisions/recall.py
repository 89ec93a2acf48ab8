"""Takes back what was ordered by mistake: papers, and a wrong party with everything ordered for them.

Papers are taken back as long as they are not served and the recipient has not seen them. What they have opened stays
with them, and what was served stays served: there a corrected paper is served, or the judge finds that the service does
not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.ways import tell_overtaken, ways
from songda.records.matter.cases.actions import Reason, lock_case
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import call_off_all
from songda.records.service.calls.queries import receipts_in_force
from songda.records.service.deeds.models import DeedPaper
from songda.records.service.orders.due import end_recalled, lock_envelopes
from songda.records.service.orders.models import Envelope, Order, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.actions import end, end_by_fact
from songda.records.service.tasks.models import Task

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
    _refuse_unrecallable(chosen)
    Service.objects.filter(id__in=wanted).update(recalled_at=now)
    record([_event(service, reason, by, now) for service in chosen], now)
    tell_overtaken(list({service.envelope_id: service.envelope for service in chosen}.values()), by, now)
    _end_empty(touched, by, now)
    reconsider(sorted({service.envelope.party_id for service in chosen}))  # what these came in place of goes on


def undoable(envelopes: Iterable[Envelope], now: datetime) -> list[Envelope]:
    """Those of which nothing was handed over yet, because whoever ordered may still undo it."""
    return [e for e in envelopes if e.held_until is not None and e.held_until > now and e.recalled_at is None]


@transaction.atomic
def undo(case: Case, order_ids: Iterable[UUID], why: Reason, by: str, now: datetime) -> int:
    """Take whole orders back while they are held back; how many. All of them, or Refused once one may be going out.

    The envelopes are held first: whoever sends takes them by the same lock, so that one of the two comes too late.
    """
    orders = list(Order.objects.filter(id__in=set(order_ids), case=case).order_by("id"))
    ids = list(Envelope.objects.filter(order__in=orders).values_list("id", flat=True))
    lock_envelopes(ids)
    envelopes = list(Envelope.objects.filter(id__in=ids).select_related("order"))
    open_ones = [envelope for envelope in envelopes if envelope.recalled_at is None]
    if len(undoable(open_ones, now)) != len(open_ones) or not envelopes:
        raise Refused("undo_too_late")
    for order in {envelope.order_id: envelope.order for envelope in open_ones}.values():
        recall(order, [s.id for s in services_of_order(order) if s.recalled_at is None], why, by, now)
    if Attempt.objects.filter(envelope__in=ids).exclude(state="cancelled").exists():
        raise Refused("undo_too_late")  # whoever sends was faster
    return len(orders)


def why_not_recallable(services: Sequence[Service]) -> dict[UUID, Refused]:
    """Of those that cannot be taken back, why; services come with paper, finding."""
    opened = set(RecipientAct.objects.filter(service__in=services).values_list("service_id", flat=True))
    opened |= {receipt.service_id for receipt in receipts_in_force([service.id for service in services])}
    tried = DeedPaper.objects.filter(deed__steps__isnull=False, deed__steps__struck_at=None)
    with_deed = set(tried.filter(service__in=services).values_list("service_id", flat=True))
    for way in ways():
        with_deed |= set(way.irrevocable(services)) if way.irrevocable is not None else set()
    refusals = {s.id: _why(s, is_opened=s.id in opened, has_deed=s.id in with_deed) for s in services}
    return {service_id: refusal for service_id, refusal in refusals.items() if refusal is not None}


def services_of_order(order: Order) -> list[Service]:
    """Every paper of an order for every recipient, recipient by recipient."""
    return list(_rows(order))


def _rows(order: Order) -> QuerySet[Service]:
    rows = Service.objects.filter(envelope__order=order).select_related("paper", "finding", "envelope__party")
    return rows.order_by("envelope__party__recorded_at", "envelope_id", "paper__filed_at", "id")


def _refuse_unrecallable(chosen: Sequence[Service]) -> None:
    refusals = why_not_recallable(chosen)
    for service in chosen:
        if service.id in refusals:
            raise refusals[service.id]


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


@dataclass(frozen=True)
class Hanging:
    """What hangs on a party: who acts for them, what is on its way to them, what they filed, what keeps them."""

    representatives: Sequence[Party]
    services: Sequence[Service]
    papers: Sequence[Paper]
    refusal: Refused | None


def dependents_of(party: Party) -> Hanging:
    """Told before they are removed; `refusal` where they cannot be. Changes nothing."""
    acting = list(party.representatives.filter(removed_at=None).order_by("recorded_at", "id"))
    services = list(_services([party, *acting]))
    papers = list(Paper.objects.filter(filed_by__in=[party, *acting], struck_at=None).order_by("filed_at", "id"))
    return Hanging(acting, services, papers, _why_not(party, services, papers))


@transaction.atomic
def remove_party(party: Party, why: Reason, by: str, now: datetime) -> None:
    """Remove them, and whoever acts for them; raises WrongField or Refused, and then nothing was changed.

    What was ordered for them is taken back first, under the same rules as any order that was a mistake.
    """
    words = why.read()
    lock_case(party.case_id)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case__court").get(id=party.id)
    hanging = dependents_of(locked)
    if hanging.refusal is not None:
        raise hanging.refusal
    _take_back(hanging.services, why, by, now)
    gone = [locked, *hanging.representatives]
    Party.objects.filter(id__in=[one.id for one in gone]).update(removed_at=now)
    record([_removal_event(one, words, by, now) for one in gone], now)
    about = Q(party__in=gone) | Q(envelope__party__in=gone)
    theirs = Task.objects.filter(about, closed_at=None).exclude(kind="stop_entrusted")  # another court must learn of it
    end(list(theirs.values_list("id", flat=True)), Fact.STRUCK, by, now)
    reconsider(list(Party.objects.filter(case_id=locked.case_id, removed_at=None).values_list("id", flat=True)))
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
    return next(iter(why_not_recallable(services).values()), None)


def _take_back(services: Sequence[Service], why: Reason, by: str, now: datetime) -> None:
    orders: dict[Order, list[Service]] = {}
    for service in services:
        orders.setdefault(service.envelope.order, []).append(service)
    for order, own in orders.items():
        recall(order, [service.id for service in own], why, by, now)


def _removal_event(party: Party, reason: str, by: str, now: datetime) -> NewEvent:
    name = "representative.removed" if party.acts_for_id else "party.removed"
    data: dict[str, Json] = {"acts_for": str(party.acts_for_id)} if party.acts_for_id else {}
    return NewEvent(name, f"party:{party.id}", party.case_id, now, by, data, {"reason": reason})
