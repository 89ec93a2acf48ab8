"""Whoever a notice is for reads it in the portal, having proved who they are: that is put on record, and people learn.

It brings the effect no nearer: a notice serves when its days have run, whether anybody read it or not (Civil Procedure
Law, article 95). But whoever reads it can be reached, and the last way is for those who cannot.
"""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.identity import Assurance, needed_to_read
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.public_notices.models import PublicNotice


@transaction.atomic
def note_notice_read(notice: PublicNotice, reader: Envelope, level: Assurance, now: datetime) -> bool:
    """The first time goes on record; `reader`: under whose link they read it. False where it is on record already.

    Raises PermissionError where they have not proved who they are.
    """
    if level < needed_to_read(status_case=reader.case.is_status_case):
        raise PermissionError("identity not proved")
    locked = (
        PublicNotice.objects.select_for_update(of=("self",)).select_related("envelope__case__court").get(id=notice.id)
    )
    if locked.read_at is not None or locked.published_at is None:
        return False
    locked.read_at = now
    locked.save(update_fields=["read_at"])
    data: dict[str, Json] = {"notice": str(locked.id), "link": str(reader.id), "assurance": int(level)}
    stream, by = f"envelope:{locked.envelope_id}", f"recipient:{reader.party_id}"
    record([NewEvent("notice.read", stream, locked.envelope.case_id, now, by, data)], now)
    if locked.is_standing and locked.ended_at is None:
        open_tasks([TaskDraft("note_notice", "notice_read", locked.envelope.case, locked.envelope)], now)
    return True
