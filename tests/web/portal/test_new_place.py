"""A recipient tells where letters reach them: in parts, looked at once more, and theirs from then on."""

from html import unescape

import pytest

from songda.core.identifiers.postal import parse
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Address
from tests import make
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


def places(visitor: Visitor) -> list[Address]:
    return list(Address.objects.filter(party=visitor.envelope.party, kind="postal", retired_at=None))


def test_nothing_is_noted_before_it_was_looked_at_once_more() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.post("address/postal", WHERE).content.decode()
    assert "地址是否正确？" in page
    lines = ("032300", "山西省吕梁市孝义市新义街道新义街12号2单元301室", visitor.envelope.party.name)
    assert "".join(f"<span>{line}</span>" for line in lines) in page
    assert places(visitor) == []


def test_what_they_say_counts_as_given_by_themselves() -> None:
    visitor = Visitor(arrived()).prove()
    noted = visitor.post("address/postal", WHERE | {"step": "sure"}, follow=True).content.decode()
    assert "法院已收到您的新地址" in noted
    assert "山西省吕梁市孝义市新义街道新义街12号2单元301室" in noted
    (told,) = places(visitor)
    assert (told.address_class, [step.how for step in told.findings.all()]) == ("provided", ["portal"])
    place = parse(told.value)
    assert place is not None
    assert (place.district, place.street, place.postcode) == ("孝义市", "新义街道新义街12号2单元301室", "032300")
    events = Event.objects.filter(name__in=("address.recorded", "place.given")).order_by("-number")[:2]
    assert [event.name for event in events] == ["place.given", "address.recorded"]
    assert {event.actor for event in events} == {f"recipient:{visitor.envelope.party_id}"}
    assert all("孝义" not in event.leaf for event in events)  # the place itself is sealed
    assert "您告诉了法院新的通信地址。" in visitor.get("history").content.decode()


def test_whoever_sees_a_mistake_goes_back_to_what_they_typed() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.post("address/postal", WHERE | {"step": "back"}).content.decode()
    assert 'value="新义街道新义街12号"' in page
    assert places(visitor) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"province": ""}, "请填写省、自治区、直辖市"),
        ({"street": ""}, "请填写街道（道路），或者乡镇、村"),
        ({"postcode": "03230"}, "邮政编码为六位数字"),
        ({"street": "-", "detail": ""}, "请填写地址的此项内容"),
    ],
)
@pytest.mark.parametrize("step", ["", "sure"])
def test_a_half_filled_address_is_told_beside_its_part(typed: dict[str, str], told: str, step: str) -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.post("address/postal", WHERE | typed | {"step": step}).content.decode()
    (part,) = [name for name in typed if name != "detail"]
    assert told in unescape(page)
    assert f'id="id_{part}_error"' in page
    assert places(visitor) == []


def test_wide_digits_of_a_postcode_are_no_mistake() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("address/postal", WHERE | {"postcode": "０３２ ３００", "step": "sure"})
    assert parse(places(visitor)[0].value).postcode == "032300"  # type: ignore[union-attr]


def test_the_same_place_once_more_is_told_so_and_one_that_the_court_found_becomes_theirs() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.post("address/postal", WHERE | {"step": "sure"})
    (own,) = places(visitor)
    again = visitor.post("address/postal", WHERE | {"step": "sure"}).content.decode()
    assert "法院已登记您的这一地址" in again
    Address.objects.filter(id=own.id).update(address_class="found")
    assert visitor.post("address/postal", WHERE | {"step": "sure"}).status_code == 302
    own.refresh_from_db()
    assert own.address_class == "provided"
    assert places(visitor) == [own]


def test_only_the_proven_recipient_tells_a_place_and_a_page_without_one_leads_back() -> None:
    stranger = Visitor(arrived())
    assert stranger.post("address/postal", WHERE | {"step": "sure"})["Location"].endswith("/who")
    assert places(stranger) == []
    assert stranger.prove().get("address/postal/noted")["Location"].endswith("/address/postal")


def test_in_english_it_is_written_from_the_door_upwards() -> None:
    visitor = Visitor(arrived(), language="en").prove()
    page = visitor.post("address/postal", WHERE).content.decode()
    lines = (visitor.envelope.party.name, "新义街道新义街12号2单元301室", "孝义市, 吕梁市", "山西省 032300")
    assert "".join(f"<span>{line}</span>" for line in lines) in page


def test_free_text_of_before_stays_readable() -> None:
    visitor = Visitor(arrived()).prove()
    free = "山西省孝义市新义街12号"
    add_address(visitor.envelope.party, AddressDraft("postal", free, how="portal"), "engine", make.NOW)
    assert f"<span>{free}</span>" in visitor.get("address/postal/noted").content.decode()


def test_the_parts_are_filled_by_the_browser_where_it_knows_them() -> None:
    page = Visitor(arrived()).prove().get("address/postal").content.decode()
    for token in ("address-level1", "address-level2", "address-level3", "address-line1", "postal-code"):
        assert f'autocomplete="{token}"' in page
