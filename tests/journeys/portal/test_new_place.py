"""A recipient has moved, and tells the court on a small telephone where letters reach them now."""

import pytest

from songda.core.identifiers.postal import as_written
from songda.records.matter.parties.models import Address
from tests.journeys.portal.conftest import Telephone
from tests.journeys.portal.stagehands import elsewhere
from tests.journeys.portal.test_recipient import come_in, show_who
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import Visitor, arrived

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


@pytest.mark.parametrize("width", [390, 320])
def test_whoever_has_moved_tells_where_letters_reach_them(telephone: Telephone, width: int) -> None:
    eye, visitor = telephone(width), Visitor(elsewhere(arrived))
    come_in(eye, visitor)
    eye.press("新的号码、邮箱或者地址")
    eye.press("信件需要寄到别处？请填写通信地址")
    for part, words in WHERE.items():
        eye.type(f"id_{part}", words if part != "postcode" else "0323")
    eye.press("下一步：核对地址")
    assert eye.sees("邮政编码为六位数字")
    assert eye.page.input_value("#id_district") == WHERE["district"]
    eye.type("id_postcode", WHERE["postcode"])
    eye.type("id_street", "新义街道新义街21号")
    eye.press("下一步：核对地址")
    assert eye.sees("地址是否正确？")
    eye.press("不正确，返回修改")
    eye.type("id_street", WHERE["street"])
    eye.press("下一步：核对地址")
    assert eye.sees("032300\n山西省吕梁市孝义市新义街道新义街12号2单元301室\n李某某")
    assert not Address.objects.filter(kind="postal").exists()
    eye.press("正确，信件可以寄到这里")
    assert eye.sees("法院已收到您的新地址")
    place = Address.objects.get(kind="postal")
    assert (place.address_class, place.retired_at) == ("provided", None)
    assert as_written(place.value) == "032300 山西省吕梁市孝义市新义街道新义街12号2单元301室"


def test_the_same_in_english_is_written_from_the_door_upwards(telephone: Telephone) -> None:
    eye, visitor = telephone(390, "en-US"), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}/who")
    show_who(eye, visitor)
    eye.press("New number or address")
    eye.press("Letters should go to another place?")
    for part, words in WHERE.items():
        eye.type(f"id_{part}", words)
    eye.press("Next: look at it once more")
    assert eye.sees("李某某\n新义街道新义街12号2单元301室\n孝义市, 吕梁市\n山西省 032300")
    eye.press("Yes, letters reach me there")
    assert eye.sees("The court has your new address")
    assert Address.objects.get(kind="postal").address_class == "provided"
