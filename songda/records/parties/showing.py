"""Puts on record that a member of staff had personal data shown: whose, and when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.records.cases.models import Case
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party
from songda.records.staff.models import Court


@transaction.atomic
def note_showing(party: Party, by: str, now: datetime) -> None:
    """Who looked at whose particulars, and when."""
    data = about(party.case.court_id, [party.case_id], [party.id])
    stream = f"party:{party.id}"
    record([NewEvent("particulars.shown", stream, party.case_id, happened_at=now, actor=by, data=data)], now)


@transaction.atomic
def note_list(court: Court, cases: Sequence[Case], by: str, now: datetime) -> None:
    """Who had a list of cases shown with the names of everybody in them."""
    if cases:
        data = about(court.id, [case.id for case in cases])
        record([NewEvent("case_list.shown", by, None, happened_at=now, actor=by, data=data)], now)


@transaction.atomic
def note_file(case: Case, kind: str, file_id: UUID, by: str, now: datetime) -> None:
    """Who took a file of the case, which names persons: a paper, a certificate, a scan."""
    data = about(case.court_id, [case.id])
    record([NewEvent("file.taken", f"taken:{kind}:{file_id}"[:60], case.id, happened_at=now, actor=by, data=data)], now)


def about(court_id: UUID, cases: Sequence[UUID], parties: Sequence[UUID] = ()) -> dict[str, Json]:
    """What a reading is about, as an auditor looks for it: court and cases; the person, where it is about one alone."""
    data: dict[str, Json] = {"court": str(court_id), "cases": [str(one) for one in cases]}
    return {**data, "parties": [str(one) for one in parties]} if parties else data
