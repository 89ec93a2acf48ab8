"""Why something on a person's page counts no more can be read there and in the story, whoever said so at which door."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.core.identifiers.postal import PostalAddress
from songda.core.identity import Assurance
from songda.records.matter.parties.actions import record_refusal
from songda.records.matter.parties.models import Address, Party
from songda.records.ways.portal.acts.new_address import give_place
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.api.caller import caller
from tests.web.api.calls import call_to
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
WHY = "柿子树下误登"
PLACE = {"province": "山西省", "city": "吕梁市", "district": "孝义市", "street": "新义街12号", "postcode": "032300"}


def pages(client: Client, party: Party) -> list[str]:
    """The page of the party, and what happened in the case."""
    places = (reverse("console:party", args=[party.id]), reverse("console:story", args=[party.case_id]))
    return [client.get(place).content.decode() for place in places]


def struck(party: Party, thing: str) -> str:
    """The door of the API that strikes one of these."""
    match thing:
        case "consents":
            return f"/consents/{make.consent(party).id}/removal"
        case "refusals":
            return f"/refusals/{record_refusal(party, make.NOW, 'call', 'engine', make.NOW).id}/removal"
        case _:
            return f"/calls/{call_to(party).id}/removal"


@pytest.mark.parametrize("thing", ["consents", "refusals", "calls"])
def test_what_another_system_struck_says_why_and_that_a_system_did_it(thing: str) -> None:
    party = make.party()
    assert caller(party.case.court).post(struck(party, thing), {"reason": WHY}).status_code == 201
    for page in pages(signed_in(make.user()), party):
        assert WHY in page
        assert "对接系统" in page


def test_whoever_sees_no_names_reads_no_reason() -> None:
    party = make.party()
    caller(party.case.court).post(struck(party, "consents"), {"reason": WHY})
    for page in pages(signed_in(make.user(role=Role.AUDITOR)), party):
        assert WHY not in page


def test_why_an_address_was_given_up_or_corrected_stands_beside_it() -> None:
    party = make.party()
    court = caller(party.case.court)
    wrong = court.post(f"/parties/{party.id}/addresses", {"kind": "postal", "place": PLACE}).json()["id"]
    right = court.post(f"/addresses/{wrong}/correction", {"place": PLACE | {"city": ""}, "reason": WHY}).json()["id"]
    assert court.post(f"/addresses/{right}/end", {"reason": "房屋已拆除"}).status_code == 201
    for page in pages(signed_in(make.user()), party):
        assert WHY in page
        assert "房屋已拆除" in page


def test_a_reason_stands_on_the_page_of_the_call() -> None:
    party = make.party()
    call = call_to(party)
    caller(party.case.court).post(f"/calls/{call.id}/removal", {"reason": WHY})
    page = signed_in(make.user()).get(reverse("console:call", args=[call.id])).content.decode()
    assert "系误登，已撤销" in page
    assert WHY in page


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("zh", "032300 山西省吕梁市孝义市新义街12号"),
        ("en", "新义街12号, 孝义市, 吕梁市, 山西省 032300"),
    ],
)
def test_a_place_that_the_recipient_gave_is_read_in_the_order_of_the_language(language: str, written: str) -> None:
    party = defendant(make.case())
    give_place(envelope(party), PostalAddress(**PLACE), Assurance.NUMBER_AND_CODE, make.NOW)
    assert Address.objects.get(kind="postal").party == party
    clerk = signed_in(make.user(), language=language)
    assert written in clerk.post(reverse("console:show_party", args=[party.id])).content.decode()
    told = {"zh": "受送达人提供了新的通信地址。", "en": "The recipient gave another postal address."}
    assert told[language] in pages(clerk, party)[1]
