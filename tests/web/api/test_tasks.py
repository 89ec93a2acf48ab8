"""Tasks over the API: of two systems that reach for one, the slower is told 409 and who has it."""

from datetime import timedelta
from typing import Any

import pytest

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database


def task(kind: str = "call") -> Task:
    case = make.case()
    open_tasks([TaskDraft(kind, "unread", case)], clock.now())
    return Task.objects.get(case=case)


def test_open_tasks_are_listed_with_case_and_owner_and_without_a_name(court: Caller) -> None:
    open_task, chen = task(), make.user(name="书记员陈")
    Task.objects.update(owner=chen)
    task("unlock")
    (told,) = court.get("/tasks", owner_id=str(chen.id)).json()
    assert (told["id"], told["owner"], told["case_number"]) == (str(open_task.id), "书记员陈", open_task.case.number)
    assert len(court.get("/tasks").json()) == 2
    assert court.get("/tasks", page="2").json() == []
    assert court.get(f"/tasks/{open_task.id}").json()["kind"] == "call"


def hand(court: Caller, of: Task, to: Any, seen: Any, key: str = "") -> Any:
    body = {"owner_id": str(to.id), "seen_owner_id": str(seen.id) if seen else None}
    return court.patch(f"/tasks/{of.id}", body, key=key)


def test_the_slower_of_two_is_told_who_has_it(court: Caller) -> None:
    open_task, chen, sun = task(), make.user(name="书记员陈"), make.user(name="书记员孙")
    first = hand(court, open_task, chen, None)
    assert (first.status_code, first.json()["owner"]) == (200, "书记员陈")
    lost = hand(court, open_task, sun, None)
    assert (lost.status_code, lost.json()["code"]) == (409, "task_held_by_another")
    assert "书记员陈" in lost.json()["sentence_zh"]
    assert "书记员陈" in lost.json()["sentence_en"]
    assert hand(court, open_task, sun, chen).json()["owner_id"] == str(sun.id)
    actors = Event.objects.filter(name="task.assigned").values_list("actor", flat=True)
    assert all(actor.startswith("client:") for actor in actors)


def test_a_key_hands_over_once(court: Caller) -> None:
    open_task, chen = task(), make.user()
    answers = [hand(court, open_task, chen, None, key="h1") for _ in "12"]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Event.objects.filter(name="task.assigned").count() == 1


def test_it_goes_only_to_who_does_tasks_here(court: Caller) -> None:
    open_task = task()
    refused = hand(court, open_task, make.user(role=Role.AUDITOR), None)
    assert (refused.status_code, refused.json()["code"], refused.json()["path"]) == (422, "does_no_tasks", "$.to")
    assert hand(court, open_task, make.user(make.other_court()), None).status_code == 404


def test_more_time_with_a_reason(court: Caller) -> None:
    open_task = task()
    longer = court.post(f"/tasks/{open_task.id}/extension", {"working_days": 2, "reason": "另约时间"})
    assert longer.status_code == 201
    assert longer.json()["due_at"] > open_task.due_at.isoformat()
    assert court.post(f"/tasks/{open_task.id}/extension", {"working_days": 2, "reason": ""}).status_code == 422
    assert court.post(f"/tasks/{open_task.id}/extension", {"working_days": 99, "reason": "x"}).status_code == 422


@pytest.mark.usual_day
def test_no_more_time_than_there_is_before_the_hearing(court: Caller) -> None:
    open_task = task()
    at = clock.now() + timedelta(days=3)
    body = {"at": at.isoformat(), "place": "第三审判庭"}
    assert court.post(f"/cases/{open_task.case_id}/hearings", body).status_code == 201
    refused = court.post(f"/tasks/{open_task.id}/extension", {"working_days": 5, "reason": "另约时间"})
    assert (refused.status_code, refused.json()["code"]) == (422, "beyond_hearing")
    assert refused.json()["path"] == "$.working_days"


def test_all_of_a_person_at_once_and_how_much_lies_where(court: Caller) -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    for _ in range(3):
        task()
    Task.objects.update(owner=chen)
    handed = court.post(f"/staff/{chen.id}/handover", {"to_id": str(sun.id)})
    assert (handed.status_code, handed.json()) == (201, {"count": 3})
    assert {one["name"]: one["open"] for one in court.get("/staff").json()} == {"陈": 0, "孙": 3}


def test_somebody_stands_in_until_they_are_back(court: Caller) -> None:
    chen, sun = make.user(name="陈"), make.user(name="孙")
    since, until = clock.now(), clock.now() + timedelta(days=7)
    body = {
        "person_id": str(chen.id),
        "stand_in_id": str(sun.id),
        "since": since.isoformat(),
        "until": until.isoformat(),
    }
    made = court.post("/substitutions", body)
    assert made.status_code == 201
    assert court.post("/substitutions", body).json()["code"] == "substituted_already"
    assert [one["id"] for one in court.get("/substitutions").json()] == [made.json()["id"]]
    assert {one["name"]: one["stand_in_id"] for one in court.get("/staff").json()}["陈"] == str(sun.id)
    back = court.post(f"/substitutions/{made.json()['id']}/back", {})
    assert back.json()["ended_at"]
    assert court.post(f"/substitutions/{made.json()['id']}/back", {}).status_code == 409
    assert court.get("/substitutions").json() == []


def test_the_rule_is_read_and_chosen(court: Caller) -> None:
    assert court.get("/handing-rule").json() == {"rule": "nobody"}
    assert court.patch("/handing-rule", {"rule": "least_load"}).json() == {"rule": "least_load"}
    assert court.patch("/handing-rule", {"rule": "alphabet"}).json()["code"] == "no_such_handing_rule"
