"""Fetches the time stamps that were pending when a certificate was made."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.proof.certificates.making import SignedFile, stamper, store
from songda.records.proof.certificates.models import Certificate
from songda.trust.offline.pdf_seal import open_seal
from songda.trust.signing import NoRoomError, add_stamp
from songda.trust.timestamps import Stamper, StampUnavailable

BATCH = 20
AGAIN = timedelta(seconds=15)
NEXT_DAY = timedelta(days=1)
log = logging.getLogger("songda.worker")


def count_unstamped() -> int:
    """How many certificates wait for their time stamp."""
    return Certificate.objects.filter(state="stamp_pending").count()


def stamp_due(now: datetime) -> int:
    """Stamp the certificates that wait for it; gives back how many were stamped. Stops while the authority is away."""
    authority = stamper()
    if authority is None:
        return 0
    stamped = 0
    for certificate in _claim(now):
        try:
            _stamp(certificate, authority, now)
        except StampUnavailable:
            break
        except NoRoomError as narrow:
            _put_off(certificate, narrow, now)
        else:
            stamped += 1
    return stamped


@transaction.atomic
def _claim(now: datetime) -> Sequence[Certificate]:
    due = Certificate.objects.filter(state="stamp_pending", stamp_due_at__lte=now).order_by("stamp_due_at")
    waiting = list(due.select_related("service__envelope").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Certificate.objects.filter(id__in=[c.id for c in waiting]).update(stamp_due_at=now + AGAIN)
    return waiting


def _stamp(certificate: Certificate, authority: Stamper, now: datetime) -> None:
    body = add_stamp(certificate.read(), authority)
    seal_on_it = open_seal(body)[0].fingerprint  # another one may be in use meanwhile
    _write(certificate, store(body, seal_on_it, is_stamped=True), now)


def _put_off(certificate: Certificate, narrow: NoRoomError, now: datetime) -> None:
    """It stays valid without a stamp, and keeps no other waiting; the authority may come to write shorter ones."""
    log.error("certificate %s waits for its time stamp: %s It is tried again in a day.", certificate.number, narrow)
    Certificate.objects.filter(id=certificate.id).update(stamp_due_at=now + NEXT_DAY)


@transaction.atomic
def _write(certificate: Certificate, made: SignedFile, now: datetime) -> None:
    """The stamped file takes the place of the unstamped one; both hashes stay in the log."""
    event_id = record([_event(certificate, made, now)], now)[0]
    rows = Certificate.objects.filter(id=certificate.id, state="stamp_pending")
    rows.update(
        state="issued",
        sha256=made.sha256,
        unstamped_sha256=certificate.sha256,
        file_id=made.file_id,
        wrapped_key=made.wrapped_key,
        stamped_at=now,
        stamp_due_at=None,
        event_id=event_id,
    )


def _event(certificate: Certificate, made: SignedFile, now: datetime) -> NewEvent:
    return NewEvent(
        name="certificate.stamped",
        stream=f"certificate:{certificate.id}",
        case_id=certificate.service.envelope.case_id,
        happened_at=now,
        actor="engine",
        data={
            "number": certificate.number,
            "service": str(certificate.service_id),
            "sha256": made.sha256.hex(),
            "seal": made.seal,
            "unstamped_sha256": bytes(certificate.sha256).hex(),
        },
    )
