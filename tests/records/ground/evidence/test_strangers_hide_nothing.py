"""What somebody wrote past the program hides nothing of what is on record, and keeps nothing from being written."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from songda.core.evidence.readings import Door
from songda.records.ground.evidence.actions import report_unmarked_events, sequence
from songda.records.ground.evidence.audits import is_audit_due
from songda.records.ground.evidence.models import Checkpoint, CheckpointSetAside
from songda.records.matter.parties.showing import Subject, note_page, reading_data
from songda.records.overview.loose_ends.found import Kind
from songda.records.overview.loose_ends.look import loose_ends
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.ground.evidence.log import MORNING, run, write

pytestmark = pytest.mark.database
NIGHT = MORNING + timedelta(hours=18)
_PUT = """
INSERT INTO evidence_event
    (number, id, name, stream, happened_at, recorded_at, actor, data, commitment, leaf, mark)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '{}', '')
"""


def put(name: str, stream: str, at: object, *, actor: str = "engine", data: object = None, number: int = -1) -> None:
    """An event that nobody of ours wrote; it waits for no place, so that nothing ever looks at it."""
    run(_PUT, [number, str(uuid4()), name, stream, at, at, actor, json.dumps(data or {})])
    run("DELETE FROM evidence_unsequenced WHERE number = %s", [number])


def test_a_made_up_word_of_what_was_set_aside_does_not_keep_the_real_one_back() -> None:
    Checkpoint.objects.create(size=9, root=b"", note="junk", at=MORNING)
    write(1)
    sequence(MORNING)
    aside = CheckpointSetAside.objects.get()
    put("log.checkpoint_refused", f"checkpoint:{aside.number}", MORNING)
    assert report_unmarked_events(MORNING) == 1


def test_an_event_of_the_far_future_puts_the_first_audit_off_no_longer() -> None:
    write(1)
    sequence(MORNING)
    put("consent.given", "party:1", MORNING + timedelta(days=3_000))
    assert is_audit_due(NIGHT)


def test_a_made_up_reading_hides_none() -> None:
    party = make.party(make.case())
    by, court = f"staff:{make.user().id}", make.court().id
    data = reading_data(court, [party.case_id], [party.id], Door.PARTIES)
    put("page.shown", by, make.NOW, actor=by, data=data)
    assert note_page(court, [Subject(party.case_id, party.id)], Door.PARTIES, by, make.NOW + timedelta(seconds=1))


def test_a_made_up_end_of_a_task_is_no_end_of_it() -> None:
    open_tasks([TaskDraft("call", "unread", make.case())], make.NOW)
    task = Task.objects.get()
    put("task.closed", f"task:{task.id}", make.NOW, number=10**9)
    assert [loose for loose in loose_ends(make.NOW) if loose.kind is Kind.TASK_UNLIKE_LOG] == []
