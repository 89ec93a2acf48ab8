"""No task is due beyond the next hearing of its case, nor beyond the last day that runs for whom it is about."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from songda.core.delivery.tasks import ROWS
from songda.core.refusal import Refused
from songda.core.terms import Limit, Wait
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks, pause_clocks, resume_clocks
from songda.records.service.tasks.by_hand import close_by_hand, extend, reopen_task
from songda.records.service.tasks.models import Task, TermEntry
from songda.records.service.tasks.running_terms import basis_now, redate
from songda.records.service.tasks.terms import office_hours
from songda.records.service.tasks.unfinished import unfinished_of
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.desk import call_desk
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import announce_call
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made
from tests.web.portal.scene import arrived

pytestmark = [pytest.mark.database, pytest.mark.usual_day]
ZONE = ZoneInfo("Asia/Shanghai")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WHY = Reason("另有原因")
ROOM = "第三审判庭"
TOMORROW_MORNING = NOW + DAY - timedelta(hours=1)  # Tuesday, nine o'clock


def local(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


@ready_made
def idle() -> Envelope:
    """Papers for somebody of whom no number is known, ordered on Monday at ten; no hearing yet."""
    return envelope(defendant(make.case(), None))


def hearing(case: Case, at: datetime, now: datetime = NOW) -> Hearing:
    one = set_hearing(case, at, ROOM, "engine", now)
    reconsider([], [case.id], now)
    return one


def moved(one: Hearing, at: datetime, now: datetime = NOW) -> None:
    move_hearing(one, (at, ROOM), "engine", now)
    reconsider([], [one.case_id], now)


def opened(sealed: Envelope, kind: str = "serve_otherwise", at: datetime | None = None, now: datetime = NOW) -> Task:
    open_tasks([TaskDraft(kind, "unread", sealed.case, sealed, due_at=at)], now)
    return fresh(Task.objects.get(envelope=sealed, kind=kind, closed_at=None))


def fresh(task: Task) -> Task:
    return Task.objects.select_related("case__court", "envelope__party", "party", "court").get(id=task.id)


def due(task: Task) -> datetime:
    return fresh(task).due_at


def only(task: Task) -> Q:
    return Q(id=task.id)


def redated() -> list[str]:
    return [
        str(why)
        for why in Event.objects.filter(name="task.redated").order_by("number").values_list("data__why", flat=True)
    ]


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_every_kind_of_task_is_due_before_a_hearing_of_tomorrow(kind: str) -> None:
    sealed = idle()
    hearing(sealed.case, TOMORROW_MORNING)
    task = opened(sealed, kind)
    assert task.due_at <= local("2026-06-01 17:30")
    event = Event.objects.get(name="task.opened", stream=f"task:{task.id}")
    assert datetime.fromisoformat(str(event.data["due_at"])) == task.due_at


def test_a_task_of_the_engine_is_due_before_the_hearing() -> None:
    sealed = idle()
    hearing(sealed.case, TOMORROW_MORNING)
    Stage().advance()
    assert [task.due_at for task in Task.objects.filter(kind="find_address")] == [local("2026-06-01 17:30")]


def test_a_hearing_that_is_set_afterwards_moves_the_task_and_is_told() -> None:
    sealed = idle()
    task = opened(sealed)
    assert due(task) == local("2026-06-03 17:30")
    hearing(sealed.case, TOMORROW_MORNING)
    assert due(task) == local("2026-06-01 17:30")
    (event,) = Event.objects.filter(name="task.redated")
    assert (event.data["why"], event.stream) == ("hearing", f"task:{task.id}")
    assert datetime.fromisoformat(str(event.data["before"])) == local("2026-06-03 17:30")
    line = TermEntry.objects.get(task=task)
    assert (line.kind, line.limit, line.named_at) == ("limited", Limit.HEARING, TOMORROW_MORNING)


def test_a_hearing_is_moved_nearer_and_away_and_cancelled() -> None:
    sealed = idle()
    one, task = hearing(sealed.case, NOW + 20 * DAY), opened(sealed)
    assert not TermEntry.objects.filter(task=task).exists()  # it limits nothing
    moved(one, NOW + DAY)
    assert due(task) == local("2026-06-01 17:30")
    moved(one, NOW + 2 * DAY)
    assert due(task) == local("2026-06-02 17:30")
    moved(one, NOW + 20 * DAY)
    assert due(task) == local("2026-06-03 17:30")
    moved(one, NOW + DAY)
    cancel_hearing(Hearing.objects.get(), WHY, "engine", NOW)
    reconsider([], [sealed.case_id], NOW)
    assert due(task) == local("2026-06-03 17:30")
    assert redated() == ["hearing", "hearing", "freed", "hearing", "freed"]


def test_looking_again_moves_nothing_and_tells_nothing() -> None:
    sealed = idle()
    task = opened(sealed)
    hearing(sealed.case, NOW + DAY)
    for _ in range(3):
        reconsider([], [sealed.case_id], NOW + MINUTE)
    assert len(redated()) == 1
    assert TermEntry.objects.filter(task=task).count() == 1


def test_a_task_that_was_late_for_its_hearing_stays_late_when_the_hearing_is_over() -> None:
    sealed = idle()
    hearing(sealed.case, TOMORROW_MORNING)
    task = opened(sealed)
    hearing(sealed.case, NOW + 30 * DAY, NOW + 2 * DAY)
    list(redate("asked for", basis_now(), NOW + 2 * DAY))
    assert due(task) == local("2026-06-01 17:30")


def test_whoever_was_told_that_it_is_late_is_told_anew_when_the_hearing_moved_away() -> None:
    sealed = idle()
    one = hearing(sealed.case, TOMORROW_MORNING)
    task = opened(sealed)
    evening = NOW + timedelta(hours=8)
    moved(one, NOW + 30 * DAY, evening)
    assert (fresh(task).term, due(task)) == (2, local("2026-06-03 17:30"))


def test_a_named_call_is_made_at_once_where_the_hearing_comes_before_its_hour() -> None:
    sealed, clerk = idle(), f"staff:{make.user().id}"
    one = hearing(sealed.case, NOW + 20 * DAY)
    record_call(sealed.party, CallDraft(NOW, "call_again", minutes=0, again_at=NOW + 5 * DAY), clerk, NOW)
    assert call_desk(sealed.case.court, NOW).next_for(make.user(), NOW) is None
    moved(one, NOW + 3 * DAY)
    assert due(Task.objects.get(kind="call")) == local("2026-06-03 17:30")
    make.address(sealed.party)
    (row,) = call_desk(sealed.case.court, NOW).rows
    assert row.may_ring(NOW)


def test_a_call_is_not_announced_for_an_hour_after_the_hearing() -> None:
    party = defendant(make.case())
    envelope(party)
    hearing(party.case, NOW + DAY)
    with pytest.raises(Refused, match="beyond_hearing"):
        announce_call(party.addresses.get(), NOW + 2 * DAY, "engine", NOW)


def test_a_term_that_runs_again_ends_before_the_hearing() -> None:
    sealed = idle()
    task = opened(sealed, "find_address")
    pause_clocks(only(task), Wait.LOOKUP, "engine", NOW)
    hearing(sealed.case, NOW + 2 * DAY)
    assert fresh(task).stands_still_since is not None
    resume_clocks(only(task), Wait.LOOKUP, "engine", NOW + DAY)
    assert due(task) == local("2026-06-02 17:30")


def test_a_task_that_is_opened_again_is_due_before_the_hearing() -> None:
    sealed = idle()
    task = opened(sealed, "check_outcome")
    close_by_hand(task, WHY, None, "engine", NOW)
    hearing(sealed.case, NOW + timedelta(hours=2))
    reopen_task(fresh(task), "engine", NOW)
    assert due(task) == NOW + timedelta(hours=2)


def test_a_status_case_has_its_proof_five_days_before_a_hearing_also_when_that_moves() -> None:
    sealed = idle()
    one = hearing(sealed.case, NOW + 30 * DAY)
    task = opened(sealed, "confirm_person")
    assert due(task) == local("2026-06-04 17:30")
    moved(one, NOW + 7 * DAY)
    assert due(task) == local("2026-06-02 17:30")
    reconsider([], [sealed.case_id], NOW + 6 * DAY)
    assert due(task) == local("2026-06-02 17:30")  # not later when the five days have begun


def test_a_last_day_that_begins_to_run_moves_what_is_asked_for_that_person() -> None:
    served = arrived(None, "complaint_copy")  # the time to answer runs until 16 June
    late = local("2026-06-15 18:00")
    task = opened(served, "rule_objection", now=late)
    assert task.due_at == local("2026-06-16 17:30")
    entry = TermEntry.objects.get(task=task)
    assert (entry.limit, entry.named_at) == (Limit.LAST_DAY, local("2026-06-16 23:59"))


def test_a_last_day_that_runs_from_now_on_dates_the_open_task_anew() -> None:
    party = defendant(make.case())
    sealed = envelope(party, paper(party.case, "complaint_copy"))
    far = opened(sealed, "print_paper", NOW + 40 * DAY)
    stage = Stage()
    stage.send_at_its_moment()
    stage.apply()
    assert due(far) == NOW + 40 * DAY
    ask_law(NOW + timedelta(seconds=1))
    assert due(far) == local("2026-06-16 17:30")
    assert redated() == ["last_day"]


def test_more_time_is_refused_beyond_the_hearing_and_after_it_is_counted_anew() -> None:
    sealed = idle()
    hearing(sealed.case, NOW + DAY)
    task = opened(sealed)
    with pytest.raises(Refused, match="beyond_hearing"):
        extend(task, 1, WHY, "engine", NOW)
    extend(fresh(task), 2, WHY, "engine", NOW + 2 * DAY)
    assert due(task) == local("2026-06-05 17:30")
    reconsider([], [sealed.case_id], NOW + 2 * DAY)
    assert due(task) == local("2026-06-05 17:30")


def test_two_courts_clocks_and_persons_are_kept_apart() -> None:
    sealed, other = idle(), envelope(defendant(make.case(), None))
    theirs = opened(other)
    hearing(sealed.case, TOMORROW_MORNING)
    assert due(theirs) == local("2026-06-03 17:30")


@pytest.mark.rows_by_day(2, "every order of acts")
@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_in_whatever_order_no_running_task_is_due_beyond(seed: int) -> None:
    chance, sealed, now = random.Random(seed), idle(), NOW
    clerk = f"staff:{make.user().id}"
    for _ in range(14):
        now += timedelta(minutes=chance.randrange(5, 900))
        now = office_hours("Asia/Shanghai").open_from(now)
        _one_of(DOORS, chance)(sealed, clerk, now, chance)
        _check(now)


Door = Callable[[Envelope, str, datetime, random.Random], None]


def _one_of(doors: list[Door], chance: random.Random) -> Door:
    return doors[chance.randrange(len(doors))]


def _check(now: datetime) -> None:
    for task in Task.objects.filter(closed_at=None, stands_still_since=None).select_related("case__court", "envelope"):
        left = unfinished_of(fresh(task), now)
        if left.hearing is not None:
            assert task.due_at <= left.hearing.at
        if left.last_day is not None:
            assert task.due_at.astimezone(ZONE).date() <= left.last_day


def _any_task(chance: random.Random, **which: object) -> Task | None:
    found = list(Task.objects.filter(**which).order_by("id"))
    return fresh(found[chance.randrange(len(found))]) if found else None


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except Refused:
        return


def _opens(sealed: Envelope, _: str, now: datetime, chance: random.Random) -> None:
    kind = chance.choice(["call", "find_address", "serve_otherwise", "print_paper", "rule_objection", "confirm_person"])
    open_tasks([TaskDraft(kind, "unread", sealed.case, sealed)], now)


def _sets(sealed: Envelope, _: str, now: datetime, chance: random.Random) -> None:
    _try(lambda: hearing(sealed.case, now + timedelta(minutes=chance.randrange(1, 12000)), now))


def _moves(sealed: Envelope, _: str, now: datetime, chance: random.Random) -> None:
    one = Hearing.objects.filter(cancelled_at=None, at__gt=now).first()
    if one is not None:
        _try(lambda: moved(one, now + timedelta(minutes=chance.randrange(1, 12000)), now))


def _cancels(sealed: Envelope, _: str, now: datetime, chance: random.Random) -> None:
    one = Hearing.objects.filter(cancelled_at=None, at__gt=now).first()
    if one is not None:
        cancel_hearing(one, WHY, "engine", now)
        reconsider([], [sealed.case_id], now)


def _extends(_: Envelope, clerk: str, now: datetime, chance: random.Random) -> None:
    if task := _any_task(chance, closed_at=None):
        _try(lambda: extend(task, chance.randrange(1, 9), WHY, clerk, now))


def _ends(_: Envelope, clerk: str, now: datetime, chance: random.Random) -> None:
    if task := _any_task(chance, closed_at=None):
        again = now + timedelta(minutes=chance.randrange(1, 12000))
        _try(lambda: close_by_hand(task, WHY, again, clerk, now))


def _reopens(_: Envelope, clerk: str, now: datetime, chance: random.Random) -> None:
    if task := _any_task(chance, ended_by="hand"):
        _try(lambda: reopen_task(task, clerk, now))


def _calls(sealed: Envelope, clerk: str, now: datetime, chance: random.Random) -> None:
    again = now + timedelta(minutes=chance.randrange(1, 12000))
    draft = CallDraft(now, "call_again", minutes=0, again_at=again)
    _try(lambda: record_call(sealed.party, chance.choice([draft, replace(draft, outcome="no_answer")]), clerk, now))


def _pauses(_: Envelope, clerk: str, now: datetime, chance: random.Random) -> None:
    if task := _any_task(chance, closed_at=None, kind="find_address"):
        turn = pause_clocks if task.stands_still_since is None else resume_clocks
        turn(only(task), Wait.LOOKUP, clerk, now)


def _redates(_: Envelope, __: str, now: datetime, chance: random.Random) -> None:
    list(redate("asked for", basis_now(), now))


DOORS: list[Door] = [
    _opens,
    _opens,
    _sets,
    _moves,
    _cancels,
    _extends,
    _ends,
    _reopens,
    _calls,
    _pauses,
    _redates,
]
