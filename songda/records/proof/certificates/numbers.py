"""Serials of certificates: a court's are all used, so that a missing number never looks like a missing certificate.

A serial is held while its certificate is made. Whoever fails gives it back; what a dead worker held is free after the
lease, and free serials are given out before new ones. Whoever was taken for dead and lives has lost theirs.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from songda.core.evidence.epochs import FIRST_EPOCH
from songda.core.identifiers.china import CERTIFICATE_NUMBER, LATER_CERTIFICATE_NUMBER
from songda.records.ground import vault
from songda.records.proof.certificates.models import HeldSerial

LEASE = timedelta(minutes=10)  # a batch is made within seconds; whoever takes longer is taken for dead

_AGAIN = """
UPDATE certificates_heldserial h SET held_until = %s FROM (
    SELECT serial FROM certificates_heldserial WHERE court_id = %s AND held_until <= %s ORDER BY serial
    LIMIT %s FOR UPDATE SKIP LOCKED
) free WHERE h.court_id = %s AND h.serial = free.serial RETURNING h.serial
"""
_NEW = """
WITH counted AS (
    INSERT INTO certificates_serialcount AS c (court_id, last) VALUES (%(court)s, %(count)s)
    ON CONFLICT (court_id) DO UPDATE SET last = c.last + %(count)s RETURNING last
)
INSERT INTO certificates_heldserial (court_id, serial, held_until)
SELECT %(court)s, generate_series(last - %(count)s + 1, last), %(until)s FROM counted RETURNING serial
"""


def number_of(court_code: str, serial: int, epoch: int, now: datetime) -> str:
    """The number of a certificate. After a restore it is one of a new series: the old one's next may be taken."""
    if epoch == FIRST_EPOCH:
        return CERTIFICATE_NUMBER.format(court=court_code, year=now.year, serial=serial)
    return LATER_CERTIFICATE_NUMBER.format(court=court_code, year=now.year, series=epoch, serial=serial)


class SerialLostError(Exception):
    """What was held was given to others meanwhile: whoever held it was taken for dead."""


def take_serials(court_id: UUID, count: int, now: datetime) -> list[int]:
    """So many of a court, held for this caller; inside the transaction that makes the drafts, which ends soon."""
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [now + LEASE, court_id, now, count, court_id])
        taken = [row[0] for row in cursor.fetchall()]
        if len(taken) < count:
            cursor.execute(_NEW, {"court": court_id, "count": count - len(taken), "until": now + LEASE})
            taken += [row[0] for row in cursor.fetchall()]
    return sorted(taken)


def use_serials(court_id: UUID, serials: Collection[int], taken_at: datetime) -> None:
    """Their certificates are written, in the same transaction: they are nobody's to give out again.

    Raises SerialLostError where they are not held since `taken_at` any more.
    """
    if _reserved(court_id, serials, taken_at).delete()[0] != len(serials):
        raise SerialLostError


def give_back_serials(court_id: UUID, serials: Collection[int], taken_at: datetime) -> None:
    """Their certificates were not made: others bear them. What is another's by now stays theirs."""
    if serials:
        _reserved(court_id, serials, taken_at).update(held_until=taken_at)


def _reserved(court_id: UUID, serials: Collection[int], taken_at: datetime) -> QuerySet[HeldSerial]:
    return HeldSerial.objects.filter(court=court_id, serial__in=serials, held_until=taken_at + LEASE)


def code_of(certificate: str) -> str:
    """What is typed or scanned to check the certificate with this id: twelve letters that only our key makes."""
    return vault.keyring().code("certificate", certificate, 12)
