"""Sets certificates aside that cannot be made: people are told, and it is tried again every hour."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.records.certificates.contradictions import ContradictedError, MovedMeanwhileError
from songda.records.certificates.current import StaleAnswerError
from songda.records.certificates.numbers import SerialLostError
from songda.records.findings.models import Finding
from songda.records.orders.due import mark_for_law
from songda.records.orders.models import Envelope
from songda.records.queue.isolation import Failed
from songda.records.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.trust.typesetting import MissingGlyphError

log = logging.getLogger(__name__)

FAILED_AGAIN = timedelta(hours=1)
_REASONS: Mapping[type[Exception], str] = {
    MissingGlyphError: "missing_glyph",
    ContradictedError: "record_contradicts_log",
}


@transaction.atomic
def quarantine_findings(failed: Sequence[Failed[Finding]], now: datetime) -> None:
    """Try these again later, and let people know that they wait; what is logged is the kind of error."""
    stale = [one.row.pk for one in failed if isinstance(one.wrong, StaleAnswerError)]
    if stale:  # envelopes are locked before findings and tasks
        mark_for_law(list(Envelope.objects.filter(services__in=stale).distinct().values_list("id", flat=True)), now)
    for one in failed:
        if isinstance(one.wrong, MovedMeanwhileError | SerialLostError | StaleAnswerError):
            Finding.objects.filter(pk=one.row.pk).update(certificate_due_at=now)
            continue
        why = str(one.wrong) if isinstance(one.wrong, ContradictedError) else one.kind
        log.error("the certificate of service %s cannot be made (%s)", one.row.pk, why)
        Finding.objects.filter(pk=one.row.pk).update(certificate_due_at=now + FAILED_AGAIN)
        reason = _REASONS.get(type(one.wrong), "certificate_failed")
        envelope = Envelope.objects.select_related("case__court").get(services=one.row.pk)
        open_tasks([TaskDraft("mend_certificate", reason, envelope.case, envelope)], now)


def note_made(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """Where no certificate waits any more nobody has to see to it."""
    waiting = Finding.objects.filter(service__envelope__in=envelope_ids).exclude(certificate_due_at=None)
    done = set(envelope_ids) - set(waiting.values_list("service__envelope_id", flat=True))
    end_by_fact(Fact.CERTIFICATE_MADE, Q(envelope_id__in=done), "engine", now)
