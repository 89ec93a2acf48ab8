"""A hearing changes after its summonses were served: nobody is forgotten, and nobody is called by what they hold."""

from datetime import datetime, timedelta

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.law.planning.summonses import EVENT
from songda.records.law.rulings.guards import GuardRow, guards_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.summoned import HearingChange
from songda.records.service.tasks.by_hand import close_by_hand
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, order, paper
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
AT, NEXT, ROOM, OTHER = NOW + 20 * DAY, NOW + 27 * DAY, "第三审判庭", "第五审判庭"
LATER = NOW + 2 * DAY


@ready_made
def summoned(count: int = 1) -> tuple[Case, Hearing]:
    """A hearing to which so many defendants were summoned, each of whom has the summons since today."""
    case = make.case()
    hearing = set_hearing(case, AT, ROOM, "engine", NOW)
    summons = paper(case)
    for _ in range(count):
        order(defendant(case), summons)
    play(NOW)
    return case, hearing


def play(now: datetime) -> Stage:
    stage = Stage(now=now)
    stage.send_at_its_moment()
    stage.apply()
    ask_law(now + timedelta(seconds=1))
    return stage


def changed(case: Case, now: datetime = LATER) -> None:
    """The worker looks again, as a change of a hearing asks it to; twice, as it may."""
    for _ in range(2):
        reconsider([], [case.id], now)
    play(now)


def open_ones() -> list[tuple[str, str]]:
    return sorted(Task.objects.filter(closed_at=None).values_list("kind", "reason"))


def texts() -> list[Attempt]:
    return list(Attempt.objects.filter(purpose="hearing").order_by("id"))


def only_row(case: Case) -> GuardRow:
    ((row,),) = [guard.rows for guard in guards_of([case], "en")]
    return row


def test_forty_who_hold_a_summons_for_the_old_time_are_a_task_each_and_are_told_without_a_time() -> None:
    case, hearing = summoned(40)
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    assert open_ones() == [("summon_anew", "hearing_moved")] * 40
    assert set(Task.objects.values_list("party", flat=True)) == set(case.parties.values_list("id", flat=True))
    assert len(texts()) == 40
    assert {text.state for text in texts()} == {"arrived"}
    assert Event.objects.filter(name=EVENT).count() == 40
    assert not any(row.safe or row.service for guard in guards_of([case]) for row in guard.rows)


def test_the_text_names_court_and_case_and_neither_time_nor_room() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, OTHER), "engine", LATER)
    reconsider([], [case.id], LATER)
    stage = Stage(now=LATER)
    stage.advance()
    (claim,) = [claim for claim in stage.claim() if "开庭" in claim.message.text]
    assert case.number in claim.message.text
    assert all(word not in claim.message.text for word in (OTHER, ROOM, "李某某", f"{NEXT:%d}日", f"{NEXT:%Y-%m-%d}"))


def test_the_guard_says_of_whom_holds_a_summons_for_the_old_time_what_it_names() -> None:
    case, hearing = summoned()
    assert only_row(case).safe
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    row = only_row(case)
    assert (row.service, row.safe) == (None, False)
    assert row.outdated is not None
    assert (row.outdated.summoned.named_at, row.outdated.summoned.change) == (AT, "moved")


def test_a_new_summons_ends_the_task_and_is_the_one_that_counts() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    envelope(case.parties.get(), newer := paper(case), at=LATER + DAY)
    play(LATER + DAY)
    assert open_ones() == []
    assert Task.objects.get().ended_by == "summoned"
    row = only_row(case)
    assert row.service is not None
    assert (row.service.paper, row.safe, row.outdated) == (newer, True, None)


def test_the_same_paper_ordered_once_more_names_the_old_time_still() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    order(defendant(case), case.papers.get(), at=LATER + DAY)
    play(LATER + DAY)
    assert open_ones() == [("summon_anew", "hearing_moved")] * 2
    assert [row.safe for guard in guards_of([case]) for row in guard.rows] == [False, False]


def test_a_summons_that_is_not_served_yet_is_seen_to_as_well() -> None:
    case, hearing = make.case(), None
    hearing = set_hearing(case, AT, ROOM, "engine", NOW)
    envelope(defendant(case, None), paper(case))
    play(NOW)
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    assert open_ones() == [("summon_anew", "hearing_moved")]  # nobody looks for where an old summons might go
    assert texts() == []  # nothing had gone anywhere


def test_whoever_is_served_off_line_is_told_by_people_alone() -> None:
    case, hearing = summoned()
    Party.objects.update(offline_since=NOW + DAY)
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    assert ("summon_anew", "hearing_moved") in open_ones()
    assert texts() == []


def test_a_hearing_that_moves_twice_is_told_twice_and_stays_one_task() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    move_hearing(hearing, (NEXT + DAY, ROOM), "engine", LATER + DAY)
    changed(case, LATER + DAY)
    assert open_ones() == [("summon_anew", "hearing_moved")]
    assert len(texts()) == 2


def test_a_hearing_that_moves_back_calls_nobody_who_was_told_that_it_had_moved() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    move_hearing(hearing, (AT, ROOM), "engine", LATER + DAY)
    changed(case, LATER + DAY)
    assert open_ones() == [("summon_anew", "hearing_moved")]
    row = only_row(case)
    assert row.safe is False
    assert row.outdated is not None
    assert row.outdated.summoned.change is HearingChange.MOVED  # for whoever was told of the first move


def test_a_cancelled_hearing_is_told_and_its_summons_calls_to_no_later_one() -> None:
    case, hearing = summoned()
    cancel_hearing(hearing, Reason("法官生病"), "engine", LATER)
    set_hearing(case, NEXT, ROOM, "engine", LATER)
    changed(case)
    assert open_ones() == [("tell_of_hearing", "hearing_cancelled")]
    assert len(texts()) == 1
    assert only_row(case).service is None


def test_another_room_is_told_and_leaves_the_summons_as_good_as_it_was() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (AT, OTHER), "engine", LATER)
    changed(case)
    assert open_ones() == [("tell_of_hearing", "hearing_room")]
    assert len(texts()) == 1
    row = only_row(case)
    assert row.safe
    assert row.outdated is not None
    assert row.outdated.summoned.named_place == ROOM


def test_a_notice_to_attend_tells_of_another_room() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (AT, OTHER), "engine", LATER)
    changed(case)
    envelope(case.parties.get(), paper(case, "hearing_notice"), at=LATER + DAY)
    play(LATER + DAY)
    assert open_ones() == []


def test_nobody_is_told_of_a_hearing_that_is_over() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", NEXT + DAY)
    changed(case, NEXT + DAY)
    assert not Task.objects.filter(kind="summon_anew").exists()
    assert texts() == []


def test_what_is_ended_by_hand_while_the_hearing_is_to_come_comes_again() -> None:
    case, hearing = summoned()
    move_hearing(hearing, (NEXT, ROOM), "engine", LATER)
    changed(case)
    close_by_hand(Task.objects.get(), Reason("传票在印"), LATER + DAY, "engine", LATER)
    assert open_ones() == [("summon_anew", "hearing_moved")]
