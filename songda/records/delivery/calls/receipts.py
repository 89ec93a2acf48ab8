"""What they said in a call to have received: proof of receipt, since they were made sure of before they were asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from songda.core.delivery.tasks import Fact
from songda.core.refusal import WrongField
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.calls.models import Call, CallReceipt
from songda.records.delivery.calls.outcomes import OUTCOMES
from songda.records.delivery.orders.due import mark_for_law
from songda.records.delivery.orders.models import Service
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.queue import ask
from songda.records.matter.parties.drafts import CallDraft
from songda.records.matter.parties.models import Party


def services_sent(party: Party, at: datetime) -> QuerySet[Service]:
    """The papers that a message had brought on its way to them before that moment, and that were not taken back."""
    sent = Attempt.objects.filter(purpose="service", submitted_at__lte=at).exclude(state="rejected")
    rows = Service.objects.filter(envelope__party=party, envelope__attempts__in=sent, recalled_at=None)
    return rows.select_related("paper", "envelope").distinct().order_by("envelope__placed_at", "id")


def received_services(party: Party, draft: CallDraft) -> Sequence[Service]:
    """The papers that they confirmed; raises WrongField where it does not show that they themselves received them."""
    if draft.outcome == "received" and not draft.received:
        raise WrongField("received", "received_what")
    if not draft.received:
        return []
    if not OUTCOMES[draft.outcome].may_confirm:
        raise WrongField("received", "received_otherwise")
    services = list(services_sent(party, draft.at).filter(id__in=draft.received))
    if len(services) != len(set(draft.received)):
        raise WrongField("received", "received_before_sent")
    return services


def keep_receipts(call: Call, services: Sequence[Service], by: str, now: datetime) -> None:
    """Keep them with their call; the law is asked again, and whoever waited for their word waits no longer."""
    if not services:
        return
    CallReceipt.objects.bulk_create([CallReceipt(call=call, service=service) for service in services])
    envelopes = sorted({service.envelope_id for service in services})
    mark_for_law(envelopes, now)
    ask("certificates.review", queue="certificates", party_ids=[str(call.party_id)])
    end_by_fact(Fact.ACKNOWLEDGED, Q(envelope_id__in=envelopes), by, now)


def drop_receipts(call: Call, now: datetime) -> None:
    """The call is struck: what rested on it is asked again."""
    if envelopes := sorted(set(call.receipts.values_list("service__envelope_id", flat=True))):
        mark_for_law(envelopes, now)
        ask("certificates.review", queue="certificates", party_ids=[str(call.party_id)])


def standing_receipts(services: Iterable[UUID]) -> QuerySet[CallReceipt]:
    """What was confirmed of these services in calls that count, the earliest first."""
    rows = CallReceipt.objects.filter(service_id__in=services, call__struck_at=None)
    return rows.select_related("call", "service").order_by("call__at", "id")
