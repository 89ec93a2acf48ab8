"""Fetches the time stamps that were pending when a certificate was made, and those that turn out to be none."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from songda.core.delivery.incidents import Work
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import may_be_tried, note_tried, try_each
from songda.records.ground.queue import Failed
from songda.records.proof.certificates.making import SignedFile, stamper, store
from songda.records.proof.certificates.models import Certificate
from songda.trust.offline.pdf_seal import open_seal
from songda.trust.signing import NoRoomError, add_stamp, witnessed_at
from songda.trust.timestamps import CLOCKS_DIFFER, Stamper, StampUnavailable

BATCH = 20
AGAIN = timedelta(seconds=15)
NEXT_DAY = timedelta(days=1)
log = logging.getLogger("songda.worker")


def count_unstamped() -> int:
    """How many certificates wait for their time stamp."""
    return _waiting().count()


def _waiting() -> QuerySet[Certificate]:
    return Certificate.objects.exclude(stamp_due_at=None).exclude(state="replaced")


def needs_other_stamp(certificate: Certificate) -> bool:
    """Whether it was issued with a stamp that does not hold, or that says another time than that of its making."""
    if certificate.state != "issued" or certificate.stamped_at is None:
        return False
    at = witnessed_at(certificate.read())
    return at is None or not certificate.made_at - CLOCKS_DIFFER <= at <= certificate.stamped_at + CLOCKS_DIFFER


@transaction.atomic
def look_again(certificate_ids: Sequence[UUID], now: datetime) -> int:
    """Have the stamps of those fetched anew that need another; how many."""
    found = Certificate.objects.filter(id__in=certificate_ids, state="issued", stamp_due_at=None)
    rows = list(found.select_for_update(of=("self",)))
    looked_at, failed = try_each(rows, lambda one: (one, needs_other_stamp(one)))
    note_tried(Work.STAMP, [one.id for one in rows], failed, now)
    wanting = [one for one, needs_it in looked_at if needs_it]
    for one in wanting:
        log.error("the time stamp of certificate %s does not hold; another one is fetched", one.number)
    return Certificate.objects.filter(id__in=[one.id for one in wanting]).update(stamp_due_at=now)


def stamp_due(now: datetime) -> int:
    """Stamp the certificates that wait for it; gives back how many were stamped. Stops while the authority is away."""
    authority = stamper()
    if authority is None:
        return 0
    stamped, claimed, failed = 0, _claim(now), list[Failed[Certificate]]()
    for certificate in claimed:
        try:
            _stamp(certificate, authority, now)
        except StampUnavailable:
            break
        except NoRoomError as narrow:
            _put_off(certificate, narrow, now)
        except (OperationalError, InterfaceError, OSError):
            raise
        except Exception as wrong:  # noqa: BLE001 - a file that is gone or spoilt keeps no other waiting
            failed.append(Failed(certificate, wrong))
        else:
            stamped += 1
    note_tried(Work.STAMP, [one.id for one in claimed], failed, now)
    return stamped


@transaction.atomic
def _claim(now: datetime) -> Sequence[Certificate]:
    due = _waiting().filter(may_be_tried(Work.STAMP, now), stamp_due_at__lte=now).order_by("stamp_due_at")
    waiting = list(due.select_related("service__envelope").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Certificate.objects.filter(id__in=[c.id for c in waiting]).update(stamp_due_at=now + AGAIN)
    return waiting


def _stamp(certificate: Certificate, authority: Stamper, now: datetime) -> None:
    body = add_stamp(certificate.read(), authority, anew=certificate.state == "issued")
    seal_on_it = open_seal(body)[0].fingerprint  # another one may be in use meanwhile
    _write(certificate, store(body, seal_on_it, is_stamped=True), now)


def _put_off(certificate: Certificate, narrow: NoRoomError, now: datetime) -> None:
    """It stays valid without a stamp, and keeps no other waiting; the authority may come to write shorter ones."""
    log.error("certificate %s waits for its time stamp: %s It is tried again in a day.", certificate.number, narrow)
    Certificate.objects.filter(id=certificate.id).update(stamp_due_at=now + NEXT_DAY)


@transaction.atomic
def _write(certificate: Certificate, made: SignedFile, now: datetime) -> None:
    """The stamped file takes the place of the unstamped one; the hashes of both stay in the log.

    So do those of a file whose stamp did not hold: it keeps its own event, or was the one that was issued.
    """
    event_id = record([_event(certificate, made, now)], now)[0]
    Certificate.objects.filter(id=certificate.id).exclude(state="replaced").update(
        state="issued",
        sha256=made.sha256,
        unstamped_sha256=_issued_sha256(certificate),
        file_id=made.file_id,
        wrapped_key=made.wrapped_key,
        stamped_at=now,
        stamp_due_at=None,
        event_id=event_id,
    )


def _issued_sha256(certificate: Certificate) -> bytes:
    """The hash of the file that `certificate.issued` names: by it a proof finds from the last file to the first."""
    return bytes(certificate.unstamped_sha256 or certificate.sha256)


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
            "unstamped_sha256": _issued_sha256(certificate).hex(),
        },
    )
