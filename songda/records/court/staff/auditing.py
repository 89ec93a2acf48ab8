"""Puts on record that an auditor looked at who read whose personal data."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.evidence.readings import Door
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record


@transaction.atomic
def note_look(court: Court, by: str, now: datetime, wanted: Mapping[str, Json], *, is_file: bool) -> None:
    """Who looked, whether they took it as a file, and what they looked for, which may name a person, sealed."""
    data: dict[str, Json] = {"court": str(court.id), "door": Door.COURT.value, "file": is_file}
    private: dict[str, Json] = {"wanted": dict(wanted)} if wanted else {}
    record([NewEvent("readings.shown", by, None, happened_at=now, actor=by, data=data, private=private)], now)
