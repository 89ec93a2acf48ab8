"""The label of a letter is in the order of Chinese post, whoever prints it; that it was shown is on record."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.identifiers.postal import PostalAddress
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Party
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
PLACE = PostalAddress("山西省", "吕梁市", "孝义市", "新义街12号", "032300")
FREE = "孝义市新义街十二号"


def printed(client: Client, party: Party, line: str = "", place: PostalAddress | None = None) -> str:
    address = add_address(party, AddressDraft("postal", line, place=place), "engine", make.NOW)
    answer = client.post(reverse("console:address_label", args=[address.id]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def lines(*expected: str) -> str:
    return "".join(f"<span>{line}</span>" for line in expected)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_is_written_as_chinese_post_asks_for_with_whom_it_is_from(language: str) -> None:
    party = make.party(name="李卫国")
    page = printed(signed_in(language=language), party, place=PLACE)
    assert lines("032300", "山西省吕梁市孝义市新义街12号", "李卫国") in page
    court = party.case.court
    assert lines(court.name, court.phone, party.case.number) in page


def test_english_readers_are_told_it_in_their_order_beside_it() -> None:
    reading = "新义街12号, 孝义市, 吕梁市, 山西省 032300"
    assert reading in printed(signed_in(language="en"), make.party(), place=PLACE)
    assert reading not in printed(signed_in(), make.party(), place=PLACE)


def test_free_text_of_before_and_another_addressee_stand_as_they_were_typed() -> None:
    assert lines(FREE, "李卫国") in printed(signed_in(), make.party(name="李卫国"), FREE)
    care_of = PostalAddress("山西省", "", "孝义市", "新义街12号", "", "李卫国之子")
    page = printed(signed_in(), make.party(name="李卫国"), place=care_of)
    assert lines("山西省孝义市新义街12号", "李卫国之子") in page


def test_that_it_was_shown_is_on_record_and_a_number_has_no_label() -> None:
    party, client = make.party(), signed_in()
    printed(client, party, place=PLACE)
    assert Event.objects.filter(name="particulars.shown", stream=f"party:{party.id}").count() == 1
    number = make.address(party)
    where = reverse("console:address_label", args=[number.id])
    assert client.post(where).status_code == 404
    assert where not in client.get(reverse("console:party", args=[party.id])).content.decode()
