"""Recordings that were kept long enough: the file and its key go, the hash and the events stay."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from songda.records.delivery.telephone.events import recording_event
from songda.records.delivery.telephone.models import Recording
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record


def kept_recordings_of(case_ids: Iterable[UUID]) -> list[Recording]:
    """Recordings of these cases whose files are still there."""
    rows = Recording.objects.filter(party__case_id__in=list(case_ids), erased_at=None).select_related("party")
    return list(rows.order_by("kept_at"))


def erase_recordings(case_id: UUID, by: str, reason: str, now: datetime) -> int:
    """Destroy the keys and files of a case's recordings. Call it inside a transaction: keys first, files after."""
    recordings = kept_recordings_of([case_id])
    Recording.objects.filter(id__in=[each.id for each in recordings]).update(wrapped_key=None, erased_at=now)
    record([recording_event("recording.erased", each, now, by, reason=reason) for each in recordings], now)
    for each in recordings:
        vault.remove_file("recordings", each.id)
    return len(recordings)
