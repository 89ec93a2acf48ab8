"""A changed calendar or rule moves the days of all open tasks in one run, with a list from when to when and why."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from songda.core.delivery.tasks import Fact
from songda.core.terms import OfficeHours
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.service.tasks import running_terms
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.by_hand import extend
from songda.records.service.tasks.models import Task, TermsBasis
from songda.records.service.tasks.running_terms import Basis, basis_now, foresee, redate, redate_if_changed, why_anew
from songda.records.service.tasks.terms import office_hours
from songda.site.cli.changed_rules import redate as redate_command
from tests import make
from tests.records.stage import NOW

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAY = date(2026, 6, 2)


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def with_holiday(zone: str) -> OfficeHours:
    """As if that Tuesday had been declared a day of rest."""
    hours = office_hours(zone)
    return replace(hours, calendar=replace(hours.calendar, rest=hours.calendar.rest | {HOLIDAY}))


def task(kind: str = "call", due_at: datetime | None = None) -> Task:
    case = make.case()
    open_tasks([TaskDraft(kind, "unread", case, due_at=due_at)], NOW)
    return Task.objects.get(case=case)


@pytest.mark.usual_day
def test_a_new_holiday_moves_what_would_have_been_due_on_it() -> None:
    moves, stays, over = task(), task(due_at=local("2026-06-02 10:00")), task("unlock")
    end([over.id], Fact.LINK_OPEN, "engine", NOW)
    listed = list(redate("calendar", basis_now(), NOW, with_holiday))
    assert [(one.task.id, one.before, one.after, one.why) for one in listed] == [
        (moves.id, local("2026-06-02 17:30"), local("2026-06-03 17:30"), "calendar")
    ]
    moves.refresh_from_db()
    assert (moves.due_at, moves.timer_at) == (local("2026-06-03 17:30"), local("2026-06-04 08:30"))
    (event,) = Event.objects.filter(name="task.redated")
    assert event.stream == f"task:{moves.id}"
    assert event.data["why"] == "calendar"
    assert datetime.fromisoformat(str(event.data["before"])) == local("2026-06-02 17:30")
    stays.refresh_from_db()
    assert stays.due_at == local("2026-06-02 10:00")
    assert list(redate("calendar", basis_now(), NOW, with_holiday)) == []


@pytest.mark.usual_day
def test_extensions_and_pauses_are_reckoned_with() -> None:
    longer = task()
    extend(longer, 1, Reason("另约时间"), "staff:chen", NOW)
    ((one),) = redate("calendar", basis_now(), NOW, with_holiday)
    assert (one.before, one.after) == (local("2026-06-03 17:30"), local("2026-06-04 17:30"))


@pytest.mark.usual_day
def test_what_would_move_is_listed_and_nothing_is_written() -> None:
    task()
    assert [one.after for one in foresee("calendar", NOW, with_holiday)] == [local("2026-06-03 17:30")]
    assert Task.objects.get().due_at == local("2026-06-02 17:30")
    assert not TermsBasis.objects.exists()
    assert not Event.objects.filter(name="task.redated").exists()


@pytest.mark.usual_day
def test_more_tasks_than_a_chunk_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_terms, "REDATED_AT_ONCE", 2)
    for _ in range(5):
        task()
    assert len(list(foresee("calendar", NOW, with_holiday))) == 5
    assert len(list(redate("calendar", basis_now(), NOW, with_holiday))) == 5


@pytest.mark.usual_day
def test_the_worker_keeps_up_by_itself_and_once() -> None:
    open_task = task()
    Task.objects.update(due_at=NOW)  # reckoned on a calendar that is gone
    assert redate_if_changed(NOW) == 1
    open_task.refresh_from_db()
    assert open_task.due_at == local("2026-06-02 17:30")
    Task.objects.update(due_at=NOW)
    assert redate_if_changed(NOW) == 0


def test_what_changed_is_named() -> None:
    redate_if_changed(NOW)
    now = basis_now()
    assert why_anew(now) == ""
    assert why_anew(Basis("other", now.rules)) == "calendar"
    assert why_anew(Basis(now.calendar, "other")) == "rules"
    assert why_anew(Basis("other", "other")) == "calendar and rules"


def test_other_office_hours_are_another_basis() -> None:
    def until_six(zone: str) -> OfficeHours:
        return replace(office_hours(zone), closes=time(18))

    assert basis_now(until_six).calendar != basis_now().calendar
    assert basis_now(until_six).rules == basis_now().rules


@pytest.mark.usual_day
def test_the_command_lists_what_moved_and_says_when_nothing_is_to_be_done() -> None:
    open_task = task()
    Task.objects.update(due_at=local("2026-06-01 17:30"))
    first = CliRunner().invoke(redate_command, ["--dry-run"])
    assert f"{open_task.case.number}  call  2026-06-01 17:30 → 2026-06-02 17:30  (calendar and rules)" in first.output
    assert "1 would move" in first.output
    second = CliRunner().invoke(redate_command)
    assert "1 moved (calendar and rules): 1 later, 0 earlier." in second.output
    third = CliRunner().invoke(redate_command)
    assert "Every open task was reckoned on this calendar" in third.output
    assert "0 moved" in CliRunner().invoke(redate_command, ["--all"]).output
