"""Addresses have a class and a history, and an opponent's number serves nobody else."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.actions import (
    AddressDraft,
    PartyDraft,
    add_address,
    add_party,
    replace_address,
    set_address_class,
)
from songda.records.matter.parties.addresses import shared_with_opponents
from songda.records.matter.parties.models import Address, Party
from tests import make

pytestmark = pytest.mark.database
NUMBER = "13800000101"


def both(case: Case) -> tuple[Party, Party]:
    return make.party(case, "plaintiff", name="张某"), make.party(case, "defendant", name="李某")


def test_each_step_of_an_address_is_in_its_history() -> None:
    address = make.address(address_class="found", how="look-up")
    set_address_class(address, "confirmed", "call", "engine", make.NOW + timedelta(hours=1))
    set_address_class(address, "rejected", "portal", "engine", make.NOW + timedelta(hours=2))
    assert [(step.address_class, step.how) for step in address.findings.order_by("at")] == [
        ("found", "look-up"),
        ("confirmed", "call"),
        ("rejected", "portal"),
    ]
    names = Event.objects.filter(stream=f"party:{address.party_id}").order_by("number").values_list("name", flat=True)
    assert list(names)[1:] == ["address.recorded", "address.confirmed", "address.rejected"]


def test_where_an_address_leads_stands_in_no_event() -> None:
    address = make.address(value=NUMBER)
    assert address.value == NUMBER
    assert all(NUMBER not in event.leaf for event in Event.objects.all())


def test_an_address_is_recorded_once() -> None:
    address = make.address(value=NUMBER)
    with pytest.raises(Refused, match="address_exists"):
        make.address(address.party, value="+86 138 0000 0101")


def test_a_replaced_address_is_kept_but_no_longer_used() -> None:
    old = make.address(value=NUMBER)
    new = replace_address(old, AddressDraft("mobile", "13800000102"), "engine", make.NOW)
    old.refresh_from_db()
    assert old.retired_at == make.NOW
    assert list(Address.objects.filter(party=old.party, retired_at=None)) == [new]
    make.address(old.party, value=NUMBER)  # and may come back


@pytest.mark.parametrize("address_class", ["provided", "confirmed", "found", "unknown"])
def test_an_opponents_own_number_serves_nobody_else(address_class: str) -> None:
    wife, husband = both(make.case())
    make.address(wife, value=NUMBER)
    with pytest.raises(Refused) as refusal:
        make.address(husband, address_class, value=NUMBER)
    assert refusal.value.code == "shared_with_opponent"
    assert husband.addresses.count() == 0


def test_a_number_found_for_both_can_be_confirmed_for_one_only() -> None:
    wife, husband = both(make.case())
    hers, his = (make.address(party, "found", value=NUMBER) for party in (wife, husband))
    set_address_class(hers, "confirmed", "call", "engine", make.NOW)
    with pytest.raises(Refused, match="shared_with_opponent"):
        set_address_class(his, "confirmed", "call", "engine", make.NOW)
    set_address_class(his, "rejected", "call", "engine", make.NOW)
    assert shared_with_opponents([wife.case_id]) == {hers.id, his.id}


def test_a_representatives_number_belongs_to_his_side() -> None:
    case = make.case()
    wife, husband = both(case)
    agent = add_party(case, PartyDraft("agent", "王律师", acts_for_id=wife.id), "engine", make.NOW)
    make.address(agent, value=NUMBER)
    make.address(wife, value=NUMBER)
    with pytest.raises(Refused, match="shared_with_opponent"):
        make.address(husband, value=NUMBER)


def test_spouses_on_one_side_and_postal_addresses_may_be_shared() -> None:
    case = make.case()
    wife, husband = both(case)
    son = make.party(case, "defendant", name="李小某")
    make.address(husband, value=NUMBER)
    make.address(son, value=NUMBER)
    home = AddressDraft("postal", "山西省孝义市府前街1号")
    for party in (wife, husband):
        add_address(party, home, "engine", make.NOW)
    assert shared_with_opponents([case.id]) == set()


def test_the_same_number_in_another_case_is_nobodys_business() -> None:
    wife, _ = both(make.case())
    _, husband = both(make.case())
    make.address(wife, value=NUMBER)
    assert make.address(husband, value=NUMBER).value == NUMBER
