"""At the desk: where people are on file, who agreed, and what is said of a person's capacity."""

import re

import pytest
from django.urls import reverse

from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.service.tasks.off_line import mark_offline
from songda.web.console.shared.forms import ANSWER
from tests import make
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database
AT = typed(make.NOW)


def url(name: str, key: object) -> str:
    return reverse(f"console:{name}", args=[key])


def agent(of: Party, role: str = "statutory_agent", agent_authority: str = "") -> Party:
    return add_party(
        of.case, PartyDraft(role, "王某", acts_for_id=of.id, agent_authority=agent_authority), "engine", make.NOW
    )


def test_a_place_on_file_is_entered_with_where_it_was_taken_from() -> None:
    party, client = make.party(), signed_in()
    place = {
        "kind": "postal",
        "province": "山西省",
        "street": "孝义市迎宾路8号院5号楼",
        "address_class": "found",
        "how": "counter",
    }
    undated = client.post(url("new_address", party.id), place | {"source": "other_suit"})
    assert (undated.status_code, "请填写最后一次使用" in undated.content.decode()) == (422, True)
    dated = place | {"source": "other_suit", "last_used_on": "2026-01-31"}
    assert client.post(url("new_address", party.id), dated).status_code == 302
    assert "其他诉讼、仲裁" in client.get(url("party", party.id)).content.decode()
    other = {
        "province": "山西省",
        "street": "孝义市迎宾路8号院6号楼",
        "address_class": "found",
        "how": "counter",
        "source": "register",
    }
    address = Address.objects.get()
    assert client.post(url("replace_address", address.id), other).status_code == 302
    assert Address.objects.get(retired_at=None).source == "register"


def test_what_is_said_of_capacity_is_entered_shown_and_corrected() -> None:
    case, client = make.case(), signed_in()
    person = {"role": "defendant", "kind": "natural_person", "name": "李某", "domicile": "cn", "lacks_capacity": "on"}
    assert client.post(url("new_party", case.id), person).status_code == 302
    party = Party.objects.get()
    assert party.lacks_capacity
    assert "由法定代理人代为诉讼" in client.get(url("party", party.id)).content.decode()
    body = {**person, "kind": "legal_person", "name": "某公司"}
    assert client.post(url("new_party", case.id), body).status_code == 422


def test_an_agent_may_be_kept_from_receiving() -> None:
    party, client = make.party(), signed_in()
    told = {"acts_for_id": str(party.id), "role": "agent", "kind": "natural_person", "name": "王律师", "domicile": "cn"}
    answer = client.post(
        url("new_representative", party.case_id), {**told, "agent_authority": "special", "may_not_receive": "1"}
    )
    assert answer.status_code == 302
    made = Party.objects.get(role="agent")
    assert made.may_not_receive
    assert "无权代为接收文书" in client.get(url("party", made.id)).content.decode()


@pytest.mark.usual_day
def test_who_agreed_is_asked_where_somebody_acts_for_the_party() -> None:
    child, client = make.party(number=make.resident_id("20150101")), signed_in()
    form = {"ground": "express", "at": AT, "how": "form", "stages": ["first_instance"], "paper_kinds": ["*"]}
    assert "given_by_id" not in client.get(url("new_consent", child.id)).content.decode()
    own = client.post(url("new_consent", child.id), form)
    assert (own.status_code, "应由法定代理人确认" in own.content.decode()) == (422, True)
    parent = agent(child)
    assert client.post(url("new_consent", child.id), {**form, "given_by_id": str(parent.id)}).status_code == 302
    assert Consent.objects.get().given_by == parent
    assert "王某" in client.get(url("party", child.id)).content.decode()


def test_an_agent_without_authority_is_not_offered() -> None:
    party, client = make.party(), signed_in()
    without = agent(party, "agent")
    form = {"ground": "express", "at": AT, "how": "form", "stages": ["first_instance"], "paper_kinds": ["*"]}
    chosen = client.post(url("new_consent", party.id), {**form, "given_by_id": str(without.id)})
    assert not Consent.objects.filter(given_by=without).exists()
    assert str(without.id) not in chosen.content.decode()


