"""Puts on record that somebody of the court, or a system of it, had personal data shown: whose, when, and where."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.evidence.readings import Door, door_of
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record, record_unless
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party

ONE_LOOK = timedelta(minutes=10)  # whoever comes back to the same data within this time is still looking
_FILE_DOORS = {
    "paper": Door.PAPERS,
    "certificate": Door.CERTIFICATES,
    "scan": Door.DEEDS,
    "address_form": Door.PARTIES,
    "letter": Door.LETTERS,
    "notice": Door.NOTICES,
    **dict.fromkeys(("visit_photo", "visit_original"), Door.FIELD),
    "entrustment": Door.ENTRUSTED,
}
_SHOWN_BEFORE = """
SELECT FROM evidence_event
WHERE name = 'page.shown' AND actor = %s AND recorded_at > %s AND recorded_at <= %s AND data = %s::jsonb
  AND (EXISTS (SELECT FROM evidence_entry entry WHERE entry.event_id = evidence_event.id)
       OR EXISTS (SELECT FROM evidence_unsequenced waiting WHERE waiting.number = evidence_event.number))
"""


@dataclass(frozen=True)
class Subject:
    """Whose data it is: everybody's in a case, or one party's alone."""

    case_id: UUID
    party_id: UUID | None = None


def note_page(court_id: UUID, subjects: Iterable[Subject], door: Door, by: str, now: datetime) -> bool:
    """Who had a page (or an answer of the interface) shown that names these; one statement.

    False where it is on record already that they looked at the very same through this door within `ONE_LOOK`.
    """
    shown = set(subjects)
    cases = sorted({subject.case_id for subject in shown})
    alone = {subject.party_id for subject in shown}
    data = reading_data(court_id, cases, sorted(one for one in alone if one) if None not in alone else (), door)
    event = NewEvent("page.shown", by, None, happened_at=now, actor=by, data=data)
    return bool(cases) and record_unless(_SHOWN_BEFORE, [by, now - ONE_LOOK, now, json.dumps(data)], event, now)


@transaction.atomic
def note_showing(party: Party, by: str, now: datetime, door: Door = Door.PARTIES) -> None:
    """Who looked at whose particulars in full, and when."""
    data = reading_data(party.case.court_id, [party.case_id], [party.id], door_of(by, door))
    stream = f"party:{party.id}"
    record([NewEvent("particulars.shown", stream, party.case_id, happened_at=now, actor=by, data=data)], now)


@transaction.atomic
def note_list(court: Court, cases: Sequence[Case], by: str, now: datetime) -> None:
    """Who had a list of cases shown with the names of everybody in them."""
    if cases:
        data = reading_data(court.id, [case.id for case in cases], (), door_of(by, Door.CASES))
        record([NewEvent("case_list.shown", by, None, happened_at=now, actor=by, data=data)], now)


@transaction.atomic
def note_file(case: Case, kind: str, file_id: UUID, by: str, now: datetime) -> None:
    """Who took a file of the case, which names persons: a paper, a certificate, a scan."""
    note_files(case, kind, [file_id], by, now)


@transaction.atomic
def note_files(case: Case, kind: str, file_ids: Sequence[UUID], by: str, now: datetime) -> None:
    """The same for several files that are taken in one: each is on record as taken."""
    data = reading_data(case.court_id, [case.id], (), door_of(by, _FILE_DOORS[kind]))
    streams = [f"taken:{kind}:{file_id}"[:60] for file_id in file_ids]
    record([NewEvent("file.taken", each, case.id, happened_at=now, actor=by, data=data) for each in streams], now)


@transaction.atomic
def note_batch(court_id: UUID, case_ids: Sequence[UUID], batch_id: UUID, by: str, now: datetime) -> None:
    """Who took the file of a batch of letters, or its list, which names the persons of all these cases."""
    data = reading_data(court_id, case_ids, (), door_of(by, Door.LETTERS))
    record([NewEvent("file.taken", f"taken:batch:{batch_id}"[:60], None, happened_at=now, actor=by, data=data)], now)


def reading_data(court_id: UUID, cases: Sequence[UUID], parties: Sequence[UUID], door: Door) -> dict[str, Json]:
    """What a reading is about, as an auditor looks for it: court, door, cases; persons where it is about them alone."""
    data: dict[str, Json] = {"court": str(court_id), "door": door.value, "cases": [str(one) for one in cases]}
    return {**data, "parties": [str(one) for one in parties]} if parties else data
