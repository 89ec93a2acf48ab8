"""A task ends by the fact that it waits for; by hand only with a reason, and what is still open comes again."""

from datetime import timedelta

import pytest
from django.db.models import Q

from songda.core.delivery.tasks import ROWS, Fact, ended_by
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.service.tasks.by_hand import Copy, close_by_hand, note_seen, reopen_task, settle_copy
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database
WHY = Reason("邮件正在投递，周四回函")
THURSDAY = NOW + timedelta(days=3)


def unserved(kind: str = "serve_otherwise", reason: str = "refused") -> Task:
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft(kind, reason, sent.case, sent)], NOW)
    return Task.objects.get(envelope=sent, kind=kind)


def waiting(kind: str) -> list[Task]:
    return list(Task.objects.filter(kind=kind, closed_at=None))


@pytest.mark.parametrize("fact", Fact)
def test_every_fact_ends_the_kinds_that_wait_for_it_and_no_other(fact: Fact) -> None:
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft(kind, "unread", sent.case, sent) for kind in ROWS], NOW)
    ended = end_by_fact(fact, Q(envelope=sent), "engine", NOW)
    assert {task.kind for task in ended} == set(ended_by(fact))
    assert {event.data["ended_by"] for event in Event.objects.filter(name="task.closed")} == {fact.value}
    assert Task.objects.filter(closed_at=None).count() == len(ROWS) - len(ended)


def test_every_kind_waits_for_a_fact_besides_that_its_papers_were_taken_back() -> None:
    assert all(row.ended_by - {Fact.RECALLED} for row in ROWS.values())


def test_no_list_is_cleared_while_papers_stay_unserved() -> None:
    task = unserved()
    with pytest.raises(WrongField) as wrong:
        close_by_hand(task, WHY, None, "staff:chen", NOW)
    assert wrong.value.field == "again_at"
    close_by_hand(task, WHY, THURSDAY, "staff:chen", NOW)
    (later,) = waiting("serve_otherwise")
    assert (later.due_at, later.reason) == (THURSDAY, "refused")


@pytest.mark.parametrize("again_at", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=61)])
def test_it_comes_again_soon_and_not_in_the_past(again_at: object) -> None:
    with pytest.raises(WrongField, match="again_too_far"):
        close_by_hand(unserved(), WHY, again_at, "staff:chen", NOW)  # type: ignore[arg-type]


def test_a_reason_is_demanded_and_kept_sealed_in_the_event() -> None:
    task = unserved()
    with pytest.raises(WrongField, match="wrong_reason"):
        close_by_hand(task, Reason("  "), THURSDAY, "staff:chen", NOW)
    close_by_hand(task, WHY, THURSDAY, "staff:chen", NOW)
    event = Event.objects.get(name="task.closed")
    assert "周四" not in event.leaf
    assert secrets_of([event.id])[event.id].private == {"reason": WHY.words}
    assert event.data["ended_by"] == "hand"


def test_what_is_served_may_be_ended_for_good() -> None:
    task = unserved("call", "asked_for_help")
    Envelope.objects.update(closed_at=NOW)
    task.refresh_from_db()
    close_by_hand(task, WHY, None, "staff:chen", NOW)
    assert not waiting("call")


def test_what_was_ended_by_hand_is_opened_again_and_takes_the_place_of_what_came_after() -> None:
    task = unserved()
    close_by_hand(task, WHY, THURSDAY, "staff:chen", NOW)
    reopen_task(task, "staff:sun", NOW)
    assert [one.id for one in waiting("serve_otherwise")] == [task.id]
    (event,) = Event.objects.filter(name="task.reopened")
    assert (event.actor, event.stream) == ("staff:sun", f"task:{task.id}")


def test_what_a_fact_ended_is_not_opened_by_hand() -> None:
    task = unserved()
    end_by_fact(Fact.DEED_RECORDED, Q(envelope=task.envelope), "staff:chen", NOW)
    with pytest.raises(Refused, match="task_ended_by_fact"):
        reopen_task(task, "staff:chen", NOW)


def test_what_is_over_is_not_opened_again() -> None:
    task = unserved()
    close_by_hand(task, WHY, THURSDAY, "staff:chen", NOW)
    Envelope.objects.update(closed_at=NOW)
    with pytest.raises(Refused, match="task_matter_is_over"):
        reopen_task(task, "staff:chen", NOW)


def test_what_waits_for_a_judge_is_ended_by_their_decision_alone() -> None:
    with pytest.raises(Refused, match="closes_itself"):
        close_by_hand(unserved("decide_finding", "presumed"), WHY, None, "staff:chen", NOW)


def test_what_is_only_to_be_learned_of_ends_when_it_was_seen_and_nothing_else_does() -> None:
    note_seen(unserved("note_change", "finding_changed"), "staff:chen", NOW)
    assert not waiting("note_change")
    with pytest.raises(Refused, match="task_waits_for_more"):
        note_seen(unserved(), "staff:chen", NOW)


def test_a_task_is_ended_once() -> None:
    task = unserved()
    close_by_hand(task, WHY, THURSDAY, "staff:chen", NOW)
    with pytest.raises(Refused, match="already_closed"):
        close_by_hand(task, WHY, THURSDAY, "staff:sun", NOW)


def test_the_paper_copy_that_was_asked_for_stands_in_the_record_once_it_is_provided() -> None:
    sent = envelope(defendant(make.case()))
    ask_for(sent, "paper", "", NOW)
    settle_copy(sent, Copy("handed_over", NOW, "本人领取"), "staff:chen", NOW)
    (provided,) = Event.objects.filter(stream=f"envelope:{sent.id}", name="paper_copy.provided")
    assert (provided.actor, provided.data) == ("staff:chen", {"how": "handed_over"})
    assert not waiting("print_paper")
    with pytest.raises(Refused, match="already_closed"):
        settle_copy(sent, Copy("posted", NOW, "EMS 1"), "staff:sun", NOW)


def test_a_wish_that_is_not_met_comes_again() -> None:
    sent = envelope(defendant(make.case()))
    ask_for(sent, "paper", "", NOW)
    with pytest.raises(WrongField, match="task_comes_again"):
        close_by_hand(Task.objects.get(kind="print_paper"), WHY, None, "staff:chen", NOW)
    assert not Event.objects.filter(name="paper_copy.provided").exists()
    settle_copy(sent, Copy("waived", NOW), "staff:chen", NOW)
    assert Event.objects.filter(name="paper_copy.waived").exists()


def test_a_copy_is_not_dated_tomorrow_nor_lost_in_a_way_that_nobody_knows() -> None:
    sent = envelope(defendant(make.case()))
    ask_for(sent, "paper", "", NOW)
    with pytest.raises(Refused, match="dated_in_future"):
        settle_copy(sent, Copy("posted", THURSDAY, "EMS 1"), "staff:chen", NOW)
    with pytest.raises(WrongField, match="wrong_copy"):
        settle_copy(sent, Copy("pigeon", NOW), "staff:chen", NOW)
    with pytest.raises(WrongField, match="copy_nowhere"):
        settle_copy(sent, Copy("posted", NOW, " "), "staff:chen", NOW)