@pytest.mark.usual_day
def test_on_the_telephone_the_statutory_agent_agrees_for_a_child() -> None:
    child, client = make.party(number=make.resident_id("20150101")), signed_in()
    parent, number = agent(child), make.address(child, "provided")
    call = {
        "address": str(number.id),
        "at": AT,
        "minutes": "5",
        "no_recording": "no_recorder",
        "told": ["scope", "effect", "change_of_address"],
        "outcome": "agrees",
        "stages": ["first_instance"],
        "given_by_id": str(parent.id),
        "is_known_otherwise": "on",
        "note": "说出孩子的班级和家庭住址",
    }
    assert client.post(url("new_call", child.id), call).status_code == 302
    assert Consent.objects.get().given_by == parent


def test_a_wish_is_shown_in_the_other_case_without_a_word_of_the_first_and_ended_there() -> None:
    first, client = make.party(make.case(cause="离婚纠纷")), signed_in()
    note(first, CircumstanceDraft("care", make.NOW, basis="wish_paper", words="离婚案开庭后说的"), "staff:x", make.NOW)
    mark_offline(first, "own_wish", "staff:x", make.NOW)
    second = make.party(number=first.number)
    page = client.get(url("party", second.id)).content.decode()
    assert "在本院其他案件中提出" in page
    assert "离婚" not in page
    assert first.case.number not in page
    ending = client.post(reverse("console:end_wish", args=[second.id, "wish_paper"]), {"until": AT})
    assert ending.status_code == 302
    assert client.post(url("withdraw_own_wish", second.id)).status_code == 302
    for party in (first, second):
        shown = client.get(url("party", party.id)).content.decode()
        assert "未发现需要照顾的情况。" in shown
        assert "适用于其在本院的所有案件。" not in shown


def test_the_page_of_a_person_says_which_of_wish_and_decision_it_is_and_offers_what_is_new() -> None:
    party, client = make.party(), signed_in()
    mark_offline(party, "court_decision", "staff:x", make.NOW)
    asked = client.get(url("offline", party.id)).content.decode()
    assert ('value="own_wish"' in asked, 'value="age"' in asked) == (True, False)
    assert client.post(url("offline", party.id), {"reason": "own_wish"}).status_code == 302
    shown = client.get(url("party", party.id)).content.decode()
    assert "法院决定线下送达" in shown
    assert "其本人于" in shown
    assert url("withdraw_own_wish", party.id) in shown
    assert f'{url("offline", party.id)}"' not in shown
    assert url("new_consent", party.id) not in shown
    assert client.post(url("withdraw_own_wish", party.id)).status_code == 302
    shown = client.get(url("party", party.id)).content.decode()
    assert ("法院决定线下送达" in shown, "其本人于" in shown) == (True, False)
    other = make.party()
    mark_offline(other, "own_wish", "staff:x", make.NOW)
    assert "本人要求纸质送达" in client.get(url("party", other.id)).content.decode()


def test_a_number_that_the_other_side_has_is_asked_about_before_it_becomes_surer() -> None:
    wife, client = make.party(role="plaintiff"), signed_in()
    number = make.address(wife, "found").value
    his = make.address(make.party(wife.case), "found", value=number)
    sure = {"address_class": "confirmed", "how": "call"}
    asked = client.post(url("address_class", his.id), sure)
    mark = re.search(rf'name="{ANSWER}"[^>]*value="(\w+)"', asked.content.decode())
    assert (asked.status_code, mark is None) == (422, False)
    assert client.post(url("address_class", his.id), {**sure, ANSWER: mark[1]}).status_code == 302  # type: ignore[index]
    assert Address.objects.get(id=his.id).address_class == "confirmed"
