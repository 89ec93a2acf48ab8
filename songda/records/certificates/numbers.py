"""Serials of certificates: every one is used, so that a missing number never looks like a missing certificate.

A serial is held while its certificate is made. Whoever fails gives it back; what a dead worker held is free after the
lease, and free serials are given out before new ones.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from songda.core.evidence.epochs import FIRST_EPOCH
from songda.core.identifiers.china import CERTIFICATE_NUMBER, LATER_CERTIFICATE_NUMBER
from songda.records.certificates.models import HeldSerial
from songda.records.evidence.epochs import epoch_number

LEASE = timedelta(minutes=10)  # a batch is made within seconds; whoever takes longer is taken for dead

_AGAIN = """
UPDATE certificates_heldserial h SET held_until = %s FROM (
    SELECT serial FROM certificates_heldserial WHERE held_until <= %s ORDER BY serial LIMIT %s FOR UPDATE SKIP LOCKED
) free WHERE h.serial = free.serial RETURNING h.serial
"""
_NEW = """
WITH counted AS (
    INSERT INTO certificates_serialcount AS c (id, last) VALUES (1, %(count)s)
    ON CONFLICT (id) DO UPDATE SET last = c.last + %(count)s RETURNING last
)
INSERT INTO certificates_heldserial (serial, held_until)
SELECT generate_series(last - %(count)s + 1, last), %(until)s FROM counted RETURNING serial
"""


def number_of(court_code: str, serial: int, now: datetime) -> str:
    """The number of a certificate. After a restore it is one of a new series: the old one's next may be taken."""
    epoch = epoch_number()
    if epoch == FIRST_EPOCH:
        return CERTIFICATE_NUMBER.format(court=court_code, year=now.year, serial=serial)
    return LATER_CERTIFICATE_NUMBER.format(court=court_code, year=now.year, series=epoch, serial=serial)


def take_serials(count: int, now: datetime) -> list[int]:
    """So many serials, held for this caller; inside the transaction that makes the drafts, which ends soon."""
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [now + LEASE, now, count])
        taken = [row[0] for row in cursor.fetchall()]
        if len(taken) < count:
            cursor.execute(_NEW, {"count": count - len(taken), "until": now + LEASE})
            taken += [row[0] for row in cursor.fetchall()]
    return sorted(taken)


def use_serials(serials: Collection[int]) -> None:
    """Their certificates are written, in the same transaction: they are nobody's to give out again."""
    HeldSerial.objects.filter(serial__in=serials).delete()


def give_back_serials(serials: Collection[int], now: datetime) -> None:
    """Their certificates were not made: others bear them."""
    if serials:
        HeldSerial.objects.filter(serial__in=serials).update(held_until=now)
