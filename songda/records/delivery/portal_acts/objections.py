"""What a recipient says against a service; the law is asked again, and a judge will rule."""

from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.deeds.try_ids import columns_of, try_in_event
from songda.records.delivery.orders.due import mark_for_law
from songda.records.delivery.orders.models import Service
from songda.records.delivery.orders.row_locks import lock_envelopes
from songda.records.delivery.portal_acts.models import Objection
from songda.records.delivery.portal_acts.visits import visitor_event
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record


@transaction.atomic
def raise_objection(service: Service, ground: str, words: str, proved_at: datetime | None, now: datetime) -> Objection:
    """The proven recipient objects to how this paper reached them; a judge will rule. Said twice it is one."""
    envelope = service.envelope
    lock_envelopes([envelope.id])
    against = _try_of(service)
    if not against:
        raise Refused("nothing_to_object")
    said_so = {**columns_of(against), "service": service, "ground": ground, "proved_at": proved_at}
    pending = Objection.objects.filter(**said_so, ruling="pending")
    if said := next((one for one in pending if words_of(one) == words), None):
        return said
    objection_id = new_id()
    objection = Objection.objects.create(
        id=objection_id,
        envelope=envelope,
        **said_so,
        words_sealed=vault.seal_text(f"objection.words:{objection_id}", words) if words else None,
        raised_at=now,
    )
    details: dict[str, Json] = {"objection": str(objection_id), **try_in_event(objection), "ground": ground}
    details |= {"service": str(service.id), "paper": str(service.paper_id)}
    if proved_at is not None:
        details["proved_at"] = proved_at.isoformat()
    private: dict[str, Json] = {"words": words[:2000]} if words else {}
    record([visitor_event("objection.raised", envelope, now, details, private)], now)
    told = ("rule_objection", "note_change")  # to the judge, and to the clerk, who prepares what rests on the service
    open_tasks([TaskDraft(task, "objection", envelope.case, envelope) for task in told], now)
    mark_for_law([envelope.id], now)
    return objection


def _try_of(service: Service) -> str:
    """The try that made the service count, else the last attempt that reached anybody; empty where there is none."""
    finding = getattr(service, "finding", None)
    if finding and finding.winning_attempt:
        return str(finding.winning_attempt)
    sent = Attempt.objects.filter(envelope_id=service.envelope_id, purpose="service").exclude(submitted_at=None)
    last = sent.order_by("-id").values_list("id", flat=True).first()
    return "" if last is None else str(last)


def words_of(objection: Objection) -> str:
    """What the recipient wrote, in clear."""
    return vault.open_text(f"objection.words:{objection.id}", objection.words_sealed) if objection.words_sealed else ""
