"""At the counter a person whose card was seen connects an account, which counts as confirmed by them."""

from datetime import timedelta
from typing import Any

import pytest

from songda.clock import now
from songda.records.ground.vault import link_token
from songda.records.matter.parties.models import Address
from songda.records.service.portal_acts.models import Invitation
from songda.records.ways.portal.acts.connecting import invite
from songda.records.ways.portal.acts.visits import disown
from songda.trust.typesetting.drawings import qr_svg
from tests import make
from tests.records.stage import defendant
from tests.surroundings.day import clock_at
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


def test_the_counter_s_code_is_good_for_ten_minutes_and_once(words: list[str]) -> None:
    party = arrived(defendant(make.case(), None, consents=False)).party
    client = signed_in()
    client.post("/console/counter/", {"number": party.number, "compared": "on"})
    page = f"/console/counter/{party.id}/account/"
    client.post(page)
    with clock_at(now() + timedelta(minutes=9)):
        assert "<svg" in client.get(f"{page}code/").content.decode()
    with clock_at(now() + timedelta(minutes=11)):
        assert "<svg" not in client.get(f"{page}code/").content.decode()
        scan(words[0])
        assert not Address.objects.filter(party=party, kind="openid").exists()
    client.post(page)
    for account in ("oLi_0123456789abcdefghijkl", "oWang_0123456789abcdefghij"):
        scan(words[1], account)
    connected = Address.objects.filter(party=party, kind="openid")
    assert [address.value for address in connected] == ["oLi_0123456789abcdefghijkl"]
    assert "<svg" not in client.get(f"{page}code/").content.decode()


def test_without_a_card_no_code_is_shown(words: list[str]) -> None:
    party = arrived().party
    client = signed_in()
    assert client.post(f"/console/counter/{party.id}/account/")["Location"] == "/console/counter/"
    assert not Invitation.objects.exists()
    assert words == []


def test_a_letter_s_code_leads_to_the_link_and_connects_nothing(words: list[str], settings: Any) -> None:
    """A letter lies about for days; the code that connects is made on the page, once who they are is proved."""
    envelope = arrived()
    page = signed_in().get(f"/console/counter/envelopes/{envelope.id}/letter/").content.decode()
    link = f"{settings.PUBLIC_URL}/s/{link_token(envelope.id)}"
    assert str(qr_svg(link)) in page
    assert link in page
    assert "10分钟内有效" in page
    sheet = page[page.index('<article class="paper-slip"') : page.index("</article>")]
    assert envelope.party.name not in sheet
    assert envelope.case.number not in sheet
    assert words == []
    assert not Invitation.objects.exists()


def test_a_link_that_a_stranger_holds_goes_into_no_letter() -> None:
    envelope = arrived()
    address = envelope.party.addresses.get()
    disown(envelope, address.id, now())
    assert signed_in().get(f"/console/counter/envelopes/{envelope.id}/letter/").status_code == 404


def test_where_the_court_has_no_account_a_letter_speaks_of_none(settings: Any) -> None:
    settings.CHANNEL_URLS = {"wechat": ""}
    envelope = arrived()
    page = signed_in(language="en").get(f"/console/counter/envelopes/{envelope.id}/letter/").content.decode()
    assert "微信" not in page
    assert "本信所附文书可在线查阅" in page, "the sheet speaks the court's language, whatever the clerk's is"
