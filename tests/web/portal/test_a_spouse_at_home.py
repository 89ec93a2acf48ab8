"""In a case of status a message's code names no address and gives no consent: a spouse may hold the phone."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern

from songda.clock import now
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address, Consent, Refusal
from songda.records.matter.parties.offered import bring_along, use_in_all_cases
from songda.records.ways.portal.personal_proofs.actions import give_code, see_card
from songda.web.portal.urls import urlpatterns
from tests import make
from tests.records.stage import defendant
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database

SAID: dict[str, tuple[str, dict[str, Any]]] = {
    "address": ("address", {"kind": "mobile", "value": "13912345678", "again": "13912345678"}),
    "address_code": ("address/code", {"code": "123456"}),
    "address_everywhere": ("address/everywhere", {}),
    "account_everywhere": (f"account/{uuid4()}/everywhere", {}),
    "postal_address": ("address/postal", {**WHERE, "step": "sure"}),
    "address_form": ("address-form", {**WHERE, "answer": "yes", "stages": "first_instance"}),
    "sign_address_form": ("address-form/sign", {**WHERE, "answer": "yes", "stages": "first_instance", "read": "yes"}),
    "say_yes": ("agree/yes", {"own_address": "yes"}),
}
HARMLESS = {
    *(
        "who",
        "code",
        "another_code",
        "send_opening",
        "open_link",
        "counter_code",
        "person",
        "helping",
        "leave",
    ),  # proofs
    *("not_me", "not_me_code", "paper_or_help", "say_no", "end_mandate", "end_account"),  # nothing is served by them
    "paper_no_longer",  # electronic service is asked anew, and that is said above
    "objection",  # a judge reads it
    "english_page",  # says the same in another language
    *("open", "receive", "read_notice", "wish_for_notices", "account_everywhere"),  # ask for the proof themselves
    "account",  # by that code it is for telling alone
}


def divorced() -> Visitor:
    return Visitor(arrived(defendant(make.case(is_status_case=True), "found", consents=False))).prove()


def on_record(visitor: Visitor) -> tuple[int, int, set[tuple[str, str]]]:
    party = visitor.envelope.party
    rows = Address.objects.filter(party=party).values_list("kind", "address_class")
    return Consent.objects.filter(party=party).count(), Event.objects.filter(name="address.offered").count(), set(rows)


def test_every_door_where_something_is_said_is_thought_of() -> None:
    doors = {str(each.name) for each in urlpatterns if isinstance(each, URLPattern) and takes_forms(each)}
    assert doors == SAID.keys() | HARMLESS


def takes_forms(pattern: URLPattern) -> bool:
    return "POST" in getattr(pattern.callback, "methods", ())


@pytest.mark.parametrize("name", SAID)
def test_what_counts_from_then_on_waits_for_the_person_themselves(name: str) -> None:
    visitor = divorced()
    before = on_record(visitor)
    page, typed = SAID[name]
    assert visitor.post(page, typed)["Location"].endswith("/person")
    assert on_record(visitor) == before


def test_the_page_says_so_before_anything_is_typed() -> None:
    page = divorced().get("address").content.decode()
    assert "/person" in page
    assert 'name="value"' not in page


def test_a_no_is_taken_from_whoever_has_the_code() -> None:
    visitor = divorced()
    visitor.post("agree/no")
    assert Refusal.objects.filter(party=visitor.envelope.party).exists()


def test_the_person_themselves_says_it() -> None:
    visitor = divorced()
    by, party = f"staff:{make.user().id}", visitor.envelope.party
    see_card(party, party.number, by, now())
    visitor.post("counter-code", {"code": give_code(party, by, now())})
    visitor.post("agree/yes", {"own_address": "yes"})
    visitor.post("address/postal", {**WHERE, "step": "sure"})
    assert on_record(visitor)[0] == 1
    assert on_record(visitor)[2] == {("mobile", "confirmed"), ("postal", "provided")}


def test_what_is_said_of_all_cases_elsewhere_is_only_found_there() -> None:
    shop = make.party(number=make.resident_id())
    number = make.address(shop, "provided")
    running = make.party(make.case(is_status_case=True), number=shop.number)
    assert use_in_all_cases(number, f"recipient:{shop.id}", make.NOW) == [running]
    assert use_in_all_cases(number, f"recipient:{shop.id}", make.NOW) == []
    later = make.party(make.case(is_status_case=True), number=shop.number)
    bring_along(later.case.court, [later], "engine", make.NOW)
    for party in (running, later):
        assert [each.address_class for each in party.addresses.all()] == ["found"]
