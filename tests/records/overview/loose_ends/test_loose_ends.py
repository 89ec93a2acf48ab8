"""What would be forgotten is found, whichever row is taken away, and mended where the record tells how."""

import random
from datetime import timedelta

import pytest
from click.testing import CliRunner
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.clock import now
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.models import Case
from songda.records.overview.due_work import DUE
from songda.records.overview.loose_ends.found import SAID, Kind, LooseEnd
from songda.records.overview.loose_ends.look import GRACE, left_due, loose_ends
from songda.records.overview.loose_ends.mending import mend
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.running_terms import escalate
from songda.records.ways.portal.acts.answers import raise_objection
from songda.site.cli.check import check as command
from tests import make
from tests.channels.fake.script import FAILS
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
LATER = NOW + timedelta(days=1)


def a_working_court() -> None:
    """Five persons: served; not reached; never asked; on their way; ordered just now. And an objection."""
    reached, lost, unasked = defendant(make.case()), defendant(make.case()), defendant(make.case(), consents=False)
    served = envelope(reached)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    raise_objection(served.services.get(), "system_error", "系统当天故障", None, stage.now + timedelta(hours=1))
    envelope(lost)
    envelope(unasked)
    failing = Stage(script=FAILS)
    failing.send()
    failing.apply()
    failing.advance()
    ask_law(failing.now + timedelta(seconds=1))
    envelope(defendant(make.case()))
    Stage().send()
    envelope(defendant(make.case()))


def found(kind: Kind | None = None) -> list[LooseEnd]:
    """What is found a day later; what is left due is asked for by its kind, since no worker runs here."""
    ends = loose_ends(LATER)
    return [loose for loose in ends if loose.kind == kind or (kind is None and loose.kind != Kind.LEFT_DUE)]


def test_a_court_at_work_has_no_loose_end() -> None:
    a_working_court()
    assert Task.objects.filter(closed_at=None).count() >= 3
    assert [(loose.kind, loose.place) for loose in found()] == []


@pytest.mark.parametrize("seed", range(4))
def test_whichever_task_is_taken_away_it_is_found_and_put_back_as_it_was(seed: int) -> None:
    a_working_court()
    victim = random.Random(seed).choice(list(Task.objects.order_by("id")))
    kept = {
        name: getattr(victim, name)
        for name in ("kind", "reason", "envelope_id", "party_id", "due_at", "closed_at", "ended_by")
    }
    place = f"task:{victim.id}"
    victim.delete()
    (lost,) = found(Kind.TASK_LOST)
    assert (lost.place, lost.detail) == (place, kept["kind"])
    assert mend(lost, LATER)
    assert found(Kind.TASK_LOST) == []
    again = Task.objects.get(id=place.removeprefix("task:"))
    assert {name: getattr(again, name) for name in kept} == kept
    event = Event.objects.get(name="work.mended")
    assert (event.stream, event.case_id, event.data["what"]) == (place, again.case_id, "task_lost")


@pytest.mark.parametrize("is_asked", [True, False], ids=["a job waits", "the job is gone"])
def test_what_has_been_due_for_over_a_minute_is_found_job_or_no_job(*, is_asked: bool) -> None:
    a_working_court()
    if not is_asked:
        ProcrastinateJob.objects.filter(task_name="planning.advance")._raw_delete("default")
    due = Envelope.objects.filter(next_step_at__lte=LATER - GRACE, closed_at=None).count()
    (loose,) = (one for one in found(Kind.LEFT_DUE) if one.place == "job:planning.advance")
    assert loose.detail == f"{due} rows"
    assert [one.kind for one in loose_ends(NOW + GRACE / 2)] == []  # a worker may still be on its way
    assert mend(loose, LATER)
    assert ProcrastinateJob.objects.filter(task_name="planning.advance").exists()
    Stage(now=LATER).advance()
    assert "job:planning.advance" not in [one.place for one in found(Kind.LEFT_DUE)]


def test_whatever_the_worker_looks_for_is_loose_after_a_minute_or_says_for_whom_it_waits() -> None:
    assert [one.name for one in DUE if bool(one.since) == bool(one.waits_for)] == []


def test_an_event_that_nobody_gives_a_place_is_found() -> None:
    make.case()
    assert "job:unplaced_event" not in {one.place for one in left_due(NOW + GRACE / 2)}
    assert "job:unplaced_event" in {one.place for one in left_due(NOW + timedelta(minutes=2))}


def test_a_pending_message_that_nobody_sends_is_found() -> None:
    envelope(defendant(make.case()))
    Stage().advance()
    (loose,) = (one for one in found(Kind.LEFT_DUE) if one.place == "job:attempts.send")
    assert loose.known == {"job": "attempts.send", "queue": "sms"}
    assert mend(loose, LATER)
    Stage(now=LATER).send()
    assert "job:attempts.send" not in [one.place for one in found(Kind.LEFT_DUE)]


