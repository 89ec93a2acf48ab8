"""What a certificate prints of the record besides the law's answer: whom it names, where, what they confirmed."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from songda.records.delivery.calls.models import CallReceipt
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.findings.write import SERVED
from songda.records.delivery.orders.models import Envelope
from songda.records.ground import vault
from songda.records.ground.queue import ask


def print_mark(envelope: Envelope, receipts: Iterable[CallReceipt]) -> bytes:
    """A keyed mark of what is printed; another one means that the record was corrected since."""
    return _mark(envelope, ((one.service_id, one.call_id) for one in receipts))


def _mark(envelope: Envelope, receipts: Iterable[tuple[object, object]]) -> bytes:
    party, case = envelope.party, envelope.case
    parts = sorted(f"{service} {call}" for service, call in receipts)
    printed = [party.name, party.number, party.role, case.number, case.cause, *parts]
    return vault.mark("certificate.printed", json.dumps(printed, ensure_ascii=False))


def current_print_marks(envelope_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The marks of these envelopes as the record stands at this moment."""
    receipts = CallReceipt.objects.filter(service__envelope=OuterRef("pk"), call__struck_at=None)
    rows = Envelope.objects.filter(id__in=envelope_ids).select_related("party", "case")
    rows = rows.annotate(
        receipt_pairs=ArraySubquery(receipts.values_list(JSONObject(service="service_id", call="call_id")))
    )
    return {
        envelope.id: _mark(envelope, ((one["service"], one["call"]) for one in envelope.receipt_pairs))
        for envelope in rows
    }


@transaction.atomic
def review(party_ids: Sequence[UUID], case_ids: Sequence[UUID], now: datetime) -> int:
    """Make the certificates of these parties and cases due; those that still print what is on record stay as they are.

    Every service that counts is touched, certified already or not: a certificate that is being made at this moment
    waits with its rows for us, or we for it, so that none with the old words is left standing.
    """
    theirs = Q(service__envelope__party_id__in=party_ids) | Q(service__envelope__case_id__in=case_ids)
    counted = Q(status=SERVED) | Q(service__certificates__isnull=False)
    ids = Finding.objects.filter(theirs, counted).values("pk")
    touched = Finding.objects.filter(pk__in=ids).update(certificate_due_at=now)
    if touched:
        ask("certificates.issue", queue="certificates")
    return touched
