"""At the counter a person whose card was seen connects an account, which counts as confirmed by them."""

from typing import Any

import pytest

from songda.clock import now
from songda.records.delivery.portal_acts.connecting import invite
from songda.records.delivery.portal_acts.models import Invitation
from songda.records.matter.parties.models import Address
from tests import make
from tests.records.stage import defendant
from tests.web.console.world import signed_in
from tests.web.portal.connecting import scan, with_an_account
from tests.web.portal.scene import arrived

pytestmark = pytest.mark.database


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """The words that the provider made codes of."""
    return with_an_account(monkeypatch, settings)


def test_whose_card_was_seen_scans_a_code_and_the_account_is_confirmed(words: list[str]) -> None:
    party = arrived(defendant(make.case(), None, consents=False)).party
    client = signed_in()
    visitor = client.post("/console/counter/", {"number": party.number, "compared": "on"}, follow=True)
    assert "绑定其微信" in visitor.content.decode()
    page = client.post(f"/console/counter/{party.id}/account/", follow=True).content.decode()
    assert "<svg" in page
    assert words[0] not in page
    scan(words[0])
    assert "已绑定" in client.get(f"/console/counter/{party.id}/account/code/").content.decode()
    address = Address.objects.get(party=party, kind="openid")
    assert (address.address_class, [step.how for step in address.findings.all()]) == ("confirmed", ["counter"])


def test_a_code_that_the_person_asked_for_on_their_own_page_is_none_of_the_counter_s(words: list[str]) -> None:
    party = arrived(defendant(make.case(), None, consents=False)).party
    client = signed_in()
    client.post("/console/counter/", {"number": party.number, "compared": "on"})
    invite(party, "found", f"recipient:{party.id}", now())
    page = f"/console/counter/{party.id}/account/code/"
    assert client.get(page)["Location"] == f"/console/counter/{party.id}/"


def test_without_a_card_no_code_is_shown(words: list[str]) -> None:
    party = arrived().party
    client = signed_in()
    assert client.post(f"/console/counter/{party.id}/account/")["Location"] == "/console/counter/"
    assert not Invitation.objects.exists()
    assert words == []