def test_a_service_that_nothing_brings_up_again_is_found_and_decided_anew() -> None:
    sealed = envelope(defendant(make.case(), None))
    Stage().advance()
    tasks = Task.objects.filter(envelope=sealed)
    end(list(tasks.values_list("id", flat=True)), "served", "engine", NOW)  # by a mistake of the program
    (loose,) = found()
    assert (loose.kind, loose.place) == (Kind.SERVICE_FORGOTTEN, f"envelope:{sealed.id}")
    assert loose.page == f"/console/envelopes/{sealed.id}/"
    assert mend(loose, LATER)
    stage = Stage(now=LATER)
    stage.advance()
    assert Task.objects.filter(envelope=sealed, closed_at=None).exists()
    assert found() == []


def test_a_service_that_waits_for_a_task_which_no_cell_shows_is_found() -> None:
    sealed = envelope(defendant(make.case(), None))
    Stage().advance()
    Task.objects.update(kind="print_paper", reason="asked_for_paper")  # that one carries nothing
    Envelope.objects.filter(id=sealed.id).update(closed_at=NOW, next_step_at=LATER + timedelta(days=1))
    found_ones = found()
    assert [(end.kind, end.place) for end in found_ones if end.kind == Kind.NEXT_NOT_SHOWN] == [
        (Kind.NEXT_NOT_SHOWN, f"envelope:{sealed.id}")
    ]
    assert "nor until when" in SAID[Kind.NEXT_NOT_SHOWN].wrong


def test_a_lost_call_to_look_again_is_found_by_what_the_engine_would_do() -> None:
    sealed = envelope(defendant(make.case()))
    Stage().advance()
    Attempt.objects.filter(envelope=sealed).delete()
    Envelope.objects.filter(id=sealed.id).update(next_step_at=LATER + timedelta(days=30))
    (loose,) = found()
    assert loose.kind is Kind.STEP_NOT_TAKEN
    assert mend(loose, LATER)
    assert Envelope.objects.get(id=sealed.id).next_step_at == LATER


def test_a_row_that_somebody_ended_by_hand_in_the_database_stands_again_as_the_log_tells() -> None:
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    Task.objects.update(closed_at=NOW, ended_by="called", closed_by="engine")
    (loose,) = found(Kind.TASK_UNLIKE_LOG)
    assert mend(loose, LATER)
    assert Task.objects.get().closed_at is None
    assert found(Kind.TASK_UNLIKE_LOG) == []
    end([Task.objects.get().id], "called", "engine", NOW)
    Task.objects.update(closed_at=None, ended_by="", closed_by="")
    (loose,) = found(Kind.TASK_UNLIKE_LOG)
    assert mend(loose, LATER)
    assert (Task.objects.get().ended_by, Task.objects.get().closed_at) == ("called", NOW)


def test_a_task_of_whoever_is_gone_is_found_and_falls_to_somebody() -> None:
    gone = make.user(role=Role.CLERK)
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    Task.objects.update(owner=gone)
    User.objects.filter(id=gone.id).update(is_active=False)
    (loose,) = found()
    assert loose.kind is Kind.TASK_OF_NOBODY
    assert mend(loose, LATER)
    assert Task.objects.get().owner != gone
    assert Event.objects.filter(name="task.released").exists()


def test_of_two_tasks_with_one_cause_the_later_one_is_ended() -> None:
    case = make.case()
    for minutes in range(2):
        open_tasks([TaskDraft("note_change", "representative_left", case)], NOW + timedelta(minutes=minutes))
    first, later = Task.objects.order_by("opened_at")
    (loose,) = found()
    assert (loose.kind, loose.place, loose.known["first"]) == (Kind.TASK_TWICE, f"task:{later.id}", str(first.id))
    assert mend(loose, LATER)
    assert list(Task.objects.filter(closed_at=None)) == [first]
    assert found() == []


def test_a_task_of_a_closed_case_is_for_people() -> None:
    open_tasks([TaskDraft("call", "unread", make.case())], NOW)
    Case.objects.update(closed_at=NOW)
    (loose,) = found()
    assert loose.kind is Kind.TASK_OF_CLOSED_CASE
    assert not mend(loose, LATER)
    assert not Event.objects.filter(name="work.mended").exists()


def test_the_command_names_place_and_cure_and_mends() -> None:
    open_tasks([TaskDraft("call", "unread", case := make.case())], NOW)
    sequence(NOW)
    task = Task.objects.get()
    task.delete()
    ask = CliRunner()
    told = ask.invoke(command, ["--work"])
    assert told.exit_code == 1
    for words in ("1 loose ends, 0 mended, 1 left.", "task:", "call", case.number, "Put it back from the log"):
        assert words in told.output
    told = ask.invoke(command, ["--work", "--mend"])
    assert "1 mended" in told.output
    escalate(now())  # the term of the task is over by now
    told = ask.invoke(command, ["--work"])
    assert (told.exit_code, told.output) == (0, "Nothing of the work is forgotten.\n")
    assert ask.invoke(command, ["--mend"]).exit_code == 2


def test_every_kind_says_what_to_do() -> None:
    assert set(SAID) == set(Kind)
    assert all(words.wrong and words.cure for words in SAID.values())
