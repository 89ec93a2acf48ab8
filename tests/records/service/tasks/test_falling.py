"""To whom new tasks fall: by the court's rule, never to who is away or gone; and nothing stays with who left."""

from collections import Counter
from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.delivery.tasks import HandingRule, least_loaded, next_in_turn, who_is_there
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.actions import remove_user
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.assignment import rule_of, set_rule
from songda.records.service.tasks.handing import (
    SubstitutionDraft,
    change_office,
    close_account,
    end_substitution,
    note_substitution,
    release_stranded,
    substitutions_of,
    take_task,
)
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.stage import NOW

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def opened(kind: str = "call", clerk: User | None = None, judge: User | None = None) -> Task:
    case = make.case()
    Case.objects.filter(id=case.id).update(registered_by=clerk, judge=judge)
    case.refresh_from_db()
    open_tasks([TaskDraft(kind, "unread", case)], NOW)
    return Task.objects.select_related("owner", "case").get(case=case)


def clerks(count: int) -> list[User]:
    made = [make.user(name=f"书记员{n}") for n in range(count)]
    return sorted(made, key=lambda user: user.id)


def ruled(rule: HandingRule) -> None:
    set_rule(make.court(), rule, "staff:head", NOW)


def is_away(person: User, stand_in: User) -> None:
    note_substitution(SubstitutionDraft(person, stand_in, NOW - DAY, NOW + 9 * DAY), "staff:head", NOW)


def test_without_a_rule_a_task_is_nobodys_until_it_is_taken() -> None:
    clerks(2)
    assert rule_of(make.court()) is HandingRule.NOBODY
    assert opened().owner is None


def test_the_clerk_of_the_case() -> None:
    chen, _ = clerks(2)
    ruled(HandingRule.CASE_CLERK)
    assert opened(clerk=chen).owner == chen
    assert opened().owner is None


def test_in_turn_over_many_calls_and_within_one() -> None:
    all_three = clerks(3)
    make.user(role=Role.JUDGE)
    make.user(role=Role.SUPERVISOR)
    make.user(make.other_court())
    ruled(HandingRule.ROUND_ROBIN)
    assert [opened().owner for _ in range(4)] == [*all_three, all_three[0]]
    open_tasks([TaskDraft("unlock", "unread", make.case()) for _ in range(3)], NOW)
    assert set(Task.objects.filter(kind="unlock").values_list("owner", flat=True)) == {one.id for one in all_three}


def test_to_whoever_has_the_fewest() -> None:
    busy, free = clerks(2)
    for _ in range(3):
        take_task(opened(), busy, NOW)
    ruled(HandingRule.LEAST_LOAD)
    open_tasks([TaskDraft("unlock", "unread", make.case()) for _ in range(5)], NOW)
    assert Counter(Task.objects.values_list("owner", flat=True)) == {busy.id: 4, free.id: 4}


def test_the_rule_is_put_on_record_and_only_a_known_one_is_taken() -> None:
    ruled(HandingRule.ROUND_ROBIN)
    ruled(HandingRule.ROUND_ROBIN)
    (event,) = Event.objects.filter(name="handing.ruled")
    assert event.data == {"before": "nobody", "rule": "round_robin"}
    with pytest.raises(WrongField, match="no_such_handing_rule"):
        set_rule(make.court(), "alphabet", "staff:head", NOW)


def test_what_falls_to_who_is_away_falls_to_who_stands_in() -> None:
    chen, sun = clerks(2)
    is_away(chen, sun)
    assert opened("note_change", clerk=chen).owner == sun
    ruled(HandingRule.ROUND_ROBIN)
    assert [opened().owner for _ in range(2)] == [sun, sun]


def test_when_the_stand_in_is_away_too_their_stand_in_gets_it_and_nobody_where_all_are() -> None:
    chen, sun, lin = clerks(3)
    is_away(chen, sun)
    is_away(sun, lin)
    assert opened("note_change", clerk=chen).owner == lin
    is_away(lin, chen)
    assert opened("note_change", clerk=chen).owner is None


def test_before_and_after_the_time_and_once_it_ended_they_get_their_own() -> None:
    chen, sun = clerks(2)
    note_substitution(SubstitutionDraft(chen, sun, NOW + DAY, NOW + 2 * DAY), "staff:head", NOW)
    assert opened("note_change", clerk=chen).owner == chen
    (row,) = substitutions_of(make.court(), NOW, sun)
    end_substitution(row, "staff:head", NOW + DAY)
    with pytest.raises(Refused, match="substitution_over_already"):
        end_substitution(row, "staff:head", NOW + DAY)
    names = Event.objects.filter(stream=f"staff:{chen.id}").order_by("number").values_list("name", flat=True)
    assert list(names)[-2:] == ["substitution.noted", "substitution.ended"]


def test_a_judges_task_waits_for_the_judge_who_is_away() -> None:
    zhou, wu = make.user(role=Role.JUDGE, name="周"), make.user(role=Role.JUDGE, name="吴")
    is_away(zhou, wu)
    assert opened("decide_finding", judge=zhou).owner == zhou


