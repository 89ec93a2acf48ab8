"""Cases come in over the API with their people, singly or in bulk."""

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
AT = make.NOW.isoformat()


def person(role: str = "defendant", value: str = "", **changes: object) -> dict[str, object]:
    return {
        "role": role,
        "name": "李某",
        "number": make.resident_id(),
        "addresses": [{"kind": "mobile", "value": value or make.mobile(), "address_class": "confirmed"}],
        "consents": [{"ground": "express", "at": AT, "stages": ["first_instance"]}],
        **changes,
    }


def test_a_case_comes_in_with_its_people_and_is_read_back(court: Caller) -> None:
    given = {"number": "(2022)晋1181民初123号", "cause": "离婚纠纷", "is_status_case": True}
    answer = court.post("/cases", {**given, "persons": [person("plaintiff"), person()]})
    assert answer.status_code == 201
    told = answer.json()
    assert told["number"] == "（2022）晋1181民初123号"
    assert court.get(f"/cases/{told['id']}").json()["cause"] == "离婚纠纷"
    parties = court.get(f"/cases/{told['id']}/parties").json()
    assert [party["id"] for party in parties] == told["party_ids"]
    assert Case.objects.get().registered_by is None
    assert Event.objects.get(name="case.registered").actor.startswith("client:")


def test_numbers_and_addresses_go_out_masked(court: Caller) -> None:
    number = make.resident_id()
    answer = court.post(
        "/cases",
        {"number": "（2022）晋1181民初1号", "persons": [person(number=number, value="13800000101")]},
    ).json()
    told = court.get(f"/cases/{answer['id']}/parties").content.decode()
    assert number not in told
    assert "13800000101" not in told
    assert "138****0101" in told


def test_a_wrong_number_is_answered_with_its_place_and_its_part(court: Caller) -> None:
    wrong = person(number="141181194803120018")
    answer = court.post("/cases", {"number": "（2022）晋1181民初1号", "persons": [person("plaintiff"), wrong]})
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["path"], told["part"]) == (
        422,
        422,
        "$.persons[1].number",
        "check_digit",
    )
    assert told["sentence_zh"]
    assert told["sentence_en"]
    assert not Case.objects.exists()
    assert not Party.objects.exists()


def test_a_case_of_another_court_is_refused(court: Caller) -> None:
    answer = court.post("/cases", {"number": "（2022）晋1182民初1号"})
    assert (answer.status_code, answer.json()["code"]) == (422, "case_of_other_court")


def test_a_case_that_is_there_is_a_conflict(court: Caller) -> None:
    court.post("/cases", {"number": "（2022）晋1181民初1号"})
    answer = court.post("/cases", {"number": "（2022）晋1181民初1号"})
    assert (answer.status_code, answer.json()["code"]) == (409, "case_exists")


def test_bulk_answers_row_by_row(court: Caller) -> None:
    cases = [{"number": f"（2022）晋1181民初{n}号", "persons": [person("plaintiff"), person()]} for n in range(1, 31)]
    cases[7] = {"number": "（2022）晋1181民初8号", "persons": [person(role="king")]}
    cases[9] = {"number": "（2022）晋1181民初1号"}
    told = court.post("/cases/bulk", {"cases": cases}).json()
    assert (told["accepted"], told["refused"]) == (28, 2)
    assert told["rows"][7]["problem"]["path"] == "$.cases[7].persons[0].role"
    assert told["rows"][9]["problem"]["code"] == "case_exists"
    assert len(told["rows"][29]["party_ids"]) == 2


def test_bulk_takes_a_thousand_and_no_more(court: Caller) -> None:
    cases = [{"number": f"（2022）晋1181民初{n}号"} for n in range(1, 1002)]
    assert court.post("/cases/bulk", {"cases": cases}).status_code == 422
    assert court.post("/cases/bulk", {"cases": cases[:1000]}).json()["accepted"] == 1000


def test_cases_are_listed_and_found_without_names_in_addresses(court: Caller, outsider: Caller) -> None:
    court.post("/cases", {"number": "（2022）晋1181民初1号", "persons": [person(name="张三丰")]})
    assert len(court.get("/cases").json()["cases"]) == 1
    assert len(court.post("/cases/search", {"text": "张三丰"}).json()["cases"]) == 1
    assert outsider.post("/cases/search", {"text": "张三丰"}).json()["cases"] == []
    assert Event.objects.filter(name="search.made").count() == 2


def test_a_hearing_is_set(court: Caller) -> None:
    case = court.post("/cases", {"number": "（2022）晋1181民初1号"}).json()["id"]
    answer = court.post(f"/cases/{case}/hearings", {"at": "2026-08-01T09:00:00+08:00", "place": "第三审判庭"})
    assert answer.status_code == 201
    assert court.get(f"/cases/{case}").json()["hearings"][0]["place"] == "第三审判庭"
    assert court.post(f"/cases/{case}/hearings", {"at": "2026-08-01T09:00:00", "place": "x"}).status_code == 422


def test_words_are_kept_as_they_are_seen(court: Caller) -> None:
    body = {"number": "（2026）晋1181民初77号", "cause": "离婚\u202e纠\u200b纷\u2066"}
    case = court.post("/cases", body).json()
    assert case["cause"] == "离婚纠纷"
    hearing = {"at": "2026-08-01T09:00:00+08:00", "place": "第三\u202e庭"}
    assert court.post(f"/cases/{case['id']}/hearings", hearing).json()["place"] == "第三庭"
    blank = {"at": "2026-08-02T09:00:00+08:00", "place": "\u200b\u202e"}
    assert court.post(f"/cases/{case['id']}/hearings", blank).status_code == 422
