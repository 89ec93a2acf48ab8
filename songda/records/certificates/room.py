"""When files cannot be kept nothing is wrong with a single certificate: all wait for the same end, as one incident."""

import errno
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from songda.core.delivery.incidents import IncidentKind
from songda.records.findings.models import Finding
from songda.records.incidents.actions import Trouble, begin_incident, end_incident

AGAIN: Final = timedelta(seconds=30)


def is_of_the_store(wrong: Exception) -> bool:
    """Whether the machine could not keep or read a file: no room, no leave, no folder."""
    return isinstance(wrong, OSError)


def wait_for_room(finding_ids: Collection[UUID], wrong: Exception, now: datetime) -> None:
    """These are due again in half a minute; nobody has to do anything about a single one of them."""
    Finding.objects.filter(pk__in=finding_ids).update(certificate_due_at=now + AGAIN)
    code = errno.errorcode.get(getattr(wrong, "errno", 0) or 0, type(wrong).__name__)
    waiting = Finding.objects.exclude(certificate_due_at=None).count()
    begin_incident(Trouble(IncidentKind.STORE_FULL, detail=code), waiting, now)


def note_room(now: datetime) -> None:
    """A file was kept."""
    end_incident(IncidentKind.STORE_FULL, now)
