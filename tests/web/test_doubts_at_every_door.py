"""What is odd about a person, a number or a summons is told before it is kept: at the desk, over the API, in bulk."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from songda.records.law.decisions.recall import remove_party
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address
from tests import make
from tests.web.api.caller import Caller, caller
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
COMPANY = "91350100M000100Y43"


@pytest.fixture
def court(db: None) -> Caller:
    """A system of the court of Xiaoyi."""
    return caller()


@dataclass(frozen=True)
class Odd:
    """Who stands in the case, or in another one of the court; who is entered then; and which doubt is told."""

    said: str
    entered: dict[str, Any]
    here: tuple[dict[str, Any], ...] = ()
    elsewhere: tuple[dict[str, Any], ...] = ()


LI = {"role": "defendant", "name": "李卫国", "number": make.resident_id("19790101", 7)}
BODY = {"role": "defendant", "name": "孝义市恒通商贸有限公司"}
ODD = {
    "the same person twice": Odd("该证件号码的当事人已在本案登记", LI, here=(LI | {"role": "plaintiff"},)),
    "the same name twice": Odd("李卫国已在本案登记", LI | {"number": ""}, here=(LI | {"number": ""},)),
    "a number of another party": Odd("但姓名或者名称不同", LI | {"name": "王建军"}, here=(LI,)),
    "a number of another person": Odd("本院其他案件登记", LI | {"name": "王建军"}, elsewhere=(LI,)),
    "a company as a person": Odd("却登记为自然人", BODY),
    "a person as a company": Odd("却登记为单位", {"role": "defendant", "name": "李卫国", "kind": "legal_person"}),
}
FINE = {
    "namesakes with numbers of their own": Odd("", LI | {"number": make.resident_id("19790101", 8)}, here=(LI,)),
    "a company": Odd("", BODY | {"kind": "legal_person", "number": COMPANY}),
    "the same person in another case": Odd("", LI, elsewhere=(LI,)),
    "a name from far away": Odd("", {"role": "defendant", "name": "阿卜杜拉·买买提"}),
}


def scene(odd: Odd) -> Case:
    case, other = make.case(), make.case()
    for one in odd.here:
        make.party(case, **one)
    for one in odd.elsewhere:
        make.party(other, **one)
    return case


def whole(entered: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "natural_person", "domicile": "cn", "number": "", **entered}


@pytest.mark.parametrize("what", ODD)
def test_at_the_desk_it_is_asked_and_kept_once_it_is_said_to_be_so(what: str) -> None:
    odd, client = ODD[what], signed_in()
    case = scene(odd)
    before, where = case.parties.count(), reverse("console:new_party", args=[case.id])
    asked = client.post(where, whole(odd.entered))
    assert odd.said in asked.content.decode()
    assert case.parties.count() == before
    mark = asked.context["form"].doubts_mark
    assert client.post(where, whole(odd.entered) | {"is_so": mark}).status_code == 302
    assert case.parties.count() == before + 1


@pytest.mark.parametrize("what", ODD)
def test_over_the_api_it_is_refused_with_the_same_words_unless_it_is_so(court: Caller, what: str) -> None:
    odd = ODD[what]
    case = scene(odd)
    where = f"/cases/{case.id}/parties"
    refused = court.post(where, whole(odd.entered))
    assert (refused.status_code, refused.json()["code"]) == (422, "doubtful")
    assert odd.said in refused.json()["sentence_zh"]
    assert court.post(where, whole(odd.entered) | {"is_sure": True}).status_code == 201


@pytest.mark.parametrize("what", ODD)
def test_in_bulk_the_case_is_refused_with_the_place_and_the_same_words(court: Caller, what: str) -> None:
    odd = ODD[what]
    for one in odd.elsewhere:
        make.party(make.case(), **one)
    persons = [*(whole(one) for one in odd.here), whole(odd.entered)]
    place = len(persons) - 1
    told = {"cases": [{"number": "（2026）晋1181民初98001号", "persons": persons}]}
    (row,) = court.post("/cases/bulk", told).json()["rows"]
    assert (row["problem"]["code"], row["problem"]["path"]) == ("doubtful", f"$.cases[0].persons[{place}]")
    assert odd.said in row["problem"]["sentence_zh"]
    persons[place]["is_sure"] = True
    (row,) = court.post("/cases/bulk", told).json()["rows"]
    assert row.get("problem") is None


@pytest.mark.parametrize("what", FINE)
def test_what_is_usual_is_asked_nowhere(court: Caller, what: str) -> None:
    fine, client = FINE[what], signed_in()
    case = scene(fine)
    assert client.post(reverse("console:new_party", args=[case.id]), whole(fine.entered)).status_code == 302
    assert court.post(f"/cases/{scene(fine).id}/parties", whole(fine.entered)).status_code == 201


def test_a_number_that_the_other_side_has_too_is_told_of_by_both_doors(court: Caller) -> None:
    case, client = make.case(), signed_in()
    number = make.address(make.party(case, "plaintiff"), "found").value
    party = make.party(case)
    typed = {"kind": "mobile", "value": number, "address_class": "found", "how": "counter"}
    asked = client.post(reverse("console:new_address", args=[party.id]), typed)
    assert "也登记在对方当事人名下" in asked.content.decode()
    refused = court.post(f"/parties/{party.id}/addresses", typed)
    assert "也登记在对方当事人名下" in refused.json()["sentence_zh"]
    assert not Address.objects.filter(party=party).exists()
    assert court.post(f"/parties/{party.id}/addresses", typed | {"is_sure": True}).status_code == 201


def test_a_number_put_in_the_place_of_another_is_asked_about_as_a_new_one(court: Caller) -> None:
    case, client = make.case(), signed_in()
    number = make.address(make.party(case, "plaintiff"), "found").value
    old = make.address(make.party(case), "found")
    typed = {"value": number, "address_class": "found", "how": "counter"}
    for page, more in (("replace_address", {}), ("correct_address", {"reason": "抄错"})):
        asked = client.post(reverse(f"console:{page}", args=[old.id]), typed | more)
        assert "也登记在对方当事人名下" in asked.content.decode()
    right = {"value": number, "reason": "抄错"}
    for end, body in (("replacement", typed), ("correction", right)):
        refused = court.post(f"/addresses/{old.id}/{end}", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "doubtful")
    old.refresh_from_db()
    assert old.retired_at is None
    assert court.post(f"/addresses/{old.id}/correction", right | {"is_sure": True}).status_code == 201


def test_whoever_was_entered_by_mistake_is_no_other_side() -> None:
    case, client = make.case(), signed_in()
    wrong = make.party(case, "plaintiff")
    number = make.address(wrong, "found").value
    remove_party(wrong, Reason("重复登记"), "engine", make.NOW)
    typed = {"kind": "mobile", "value": number, "address_class": "found", "how": "counter"}
    assert client.post(reverse("console:new_address", args=[make.party(case).id]), typed).status_code == 302


NUMBER = {"kind": "mobile", "value": "13800138000", "address_class": "unknown"}


def of_two(role: str, *addresses: dict[str, Any], own: str = "unknown") -> list[dict[str, Any]]:
    """Somebody who has the number, and a defendant who has it too."""
    first = {"role": role, "name": "王建军", "addresses": [NUMBER | {"address_class": own}]}
    return [first, {"role": "defendant", "name": "李卫国", "addresses": list(addresses)}]


@pytest.mark.parametrize("place", [0, 1])
def test_in_a_new_case_the_opponents_own_number_is_refused_in_whichever_order(court: Caller, place: int) -> None:
    persons = of_two("plaintiff", NUMBER, own="provided")
    told = {"cases": [{"number": "（2026）晋1181民初98002号", "persons": persons if place else persons[::-1]}]}
    (row,) = court.post("/cases/bulk", told).json()["rows"]
    assert row["problem"]["code"] == "shared_with_opponent"
    assert row["problem"]["path"] == f"$.cases[0].persons[{place}].addresses[0]"


def test_in_a_new_case_a_number_of_both_sides_is_kept_once_its_sender_is_sure(court: Caller) -> None:
    told = {"number": "（2026）晋1181民初98003号", "persons": of_two("third_party", NUMBER)}
    refused = court.post("/cases", told)
    assert (refused.status_code, refused.json()["code"]) == (422, "doubtful")
    told["persons"] = of_two("third_party", NUMBER | {"is_sure": True})
    assert court.post("/cases", told).status_code == 201


def test_in_bulk_a_number_with_another_name_further_up_is_told(court: Caller) -> None:
    told = [
        {"number": f"（2026）晋1181民初9801{n}号", "persons": [LI | {"name": name}]} for n, name in enumerate("甲乙")
    ]
    first, second = court.post("/cases/bulk", {"cases": told}).json()["rows"]
    assert (first.get("problem"), second["problem"]["code"]) == (None, "doubtful")


def test_a_summons_without_a_hearing_is_told_of_by_every_door(court: Caller) -> None:
    case, client = make.case(), signed_in()
    typed: dict[str, Any] = {"kind": "summons", "title": "传票"}
    where = reverse("console:new_paper", args=[case.id])
    asked = client.post(where, typed | {"filed_by": "", "file": upload()})
    assert "本案没有待开庭审" in asked.content.decode()
    singly, in_bulk = f"/cases/{case.id}/papers", "/papers/bulk"
    for end, more in ((singly, {}), (in_bulk, {"case_ids": [str(case.id)]})):
        refused = court.upload(end, make.pdf(), **typed, **more)
        assert (refused.status_code, refused.json()["code"]) == (422, "doubtful")
    assert not Paper.objects.exists()
    set_hearing(case, make.NOW + timedelta(days=400), "第一审判庭", "engine", make.NOW)
    assert court.upload(singly, make.pdf(), **typed).status_code == 201


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("传票.pdf", make.pdf(), "application/pdf")
