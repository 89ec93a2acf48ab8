"""A case is corrected, moves on, is closed; hearings are moved and cancelled; what hangs on them follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings.guards import guards_of
from songda.records.matter.cases.actions import Reason, register_case
from songda.records.matter.cases.corrections import (
    CaseChange,
    close_case,
    correct_case,
    draft_of,
    reopen_case,
    version_of,
)
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing
from songda.records.matter.cases.hearings import version_of as version_of_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import hearings_of
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import Stage, defendant, envelope, order

pytestmark = pytest.mark.database
WHY = Reason("立案时录入有误")
LATER = make.NOW + timedelta(hours=1)


def correct(case: Case, reason: Reason = WHY, since: object = None, **changed: object) -> Case:
    change = CaseChange(replace(draft_of(case), **changed), since)  # type: ignore[arg-type]
    return correct_case(case, change, reason, "engine", LATER)


def refusal_of(case: Case, reason: Reason = WHY, since: object = None, **changed: object) -> Refused:
    with pytest.raises(Refused) as refusal:
        correct(case, reason, since, **changed)
    return refusal.value


def served(party: Party) -> Envelope:
    made, stage = envelope(party, make.paper(party.case, "complaint_copy")), Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    return made


def test_number_and_cause_are_corrected_and_the_event_tells_from_what_to_what() -> None:
    case = make.case(cause="离昏纠纷")
    old = case.number
    fixed = correct(case, number="（2026）晋1181民初99999号", cause="离婚纠纷")
    assert (fixed.number, fixed.cause) == ("（2026）晋1181民初99999号", "离婚纠纷")
    event = Event.objects.get(name="case.corrected")
    assert event.data["before"] == {"number": old, "cause": "离昏纠纷", "is_status_case": False}
    assert event.data["after"] == {"number": fixed.number, "cause": "离婚纠纷", "is_status_case": True}
    assert WHY.words not in event.leaf


def test_a_case_is_checked_as_at_registration() -> None:
    case, other = make.case(), make.case()
    assert refusal_of(case, number=other.number).code == "case_exists"
    assert refusal_of(case, number="（2026）晋1182民初1号").code == "case_of_other_court"
    for changed, field in (
        ({"number": "民初1号"}, "number"),
        ({"procedure": "hasty"}, "procedure"),
        ({"judge_id": make.user(make.other_court(), Role.JUDGE).id}, "judge_id"),
        ({"cause": "由" * 121}, "cause"),
    ):
        refusal = refusal_of(case, **changed)  # type: ignore[arg-type]
        assert isinstance(refusal, WrongField)
        assert refusal.field == field
    assert refusal_of(case).code == "nothing_changed"
    assert refusal_of(case, Reason(" "), cause="离婚").code == "wrong_reason"
    assert register_case(make.court(), replace(draft_of(case), number="（2026）晋1181民初88888号"), "engine", LATER)


def test_of_two_clerks_who_saw_the_same_case_the_second_is_told() -> None:
    case = make.case()
    seen = Reason("有误", version_of(case))
    correct(case, seen, cause="离婚纠纷")
    assert refusal_of(case, seen, cause="抚养纠纷").code == "changed_meanwhile"


def test_a_mistaken_stage_counts_from_the_beginning() -> None:
    made = served(defendant(make.case()))  # whose consent reaches the first instance alone
    assert Finding.objects.get(service__envelope=made).status == "effective"
    correct(made.case, stage="second_instance")
    reconsider([], [made.case_id], LATER)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status != "effective"


def test_a_case_that_moved_on_to_another_stage_keeps_what_was_served_in_the_first() -> None:
    made = served(defendant(make.case()))
    correct(made.case, since=LATER, stage="second_instance")
    reconsider([], [made.case_id], LATER)
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status == "effective"
    made.case.refresh_from_db()
    assert made.case.stage == "second_instance"


def test_a_case_moves_on_in_the_order_of_time_and_never_in_the_future() -> None:
    case = make.case()
    for moment in (LATER + timedelta(days=1), make.NOW - timedelta(days=1)):
        refusal = refusal_of(case, since=moment, stage="second_instance")
        assert isinstance(refusal, WrongField)
        assert refusal.field == "since"
    correct(case, since=LATER, stage="second_instance")
    case.refresh_from_db()
    assert refusal_of(case, since=make.NOW, stage="retrial").code == "wrong_since"


def test_nothing_is_ordered_in_a_closed_case_and_what_is_under_way_goes_on() -> None:
    party = defendant(make.case())
    made = envelope(party)
    close_case(party.case, WHY, "engine", LATER)
    with pytest.raises(Refused, match="case_closed"):
        order(party)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    assert Finding.objects.get(service__envelope=made).status == "effective"
    with pytest.raises(Refused, match="case_closed_already"):
        close_case(party.case, WHY, "engine", LATER)
    reopen_case(party.case, WHY, "engine", LATER)
    assert order(party)
    with pytest.raises(Refused, match="case_open_already"):
        reopen_case(party.case, WHY, "engine", LATER)
    events = Event.objects.filter(name__in=["case.closed", "case.reopened"]).order_by("number")
    assert [event.name for event in events] == ["case.closed", "case.reopened"]


def summoned(party: Party) -> Envelope:
    made, stage = envelope(party), Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    return made


def guard_of(case: Case) -> bool | None:
    ask_law(LATER + timedelta(seconds=1))
    row = guards_of([case])[0].rows[0]
    return row.safe


def test_a_summons_for_the_old_time_calls_nobody_to_the_new_one() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, make.NOW + timedelta(days=40), "第三审判庭", "engine", make.NOW)
    summoned(party)
    assert guard_of(party.case) is True
    move_hearing(hearing, (make.NOW + timedelta(days=50), "第三审判庭"), "engine", LATER)
    assert guard_of(party.case) is False
    assert Event.objects.get(name="hearing.moved").data["before"] == (make.NOW + timedelta(days=40)).isoformat()


def test_another_room_on_the_same_day_leaves_the_summons_good() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, make.NOW + timedelta(days=40), "第三审判庭", "engine", make.NOW)
    summoned(party)
    move_hearing(hearing, (hearing.at, "第五审判庭"), "engine", LATER)
    assert guard_of(party.case) is True
    with pytest.raises(Refused, match="nothing_changed"):
        move_hearing(hearing, (hearing.at, "第五审判庭"), "engine", LATER)
    with pytest.raises(WrongField):
        move_hearing(hearing, (hearing.at, "  "), "engine", LATER)


def test_a_cancelled_hearing_is_gone_from_lists_and_guards_and_is_cancelled_once() -> None:
    party = defendant(make.case())
    hearing = set_hearing(party.case, make.NOW + timedelta(days=40), "第三审判庭", "engine", make.NOW)
    cancel_hearing(hearing, WHY, "engine", LATER)
    assert hearings_of(party.case) == []
    assert guards_of([party.case]) == []
    with pytest.raises(Refused, match="hearing_cancelled_already"):
        cancel_hearing(hearing, WHY, "engine", LATER)
    with pytest.raises(Refused, match="hearing_cancelled_already"):
        move_hearing(hearing, (make.NOW, "第三审判庭"), "engine", LATER)


def test_whoever_saw_another_hearing_than_stands_there_now_changes_nothing() -> None:
    hearing = set_hearing(make.case(), make.NOW + timedelta(days=40), "第三审判庭", "engine", make.NOW)
    seen = version_of_hearing(hearing)
    move_hearing(hearing, (hearing.at + timedelta(days=7), hearing.place), "engine", LATER, seen)
    for too_late in (
        lambda: move_hearing(hearing, (hearing.at, "第五审判庭"), "engine", LATER, seen),
        lambda: cancel_hearing(hearing, Reason("改期", seen), "engine", LATER),
    ):
        with pytest.raises(Refused, match="changed_meanwhile"):
            too_late()
    cancel_hearing(hearing, Reason("改期", version_of_hearing(hearing)), "engine", LATER)


def test_what_the_judge_decides_goes_with_the_case_to_another_judge() -> None:
    zhou, sun, clerk = make.user(role=Role.JUDGE), make.user(role=Role.JUDGE), make.user()
    case, other = make.case(judge_id=zhou.id), make.case(judge_id=zhou.id)
    open_tasks([TaskDraft("decide_finding", "presumed", one) for one in (case, other)], make.NOW)
    open_tasks([TaskDraft("call", "unread", case)], make.NOW)
    Task.objects.filter(kind="call").update(owner=clerk)
    correct(case, judge_id=sun.id)
    reconsider([], [case.id], LATER)
    assert dict(Task.objects.filter(case=case).values_list("kind", "owner")) == {
        "decide_finding": sun.id,
        "call": clerk.id,
    }
    assert Task.objects.get(case=other).owner == zhou
    moved = Event.objects.get(name="task.assigned", data__owner=str(sun.id))
    assert moved.data["before"] == str(zhou.id)
    correct(Case.objects.get(id=case.id), judge_id=None)
    reconsider([], [case.id], LATER)
    assert Task.objects.get(case=case, kind="decide_finding").owner is None
    reconsider([], [case.id], LATER)
    assert Event.objects.filter(name="task.released").count() == 1
