"""The judge rules on what a recipient said against a service, after which the law is asked again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.records.decision.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.delivery.deeds.try_ids import try_in_event
from songda.records.delivery.orders.due import mark_for_law
from songda.records.delivery.orders.row_locks import lock_envelopes
from songda.records.delivery.portal_acts.models import Objection
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import record

RULINGS = frozenset({"accepted", "rejected"})


def subject_of(objection: Objection) -> Subject:
    """The question that the judge answers."""
    return Subject(objection.envelope.party, "objection", {"objection": objection})


@transaction.atomic
def rule(objection: Objection, verdict: Verdict, now: datetime) -> None:
    """The judge accepts or rejects the objection; everything that hangs on the attempt is decided anew.

    A later ruling takes the place of an earlier one, for a judge who has it before them.
    """
    if verdict.outcome not in RULINGS:
        raise ValueError(verdict.outcome)
    lock_envelopes([objection.envelope_id])
    made = keep_determination(subject_of(objection), verdict, now)
    if made is None:
        return
    ruled = {"ruling": verdict.outcome, "ruled_at": now, "ruled_by": verdict.by}
    Objection.objects.filter(id=objection.id).update(**ruled)
    envelope = objection.envelope
    data: dict[str, Json] = {"objection": str(objection.id), **try_in_event(objection), "ruling": made.outcome}
    record([determination_event("objection.decided", f"envelope:{envelope.id}", made, data)], now)
    if not Objection.objects.filter(envelope=envelope, ruling="pending").exists():
        end_by_fact(Fact.OBJECTION_DECIDED, Q(envelope=envelope), f"staff:{verdict.by.id}", now)
    mark_for_law([envelope.id], now)