WRONG = [
    ("until", NOW, NOW, "ends_before_it_begins"),
    ("until", NOW - 3 * DAY, NOW - DAY, "substitution_in_past"),
]


@pytest.mark.parametrize(("field", "since", "until", "code"), WRONG)
def test_a_substitution_is_for_a_time_to_come(field: str, since: object, until: object, code: str) -> None:
    chen, sun = clerks(2)
    with pytest.raises(WrongField, match=code) as wrong:
        note_substitution(SubstitutionDraft(chen, sun, since, until), "staff:x", NOW)  # type: ignore[arg-type]
    assert wrong.value.field == field


def test_nobody_stands_in_for_themselves_nor_who_does_no_tasks_and_once_at_a_time() -> None:
    chen, sun = clerks(2)
    for wrong in (chen, make.user(role=Role.AUDITOR), make.user(make.other_court())):
        with pytest.raises(WrongField) as refused:
            is_away(chen, wrong)
        assert refused.value.field == "stand_in"
    is_away(chen, sun)
    with pytest.raises(Refused, match="substituted_already"):
        is_away(chen, sun)


# leaving


def test_whoever_is_seen_off_leaves_nothing_behind() -> None:
    chen, sun = clerks(2)
    judge = make.user(role=Role.JUDGE)
    call, note = opened(), opened("note_change", clerk=chen)
    take_task(call, chen, NOW)
    decision = opened("decide_finding", judge=judge)
    ruled(HandingRule.ROUND_ROBIN)
    assert close_account(chen, "staff:head", NOW) == 2
    assert close_account(judge, "staff:head", NOW) == 1
    owners = {task.id: task.owner_id for task in Task.objects.all()}
    assert owners == {call.id: sun.id, note.id: sun.id, decision.id: None}
    assert Event.objects.filter(name="task.released", stream=f"task:{decision.id}").count() == 1


def test_whatever_way_an_account_was_closed_its_tasks_fall_anew() -> None:
    chen, *_ = clerks(1)
    task = opened()
    take_task(task, chen, NOW)
    remove_user(chen, "engine", NOW)
    assert release_stranded(NOW) == 1
    assert release_stranded(NOW) == 0
    assert Task.objects.get().owner is None
    (event,) = Event.objects.filter(name="task.released")
    assert event.data == {"owner": None, "before": str(chen.id)}


def test_an_office_that_does_no_tasks_leaves_nothing_behind_either() -> None:
    chen, *_ = clerks(1)
    take_task(opened(), chen, NOW)
    assert change_office(chen, Role.SERVICE_OFFICER, "staff:head", NOW, approved_by="staff:second") == 0
    assert change_office(chen, Role.AUDITOR, "staff:head", NOW) == 1
    assert Task.objects.get().owner is None


def test_whoever_is_gone_gets_nothing_new() -> None:
    chen, *_ = clerks(1)
    remove_user(chen, "engine", NOW)
    ruled(HandingRule.CASE_CLERK)
    assert opened(clerk=chen).owner is None
    assert opened("note_change", clerk=chen).owner is None


# the pure part


def test_turns_loads_and_chains() -> None:
    a, b, c = (user.id for user in clerks(3))
    assert next_in_turn([], None) is None
    assert [next_in_turn([c, a, b], last) for last in (None, a, b, c)] == [a, b, c, a]
    assert next_in_turn([a, c], b) == c
    assert least_loaded([], {}) is None
    assert least_loaded([a, b, c], {a: 2, b: 1, c: 1}) == b
    assert who_is_there(a, {}) == a
    assert who_is_there(a, {a: b, b: c}) == c
    assert who_is_there(a, {a: b, b: a}) is None


def test_an_approval_falls_to_a_stand_in_only_where_they_may_give_it() -> None:
    judge = make.user(role=Role.JUDGE)
    is_away(judge, make.user(role=Role.JUDGE))
    assert opened("approve_lookup", judge=judge).owner is None
    other = make.user(role=Role.JUDGE)
    is_away(other, liang := make.user(role=Role.SUPERVISOR))
    assert opened("approve_lookup", judge=other).owner == liang


@pytest.mark.parametrize(("before", "kind"), [(Role.SUPERVISOR, "approve_lookup"), (Role.JUDGE, "decide_finding")])
def test_what_a_new_office_may_not_decide_falls_anew_and_the_rest_stays(before: Role, kind: str) -> None:
    make.user(role=Role.ADMINISTRATOR)
    person = make.user(role=before)
    judge = person if before is Role.JUDGE else None
    decided, call = opened(kind, judge=judge), opened("call")
    take_task(decided, person, NOW)
    take_task(call, person, NOW)
    assert change_office(person, Role.CLERK, "engine", NOW) == 1
    assert Task.objects.get(id=decided.id).owner is None
    assert Task.objects.get(id=call.id).owner == person
