"""The clock of a task stands still while it waits for the judge or a look-up, never for anything that is over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from songda.core.access import Role
from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused
from songda.core.terms import Wait
from songda.records.ground.evidence.models import Event
from songda.records.law.plans import plans_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks, pause_clocks, resume_clocks
from songda.records.service.tasks.by_hand import close_by_hand, reopen_task
from songda.records.service.tasks.models import Task, TermEntry
from songda.records.service.tasks.terms import entries_of, reckoning_of
from songda.records.ways.lookups import actions as lookups
from songda.records.ways.lookups.course import close_inquiries, end_pending, finish
from songda.records.ways.lookups.models import Lookup
from tests import make
from tests.records.stage import NOW, defendant, envelope, say_not_me
from tests.records.superuser import change

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
WHY = Reason("等待回函")


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def opened(kind: str, of: Envelope, now: datetime = NOW) -> Task:
    open_tasks([TaskDraft(kind, "refused", of.case, of)], now)
    return Task.objects.get(envelope=of, kind=kind)


def sent() -> Envelope:
    return envelope(defendant(make.case()))


def stands_still(task: Task) -> bool:
    task.refresh_from_db()
    return task.stands_still_since is not None


def names(task: Task) -> list[str]:
    rows = Event.objects.filter(stream=f"task:{task.id}").order_by("number")
    return list(rows.values_list("name", flat=True))


@pytest.mark.usual_day
def test_what_waits_for_the_judge_runs_on_from_where_it_stood() -> None:
    of = sent()
    task = opened("serve_otherwise", of)  # on Monday morning, two days: Wednesday
    assert task.due_at == local("2026-06-03 17:30")
    opened("decide_notice", of, NOW + DAY)
    assert stands_still(task)
    assert (task.timer_at, task.stands_still_since) == (None, NOW + DAY)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope=of), "staff:zhou", NOW + 4 * DAY)  # on Friday, Monday is left
    assert not stands_still(task)
    assert task.due_at == local("2026-06-08 17:30")
    assert task.timer_at == local("2026-06-09 08:30")
    assert names(task) == ["task.opened", "task.paused", "task.resumed"]
    assert [entry.by for entry in TermEntry.objects.filter(task=task).order_by("id")] == ["engine", "staff:zhou"]


def test_what_is_opened_beside_a_question_to_the_judge_begins_standing_still() -> None:
    of = sent()
    opened("rule_objection", of)
    assert stands_still(opened("serve_otherwise", of))
    assert not stands_still(opened("call", of))


def test_what_does_not_wait_runs_on_and_so_does_what_is_of_somebody_else() -> None:
    of, other = sent(), sent()
    call, elsewhere = opened("call", of), opened("serve_otherwise", other)
    opened("decide_notice", of)
    assert not stands_still(call)
    assert not stands_still(elsewhere)


def test_a_question_about_the_person_stops_what_is_done_in_every_envelope() -> None:
    of = sent()
    task = opened("serve_otherwise", of)
    open_tasks([TaskDraft("decide_offline", "set_offline", of.case, party=of.party)], NOW)
    assert stands_still(task)
    end_by_fact(Fact.OFFLINE_DECIDED, Q(party=of.party), "staff:zhou", NOW)
    assert not stands_still(task)


def test_it_stands_still_until_the_last_question_is_decided() -> None:
    of = sent()
    task = opened("serve_otherwise", of)
    opened("decide_notice", of)
    opened("rule_objection", of)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope=of), "staff:zhou", NOW)
    assert stands_still(task)
    end_by_fact(Fact.OBJECTION_DECIDED, Q(envelope=of), "staff:zhou", NOW)
    assert not stands_still(task)


def test_standing_still_twice_for_the_same_is_once() -> None:
    task = opened("serve_otherwise", sent())
    for _ in range(2):
        pause_clocks(Q(id=task.id), Wait.JUDGE, "engine", NOW)
    for _ in range(2):
        resume_clocks(Q(id=task.id), Wait.JUDGE, "engine", NOW)
    assert names(task) == ["task.opened", "task.paused", "task.resumed"]


def test_what_is_opened_again_does_not_stand_still_for_what_is_over() -> None:
    of = sent()
    task = opened("serve_otherwise", of)
    opened("decide_notice", of)
    close_by_hand(task, WHY, NOW + 3 * DAY, "staff:chen", NOW)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope=of), "staff:zhou", NOW + DAY)
    reopen_task(task, "staff:chen", NOW + DAY)
    assert not stands_still(task)
    assert task.timer_at is not None
    assert task.term == 2


def test_what_is_opened_again_while_the_judge_is_still_asked_stands_still() -> None:
    of = sent()
    task = opened("serve_otherwise", of)
    opened("decide_notice", of)
    close_by_hand(task, WHY, NOW + 3 * DAY, "staff:chen", NOW)
    reopen_task(task, "staff:chen", NOW + DAY)
    assert stands_still(task)


# a look-up


def looked_up(party: Party) -> Lookup:
    draft = lookups.LookupDraft(
        "service", "unreachable", "原号码停机，多次拨打均无人接听，无其他联系方式", NOW + 7 * DAY
    )
    return lookups.request_lookup(party, draft, f"staff:{make.user(name='陈一').id}", NOW)


@pytest.mark.parametrize("how", ["declined", "withdrawn", "expired", "answered"])
def test_the_search_for_an_address_waits_for_the_look_up_however_it_ends(how: str) -> None:
    of = sent()
    task = opened("find_address", of)
    lookup = looked_up(of.party)
    assert stands_still(task)
    judge = make.user(role=Role.JUDGE, name="周一")
    match how:
        case "declined":
            lookups.decline(lookup, WHY, judge, NOW)
        case "withdrawn":
            lookups.withdraw(lookup, WHY, lookup.asked_by, NOW)
        case "expired":
            end_pending(NOW + 8 * DAY)
        case "answered":
            lookups.approve(lookup, judge, NOW)
            close_everything(lookup)
    assert not stands_still(task)


def close_everything(lookup: Lookup) -> None:
    close_inquiries(lookup, NOW)
    finish([lookup], NOW)


def test_a_search_that_begins_while_a_look_up_is_under_way_waits_for_it() -> None:
    of = sent()
    looked_up(of.party)
    say_not_me(of, NOW)
    assert stands_still(Task.objects.get(kind="find_address"))


# what cannot be


def test_a_task_whose_timer_cannot_be_armed_is_refused() -> None:
    of = sent()
    change("UPDATE staff_court SET zone = 'Mars/Base' WHERE id = %s", of.case.court_id)
    of.case.court.refresh_from_db()
    with pytest.raises(Refused, match="timer_not_armed"):
        open_tasks([TaskDraft("call", "unread", of.case, of)], NOW)
    assert not Task.objects.exists()


@pytest.mark.usual_day
def test_the_ledger_tells_each_line_and_what_it_moved() -> None:
    of = sent()
    task = opened("serve_otherwise", of)
    opened("decide_notice", of, NOW + DAY)
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope=of), "staff:zhou", NOW + 4 * DAY)
    steps = reckoning_of(Task.objects.select_related("court").get(id=task.id), entries_of([task])[task.id]).steps
    assert [(entry.kind.value, due) for entry, due in steps] == [
        ("started", local("2026-06-03 17:30")),
        ("paused", None),
        ("resumed", local("2026-06-08 17:30")),
    ]


@pytest.mark.usual_day
def test_the_plan_promises_no_day_of_a_clock_that_stands_still_and_names_who_decides() -> None:
    of = sent()
    opened("serve_otherwise", of)

    def told() -> str:
        return plans_of([of], NOW)[of.id].sentence("en")

    assert told().endswith("; nobody has taken it, by 3 June 2026")
    opened("decide_notice", of, NOW + DAY)
    assert "next: Decide whether a public notice may be published; " in told()
    end_by_fact(Fact.NOTICE_DECIDED, Q(envelope=of), "staff:zhou", NOW + 4 * DAY)
    assert told().endswith("; nobody has taken it, by 8 June 2026")
