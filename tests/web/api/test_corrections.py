"""Corrections and endings over the API, under the same rules as at the desk."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Address, Party
from songda.web.api.matter import corrections
from songda.web.api.once import change_once
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
WHY = {"reason": "录入时看错一位"}


def test_a_party_is_corrected_where_the_request_says_so_and_nowhere_else(court: Caller) -> None:
    party, number = make.party(name="李卫囯", is_soldier=True), make.resident_id()
    answer = court.patch(f"/parties/{party.id}", {"name": "李卫国", "number": number, **WHY})
    assert answer.status_code == 200
    assert answer.json()["name"] == "李卫国"
    assert number not in answer.content.decode()
    party.refresh_from_db()
    assert (party.number, party.is_soldier) == (number, True)
    assert Event.objects.get(name="party.corrected").actor.startswith("client:")


def test_a_repeated_correction_is_one_and_a_stale_one_is_refused(court: Caller) -> None:
    party = make.party(name="李卫囯")
    (seen,) = court.get(f"/cases/{party.case_id}/parties").json()
    wish = {"name": "李卫国", "version": seen["version"], **WHY}
    first, second = (court.patch(f"/parties/{party.id}", wish, key="c1") for _ in "12")
    assert (first.status_code, second.content) == (200, first.content)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Event.objects.filter(name="party.corrected").count() == 1
    late = court.patch(f"/parties/{party.id}", {**wish, "name": "李伟"})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    fresh = court.patch(f"/parties/{party.id}", {**wish, "name": "李伟", "version": first.json()["version"]})
    assert fresh.status_code == 200


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ({"number": "110105194912310021", **WHY}, "$.number"),
        ({"name": "王某", "reason": " "}, "$.reason"),
        ({"nome": "王某", **WHY}, ""),
        ({"name": "王某"}, ""),
    ],
)
def test_a_wrong_correction_is_refused_with_its_place(court: Caller, wish: dict[str, str], path: str) -> None:
    answer = court.patch(f"/parties/{make.party().id}", wish)
    assert answer.status_code == 422
    assert answer.json().get("path", "") == path
    assert not Event.objects.filter(name="party.corrected").exists()


def test_a_representative_is_removed_once(court: Caller) -> None:
    party = make.party(role="plaintiff")
    agent = add_party(party.case, PartyDraft("agent", "王律师", acts_for_id=party.id), "engine", make.NOW)
    first = court.post(f"/parties/{agent.id}/removal", WHY)
    assert (first.status_code, first.json()["removed_at"] is not None) == (201, True)
    assert court.post(f"/parties/{agent.id}/removal", WHY).json()["code"] == "representative_left_already"
    assert Party.objects.get(id=agent.id).removed_at is not None


def test_a_wrong_party_is_taken_out_once(court: Caller) -> None:
    party = make.party()
    gone = court.post(f"/parties/{party.id}/removal", WHY)
    assert (gone.status_code, gone.json()["removed_at"] is not None) == (201, True)
    assert court.post(f"/parties/{party.id}/removal", WHY).json()["code"] == "party_removed_already"


def test_addresses_are_corrected_replaced_and_ended(court: Caller) -> None:
    address = make.address()
    right = court.post(f"/addresses/{address.id}/correction", {"value": "13912345678", **WHY})
    assert (right.status_code, right.json()["masked"]) == (201, "139****5678")
    other = court.post(f"/addresses/{right.json()['id']}/replacement", {"value": "13912345679", "how": "call"})
    assert other.status_code == 201
    assert court.post(f"/addresses/{other.json()['id']}/end", WHY).status_code == 201
    assert court.post(f"/addresses/{other.json()['id']}/end", WHY).status_code == 404
    assert not Address.objects.filter(retired_at=None).exists()


@pytest.mark.parametrize("value", ['"a b"@x.cn', "a@例子"])
def test_an_address_that_no_mail_can_be_written_to_is_refused(court: Caller, value: str) -> None:
    answer = court.post(f"/parties/{make.party().id}/addresses", {"kind": "email", "value": value})
    assert (answer.status_code, answer.json()["path"]) == (422, "$.value")


def test_a_case_is_corrected_closed_and_opened_again(court: Caller) -> None:
    case = make.case(cause="离昏纠纷")
    answer = court.patch(f"/cases/{case.id}", {"cause": "离婚纠纷", **WHY})
    assert (answer.status_code, answer.json()["cause"], answer.json()["number"]) == (200, "离婚纠纷", case.number)
    assert court.patch(f"/cases/{case.id}", {"number": make.case().number, **WHY}).status_code == 409
    assert court.post(f"/cases/{case.id}/closing", WHY).json()["closed_at"]
    party, paper = make.party(case), make.paper(case)
    order = {"case_id": str(case.id), "paper_ids": [str(paper.id)], "party_ids": [str(party.id)]}
    assert court.post("/orders", order).json()["code"] == "case_closed"
    assert court.post(f"/cases/{case.id}/reopening", WHY).status_code == 201
    assert court.post("/orders", order).status_code == 201
    told = court.post(f"/cases/{case.id}/closing", WHY)
    assert (told.status_code, told.json()["code"]) == (422, "unserved_in_case")
    assert "1" in told.json()["sentence_en"]
    assert court.post(f"/cases/{case.id}/closing", {**WHY, "unserved_is_known": True}).json()["closed_at"]


def test_a_summons_names_its_hearing_and_what_became_of_it(court: Caller) -> None:
    case = make.case()
    hearing = court.post(
        f"/cases/{case.id}/hearings", {"at": "2030-03-01T09:00:00+08:00", "place": "第三审判庭"}
    ).json()
    party, paper = make.party(case), make.paper(case)
    order = {"case_id": str(case.id), "paper_ids": [str(paper.id)], "party_ids": [str(party.id)]}
    service = court.post("/orders", order).json()["services"][0]["id"]
    summons = court.get(f"/services/{service}").json()["summons"]
    assert (summons["hearing_id"], summons["hearing_is"]) == (hearing["id"], "as_named")
    late = {"at": "2030-03-09T09:00:00+08:00", "version": hearing["version"]}
    moved = court.patch(f"/hearings/{hearing['id']}", {"at": "2030-03-08T09:00:00+08:00"}).json()
    assert court.patch(f"/hearings/{hearing['id']}", late).json()["code"] == "changed_meanwhile"
    assert moved["moved_at"]
    summons = court.get(f"/services/{service}").json()["summons"]
    assert (summons["hearing_is"], summons["named_place"]) == ("moved", "第三审判庭")
    assert summons["named_at"].startswith("2030-03-01T")


def test_a_judge_is_taken_off_a_case_by_a_null_and_by_nothing_else(court: Caller) -> None:
    judge = make.user(role=Role.JUDGE)
    case = make.case(judge_id=judge.id)
    court.patch(f"/cases/{case.id}", {"cause": "离婚纠纷", **WHY})
    assert Case.objects.get().judge_id == judge.id
    court.patch(f"/cases/{case.id}", {"judge_id": None, **WHY})
    assert Case.objects.get().judge_id is None


def test_a_hearing_is_moved_and_cancelled(court: Caller) -> None:
    case = make.case()
    hearing = set_hearing(case, make.NOW + timedelta(days=20), "第三审判庭", "engine", make.NOW)
    moved = court.patch(f"/hearings/{hearing.id}", {"at": "2026-08-01T09:00:00+08:00"})
    assert (moved.status_code, moved.json()["place"]) == (200, "第三审判庭")
    assert court.patch(f"/hearings/{hearing.id}", {"place": " "}).status_code == 422
    assert court.post(f"/hearings/{hearing.id}/cancellation", WHY).status_code == 201
    assert court.get(f"/cases/{case.id}").json()["hearings"] == []
    assert court.post(f"/hearings/{hearing.id}/cancellation", WHY).status_code == 409
    assert Hearing.objects.get().cancelled_at is not None


def a_hearing() -> Hearing:
    return set_hearing(make.case(), make.NOW + timedelta(days=20), "第三审判庭", "engine", make.NOW)


# What a request changes, what somebody else changed after it was read, and the field that must go on saying so.
MEANWHILE = {
    "hearing": (a_hearing, {"place": "第五审判庭"}, {"at": "2026-09-01T09:00:00+08:00"}, "at"),
    "case": (make.case, {"stage": "second_instance", **WHY}, {"cause": "买卖合同纠纷", **WHY}, "cause"),
    "party": (make.party, {"name": "王建国", **WHY}, {"is_soldier": True, **WHY}, "is_soldier"),
}
DOORS = {"hearing": "/hearings/{}", "case": "/cases/{}", "party": "/parties/{}"}


@pytest.mark.parametrize("kind", MEANWHILE)
def test_what_is_left_out_never_puts_back_what_somebody_changed_meanwhile(
    court: Caller, monkeypatch, kind: str
) -> None:
    make_one, wish, theirs, field = MEANWHILE[kind]
    one = make_one()
    before, door = getattr(one, field), DOORS[kind].format(one.id)

    def after_theirs(request, body, act):
        monkeypatch.undo()
        assert court.patch(door, theirs).status_code == 200
        return change_once(request, body, act)

    monkeypatch.setattr(corrections, "change_once", after_theirs)
    late = court.patch(door, wish)
    stands = getattr(type(one).objects.get(id=one.id), field)
    assert (late.status_code, late.json().get("code")) == (409, "changed_meanwhile")
    assert stands != before


def test_a_correction_that_looks_like_a_mistake_is_asked_about(court: Caller) -> None:
    party = make.party(name="李卫国")
    wish = {"name": "汾河贸易有限公司", **WHY}
    asked = court.patch(f"/parties/{party.id}", wish)
    assert (asked.status_code, asked.json()["code"]) == (422, "doubtful")
    assert not Event.objects.filter(name="party.corrected").exists()
    assert court.patch(f"/parties/{party.id}", {**wish, "is_sure": True}).status_code == 200
