"""The desk: what is late apart, three lanes, each with what is lost first on top; mine, nobody's, the court's."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.delivery.tasks import KINDS, LANES, Lane
from songda.records.court.staff.models import User
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, set_hearing
from songda.records.matter.cases.models import Case
from songda.records.overview.boards.today import (
    FIGURES,
    LATE,
    SECTIONS,
    View,
    Whose,
    counts,
    first_of_each,
    section_page,
)
from songda.records.overview.boards.workload import loads
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import SubstitutionDraft, note_substitution, take_task
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.running_terms import escalate
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def opened(kind: str = "call", owner: User | None = None, *, days_ago: int = 0, hearing_in: int = 0) -> Task:
    case = make.case()
    open_tasks([TaskDraft(kind, "unread", case)], NOW - days_ago * DAY)
    task = Task.objects.get(case=case)
    if owner:
        take_task(task, owner, NOW)
    if hearing_in:
        set_hearing(case, NOW + hearing_in * DAY, "第三审判庭", "engine", NOW)
    return task


def view(user: User | None = None, whose: Whose = Whose.COURT, kind: str = "") -> View:
    return View(make.court(), user or make.user(), NOW, whose, kind)


def in_section(name: str, of: View | None = None) -> list[Task]:
    return [one.task for one in first_of_each(of or view())[name]]


def test_every_kind_has_a_lane_and_no_kind_two() -> None:
    assert sorted(kind for kinds in LANES.values() for kind in kinds) == sorted(KINDS)


@pytest.mark.parametrize("lane", Lane)
def test_each_kind_lies_in_its_lane(lane: Lane) -> None:
    for kind in LANES[lane]:
        opened(kind)
    for kind in LANES[lane]:  # one by one: of many kinds a section shows only the first
        assert [task.kind for task in in_section(lane.value, view(kind=kind))] == [kind]


def test_what_is_late_lies_apart() -> None:
    late, there = opened(days_ago=20), opened()
    assert in_section(LATE) == [late]
    assert in_section("calls") == [there]


def test_what_stands_still_is_not_late() -> None:
    of = envelope(defendant(make.case()))
    open_tasks([TaskDraft("serve_otherwise", "refused", of.case, of)], NOW - 10 * DAY)
    open_tasks([TaskDraft("decide_notice", "notice_asked", of.case, of)], NOW - 9 * DAY)
    assert [task.kind for task in in_section("paper")] == ["serve_otherwise"]


def test_the_nearest_hearing_first_then_the_term_then_the_age() -> None:
    younger = opened("unlock")
    longer = opened("find_address")
    far = opened(hearing_in=29)
    near = opened("find_address", hearing_in=3)
    too_far = opened("unlock", hearing_in=40)
    assert in_section("calls") == [near, far, younger, too_far, longer]


def test_a_hearing_that_was_cancelled_presses_nobody() -> None:
    pressed, plain = opened("find_address", hearing_in=3), opened()
    hearing = pressed.case.hearings.get()
    cancel_hearing(hearing, Reason("撤诉"), "engine", NOW)
    assert in_section("calls") == [plain, pressed]


def test_mine_nobodys_and_the_courts() -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    mine, theirs, free = opened(owner=chen), opened(owner=sun), opened()
    assert in_section("calls", view(chen, Whose.MINE)) == [mine]
    assert in_section("calls", view(chen, Whose.UNASSIGNED)) == [free]
    assert set(in_section("calls", view(chen))) == {mine, theirs, free}
    seen = counts(view(chen))
    assert [seen.of(whose) for whose in Whose] == [3, 1, 1, 0]


def test_while_somebody_is_away_their_tasks_lie_on_both_desks() -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    task = opened(owner=chen)
    note_substitution(SubstitutionDraft(chen, sun, NOW - DAY, NOW + DAY), "engine", NOW)
    for user in (chen, sun):
        assert in_section("calls", view(user, Whose.MINE)) == [task]
        assert counts(view(user)).of(Whose.MINE) == 1


def test_what_a_supervisor_was_told_of_lies_on_their_desk() -> None:
    head = make.user(role=Role.SUPERVISOR)
    task, _fresh = opened(days_ago=20), opened()
    escalate(NOW)
    assert in_section(LATE, view(head, Whose.RAISED)) == [task]
    assert counts(view(head)).of(Whose.RAISED) == 1
    assert counts(view(make.user())).of(Whose.RAISED) == 0


def test_another_court_does_not_exist() -> None:
    case = make.case(make.other_court())
    open_tasks([TaskDraft("call", "unread", case)], NOW)
    assert counts(view()).of(Whose.COURT) == 0
    assert not any(first_of_each(view()).values())


def test_only_one_kind_and_its_counts() -> None:
    call, _unlock = opened(), opened("unlock")
    opened("print_paper", days_ago=20)
    of = view(kind="call")
    assert in_section("calls", of) == [call]
    seen = counts(of)
    assert seen.by_section(Whose.COURT, "call") == {"calls": 1}
    assert seen.by_section(Whose.COURT) == {"calls": 2, LATE: 1}
    assert seen.by_kind(Whose.COURT) == {"call": 1, "unlock": 1, "print_paper": 1}
    assert seen.of(Whose.COURT, figure=FIGURES["unread"]) == 1  # the others are open for that reason, but no calls


def test_what_is_with_the_judge_is_counted_late_or_not() -> None:
    opened("decide_finding", days_ago=20)
    opened("decide_notice")
    assert counts(view()).of(Whose.COURT, figure=FIGURES["judge"]) == 2


def test_pages_follow_one_another() -> None:
    case = make.case()
    open_tasks([TaskDraft("call", "unread", case) for _ in range(51)], NOW)
    first, second = (section_page(view(), "calls", number) for number in (1, 2))
    assert (len(first), len(second)) == (51, 1)
    assert first[50].task == second[0].task
    assert section_page(view(), "paper", 1) == []


def test_what_people_wrote_stands_with_it_and_the_hearing_that_comes_near() -> None:
    of = envelope(defendant(make.case()))
    set_hearing(of.case, NOW + 3 * DAY, "第三审判庭", "engine", NOW)
    ask_for(of, "paper", "请寄到新义街12号", NOW)
    (one,) = first_of_each(view())["paper"]
    assert one.task.typed == ("请寄到新义街12号",)
    assert one.hearing_at == NOW + 3 * DAY


def test_how_much_lies_on_whose_desk() -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    opened(owner=chen)
    opened(owner=chen, days_ago=10)
    opened()
    note_substitution(SubstitutionDraft(chen, sun, NOW - DAY, NOW + DAY), "engine", NOW)
    told = {load.person: (load.open, load.late, load.stand_in) for load in loads(make.court(), NOW)}
    assert told == {None: (1, 0, None), chen: (2, 1, sun), sun: (0, 0, None)}


def test_every_section_is_there_even_where_nothing_waits() -> None:
    assert set(first_of_each(view())) == set(SECTIONS)
    assert Case.objects.count() == 0
