"""Parties, addresses and consents come in over the API under the same rules as at the desk."""

from datetime import timedelta

import pytest

from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.service.tasks.models import Task
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
AT = make.NOW.isoformat()


def enter(court: Caller, case: object, **changes: object) -> str:
    body = {"role": "defendant", "name": "李某", "number": make.resident_id(), **changes}
    answer = court.post(f"/cases/{case}/parties", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_party_an_address_and_a_consent_are_entered_one_by_one(court: Caller) -> None:
    case = make.case().id
    party = enter(court, case)
    address = court.post(f"/parties/{party}/addresses", {"kind": "email", "value": "limou@example.com"})
    consent = court.post(
        f"/parties/{party}/consents", {"ground": "express", "at": AT, "stages": ["*"], "proof": "确认书第1页"}
    )
    assert (address.status_code, consent.status_code) == (201, 201)
    assert address.json()["masked"] == "l***@example.com"
    (told,) = court.get(f"/cases/{case}/parties").json()
    assert (len(told["addresses"]), told["consents"][0]["stages"]) == (1, ["*"])
    assert court.post(f"/addresses/{address.json()['id']}/class", {"address_class": "rejected"}).status_code == 201
    assert Address.objects.get().address_class == "rejected"
    ended = court.post(f"/consents/{consent.json()['id']}/withdrawal", {"at": AT})
    assert ended.status_code == 201
    assert Consent.objects.get().withdrawn_at == make.NOW


def test_a_representative_acts_for_a_party(court: Caller) -> None:
    case = make.case().id
    party = enter(court, case)
    enter(court, case, role="agent", name="王律师", acts_for_id=party, number="")
    assert Party.objects.get(id=party).representatives.count() == 1


def test_a_consent_from_the_future_is_refused(court: Caller) -> None:
    from songda.clock import now

    party = enter(court, make.case().id)
    later = (now() + timedelta(days=1)).isoformat()
    answer = court.post(f"/parties/{party}/consents", {"ground": "express", "at": later, "stages": ["*"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "consent_in_future")


def test_opponents_share_no_number(court: Caller) -> None:
    case = make.case().id
    wife, husband = enter(court, case, role="plaintiff"), enter(court, case)
    number = {"kind": "mobile", "value": "13800000101"}
    assert court.post(f"/parties/{wife}/addresses", number).status_code == 201
    answer = court.post(f"/parties/{husband}/addresses", number)
    assert answer.json()["code"] == "shared_with_opponent"


def test_a_no_and_an_offline_mark_are_taken_down(court: Caller) -> None:
    party = enter(court, make.case().id)
    assert court.post(f"/parties/{party}/refusals", {"at": AT, "how": "call"}).status_code == 201
    assert court.post(f"/parties/{party}/offline", {"reason": "age"}).json()["is_offline"] is True
    assert court.post(f"/parties/{party}/offline", {"reason": "age"}).status_code == 409


def test_a_wish_beside_a_reason_of_the_courts_is_kept_and_told_and_taken_back_by_itself(court: Caller) -> None:
    party = enter(court, make.case().id)
    court.post(f"/parties/{party}/offline", {"reason": "court_decision"})
    both = court.post(f"/parties/{party}/offline", {"reason": "own_wish"})
    assert (both.status_code, both.json()["offline_reason"]) == (201, "court_decision")
    assert both.json()["wants_paper_since"] is not None
    assert court.post(f"/parties/{party}/offline", {"reason": "own_wish"}).json()["code"] == "offline_already"
    back = court.post(f"/parties/{party}/offline/withdrawal", {}).json()
    assert (back["is_offline"], back["offline_reason"], back["wants_paper_since"]) == (True, "court_decision", None)


def test_a_number_that_the_other_side_has_too_becomes_surer_only_when_the_sender_is_sure(court: Caller) -> None:
    case = make.case().id
    wife, husband = enter(court, case, role="plaintiff"), enter(court, case)
    number = {"kind": "mobile", "value": "13800000101", "address_class": "found"}
    court.post(f"/parties/{wife}/addresses", number)
    his = court.post(f"/parties/{husband}/addresses", {**number, "is_sure": True}).json()["id"]
    asked = court.post(f"/addresses/{his}/class", {"address_class": "confirmed"})
    assert (asked.status_code, Address.objects.get(id=his).address_class) == (422, "found")
    assert court.post(f"/addresses/{his}/class", {"address_class": "unknown"}).status_code == 201
    assert court.post(f"/addresses/{his}/class", {"address_class": "confirmed", "is_sure": True}).status_code == 201


def test_a_number_that_they_want_used_in_all_their_cases_follows_them_and_stops_when_they_say_so(court: Caller) -> None:
    number = make.resident_id()
    first, second = enter(court, make.case().id, number=number), enter(court, make.case().id, number=number)
    found = {"kind": "mobile", "value": "13800000101", "address_class": "found"}
    address = court.post(f"/parties/{first}/addresses", found).json()["id"]
    everywhere = {"is_for_all_cases": True}
    assert court.post(f"/addresses/{address}/all-cases", everywhere).json()["code"] == "address_not_their_own"
    court.post(f"/addresses/{address}/class", {"address_class": "provided"})
    assert court.post(f"/addresses/{address}/all-cases", everywhere).json()["is_for_all_cases"] is True
    third = enter(court, make.case().id, number=number)
    assert [Address.objects.get(party=one).address_class for one in (second, third)] == ["provided", "provided"]
    assert Task.objects.get(party=second).reason == "address_named"
    court.post(f"/addresses/{address}/all-cases", {"is_for_all_cases": False})
    assert not Address.objects.filter(party=enter(court, make.case().id, number=number)).exists()


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31T00:00:00Z", "2200-01-01T00:00:00Z"]
)
def test_a_moment_far_from_our_time_is_a_wrong_form(court: Caller, at: str) -> None:
    party = enter(court, make.case().id)
    answer = court.post(f"/parties/{party}/consents", {"ground": "express", "at": at, "stages": ["*"]})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "$.at")


def test_a_moment_may_be_told_in_any_zone_of_the_world(court: Caller) -> None:
    party = enter(court, make.case().id)
    told = {"ground": "express", "at": "2026-05-30T10:00:00+23:59", "stages": ["*"]}
    assert court.post(f"/parties/{party}/consents", told).status_code == 201


@pytest.mark.parametrize("field", ["value", "how"])
def test_characters_that_no_text_column_takes_are_a_wrong_form(court: Caller, field: str) -> None:
    party = enter(court, make.case().id)
    told = {"kind": "mobile", "value": make.mobile(), "how": "form"}
    answer = court.post(f"/parties/{party}/addresses", told | {field: "a\0b"})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, f"$.{field}")
