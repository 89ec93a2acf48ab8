"""The judge approves a public notice though not every way was tried, because they find that they cannot serve them.

Civil Procedure Law, article 95 (92 before 2022). Their approval names the ways that they had before them; where another
one opens afterwards, it does not reach it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.records.decision.determinations.actions import Verdict, determination_event, keep_determination
from songda.records.decision.facts.dossier import load_dossier_for_notice
from songda.records.decision.facts.law_facts import APPROVED
from songda.records.decision.notices.ground import question_of
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.orders.row_locks import lock_envelopes
from songda.records.delivery.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ground.evidence.actions import record

DECLINED = "declined"
OUTCOMES = frozenset({APPROVED, DECLINED})
_TASK_REASONS = {APPROVED: "notice_approved", DECLINED: "notice_declined"}


@transaction.atomic
def decide_notice(envelope_id: UUID, verdict: Verdict, now: datetime) -> None:
    """Approve or decline; the clerk is told. Raises Refused where nothing is to be decided, or it is not their case."""
    if verdict.outcome not in OUTCOMES:
        raise ValueError(verdict.outcome)
    lock_envelopes([envelope_id])
    envelope = Envelope.objects.select_related("case__court", "party").get(id=envelope_id)
    made = keep_determination(question_of(load_dossier_for_notice(envelope), now), verdict, now)
    if made is None:
        return
    data: dict[str, Json] = {"envelope": str(envelope_id), "ways": (made.shown_to_judge or {}).get("ways", [])}
    record([determination_event("notice.decided", f"envelope:{envelope_id}", made, data)], now)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope_id=envelope_id), f"staff:{verdict.by.id}", now)
    open_tasks([TaskDraft("note_notice", _TASK_REASONS[made.outcome], envelope.case, envelope)], now)
