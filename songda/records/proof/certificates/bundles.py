"""Puts the whole proof of one service into one file that anybody can check offline, and notes who took it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.evidence.deciding.messages import OF_WORDS
from songda.core.evidence.readings import Door, door_of
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import events_of
from songda.records.ground.queue import ask
from songda.records.matter.parties.showing import reading_data
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.stamp import needs_other_stamp
from songda.records.proof.certificates.streams import streams_of_services
from songda.records.service.orders.models import Service
from songda.records.ways.lookups.disclosure import numbers_covered
from songda.trust.offline.pack import pack


def bundle(service: Service) -> bytes:
    """The zip file. Raises NotCoveredError while an event waits for its checkpoint.

    Whoever holds it could read the numbers that operators named and nobody confirmed, on no record. That such a number
    was found, and what became of it, stays in the file; only which one it is stays with the court.
    """
    certificate = _certificate_of(service)
    body = certificate.read() if certificate else b""
    issued_by = certificate.event_id if certificate else None
    events = _with_words(service, events_of(streams_of_services([service])[service.id]))
    covered = numbers_covered(service.envelope.party)
    return pack(bundle_of(events, body, issued_by, _seal_on_it(events, issued_by), covered))


def _with_words(service: Service, events: Sequence[Event]) -> list[Event]:
    """Beside them, oldest first, what the court recorded of the words and the telephone of its messages."""
    of_court = f"court:{service.envelope.case.court_id}"
    words = Event.objects.on_record().filter(stream=of_court, name__in=OF_WORDS)
    return sorted({event.number: event for event in (*events, *words)}.values(), key=lambda event: event.number)


def _certificate_of(service: Service) -> Certificate | None:
    return Certificate.objects.filter(service=service).exclude(state="replaced").first()


def _seal_on_it(events: Sequence[Event], issued_by: UUID | None) -> str:
    """The fingerprint of the seal on the certificate, as the log tells it; the court may have another one by now."""
    issued = next((event for event in events if event.id == issued_by), None)
    return str(issued.data.get("seal", "")) if issued else ""


def hand_out(service: Service, by: str, now: datetime) -> bytes:
    """The bundle, for somebody who takes it out of the court: who did, and which file, goes on record.

    In a stream of its own, so that the next bundle is no other one. Raises NotCoveredError, and then nothing is noted.
    Where the certificate's stamp is found to be none, another one is asked for.
    """
    body, case = bundle(service), service.envelope.case
    event = NewEvent(
        name="bundle.exported",
        stream=f"bundle:{service.id}",
        case_id=case.id,
        happened_at=now,
        actor=by,
        data={
            **reading_data(case.court_id, [case.id], [service.envelope.party_id], door_of(by, Door.SERVING)),
            "service": str(service.id),
            "sha256": hashlib.sha256(body).hexdigest(),
        },
    )
    with transaction.atomic():
        record([event], now)
        _have_stamped_again(service)
    return body


def _have_stamped_again(service: Service) -> None:
    certificate = _certificate_of(service)
    if certificate is not None and needs_other_stamp(certificate):
        ask("certificates.look_again", queue="certificates", certificate_ids=[str(certificate.id)])
