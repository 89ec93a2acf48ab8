"""A postal address comes in whole: in its parts, or in one line as before; a half-filled one is refused by its part."""

from typing import Any

import pytest

from songda.core.identifiers.postal import PostalAddress, parse
from songda.records.matter.parties.models import Address
from tests import make
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
PLACE = {
    "province": "山西省",
    "city": "吕梁市",
    "district": "孝义市",
    "street": "新义街道新义街12号2单元301室",
    "postcode": "032300",
}
WHY = {"reason": "录入时看错"}


def recorded(court: Caller, **changes: Any) -> Any:
    party = make.party()
    return court.post(f"/parties/{party.id}/addresses", {"kind": "postal", "place": PLACE, **changes})


def test_the_parts_of_a_place_come_in_and_are_read_again(court: Caller) -> None:
    answer = recorded(court)
    assert (answer.status_code, answer.json()["masked"]) == (201, "山西省吕梁市***")
    assert parse(Address.objects.get().value) == PostalAddress(**PLACE)


def test_one_line_of_before_still_comes_in(court: Caller) -> None:
    assert recorded(court, place=None, value="山西省孝义市新义街12号").status_code == 201
    assert parse(Address.objects.get().value) is None


@pytest.mark.parametrize(
    ("changes", "path", "told"),
    [
        ({"place": PLACE | {"street": " "}}, "$.place.street", "请填写地址的此项内容"),
        ({"place": PLACE | {"province": "-"}}, "$.place.province", "请填写地址的此项内容"),
        ({"place": PLACE | {"postcode": "0323"}}, "$.place.postcode", "六位数字"),
        ({"place": PLACE | {"district": "县" * 31}}, "$.place.district", "30字"),
        ({"value": "山西省孝义市新义街12号"}, "$.place", "value"),
        ({"kind": "mobile"}, "$.place", "只有通信地址"),
        ({"place": None}, "$.value", "完整的通信地址"),
    ],
)
def test_what_is_half_filled_is_refused_with_its_place_and_reason(
    court: Caller, changes: dict[str, object], path: str, told: str
) -> None:
    answer = recorded(court, **changes)
    assert (answer.status_code, answer.json()["path"]) == (422, path)
    assert told in answer.json()["sentence_zh"]
    assert not Address.objects.exists()


@pytest.mark.parametrize("part", ["province", "street"])
def test_a_part_that_is_left_out_is_named(court: Caller, part: str) -> None:
    answer = recorded(court, place={name: value for name, value in PLACE.items() if name != part})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, f"$.place.{part}")


def test_within_a_case_the_place_says_whose_address_and_which(court: Caller) -> None:
    addresses = [{"kind": "mobile", "value": make.mobile()}, {"kind": "postal", "place": PLACE | {"street": ""}}]
    person = {"role": "defendant", "name": "李某", "addresses": addresses}
    case = {"number": "（2026）晋1181民初2001号", "persons": [{"role": "plaintiff", "name": "张某"}, person]}
    answer = court.post("/cases", case)
    assert (answer.status_code, answer.json()["path"]) == (422, "$.persons[1].addresses[1].place.street")
    person["addresses"] = [{"kind": "postal", "place": PLACE}]
    assert court.post("/cases", case).status_code == 201


def test_a_place_is_corrected_and_replaced_by_its_parts(court: Caller) -> None:
    wrong = recorded(court).json()["id"]
    right = court.post(f"/addresses/{wrong}/correction", {"place": PLACE | {"street": "新义街21号"}, **WHY})
    assert right.status_code == 201
    half = court.post(f"/addresses/{right.json()['id']}/correction", {"place": PLACE | {"street": ""}, **WHY})
    assert (half.status_code, half.json()["path"]) == (422, "$.place.street")
    moved = court.post(f"/addresses/{right.json()['id']}/replacement", {"place": PLACE | {"district": "汾阳市"}})
    assert moved.status_code == 201
    standing = Address.objects.get(retired_at=None)
    assert parse(standing.value) == PostalAddress(**PLACE | {"district": "汾阳市"})
