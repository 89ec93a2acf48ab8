"""A task is due when somebody is there to do it: in office hours, never on a rest day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.tasks import ROWS
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.terms import office_hours
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Shanghai")

DUE = [
    ("opened on Friday evening, a call is due when Monday ends", "call", "2026-06-05 20:00", "2026-06-08 17:30"),
    ("two days over a holiday", "find_address", "2026-06-18 10:00", "2026-06-23 17:30"),
    ("four hours run on from one day to the next", "check_outcome", "2026-06-01 16:00", "2026-06-02 11:00"),
]


@pytest.mark.parametrize(("sentence", "kind", "opened", "due"), DUE, ids=[row[0] for row in DUE])
def test_by_when(sentence: str, kind: str, opened: str, due: str) -> None:
    now, expected = (datetime.fromisoformat(words).replace(tzinfo=ZONE) for words in (opened, due))
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft(kind, "unread", sent.case, sent)], now)
    assert Task.objects.get(kind=kind).due_at == expected, sentence


@pytest.mark.parametrize("kind", ROWS)
def test_no_task_falls_due_when_nobody_is_there(kind: str) -> None:
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft(kind, "unread", sent.case, sent)], datetime(2026, 9, 30, 23, 0, tzinfo=ZONE))
    due = Task.objects.get(kind=kind).due_at.astimezone(ZONE)
    hours = office_hours("Asia/Shanghai")
    assert not hours.calendar.is_rest_day(due.date())
    assert hours.opens < due.time() <= hours.closes
