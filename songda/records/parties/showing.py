"""Puts on record that a member of staff had a party's number and addresses shown in full."""

from datetime import datetime

from django.db import transaction

from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party


@transaction.atomic
def note_showing(party: Party, by: str, now: datetime) -> None:
    """Who looked at whose particulars, and when."""
    stream = f"party:{party.id}"
    record([NewEvent("particulars.shown", stream, party.case_id, happened_at=now, actor=by, data={})], now)
