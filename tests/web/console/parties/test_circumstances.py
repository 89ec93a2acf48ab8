"""At the desk: an objection to jurisdiction, who is missing, who agreed, and what is said of a person's capacity."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.evidence.models import Event
from songda.records.parties.actions import PartyDraft, add_party
from songda.records.parties.models import Address, Consent, Party
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database
AT = "2026-06-01T10:00"


def url(name: str, key: object) -> str:
    return reverse(f"console:{name}", args=[key])


def agent(of: Party, role: str = "statutory_agent", agent_authority: str = "") -> Party:
    return add_party(
        of.case, PartyDraft(role, "王某", acts_for_id=of.id, agent_authority=agent_authority), "engine", make.NOW
    )


def test_an_objection_to_jurisdiction_is_noted_dismissed_and_struck() -> None:
    party, client = make.party(), signed_in()
    case = party.case_id
    page = client.get(url("case", case)).content.decode()
    assert url("jurisdiction", case) in page
    assert client.post(url("jurisdiction", case), {"party": str(party.id), "at": AT}).status_code == 302
    assert "尚未生效，举证期限中止" in client.get(url("case", case)).content.decode()
    twice = client.post(url("jurisdiction", case), {"party": str(party.id), "at": AT})
    assert (twice.status_code, "已登记管辖权异议" in twice.content.decode()) == (422, True)
    early = client.post(url("jurisdiction_dismissed", case), {"at": "2026-05-01T10:00"})
    assert (early.status_code, "早于提出异议" in early.content.decode()) == (422, True)
    assert client.post(url("jurisdiction_dismissed", case), {"at": AT}).status_code == 302
    assert client.post(url("strike_jurisdiction", case), {"reason": "误登"}).status_code == 302
    assert 'id="jurisdiction"' not in client.get(url("case", case)).content.decode()
    assert Event.objects.filter(name__startswith="jurisdiction.").count() == 3


def test_the_procuratorate_takes_part_agrees_and_is_struck() -> None:
    case, client = make.case(), signed_in()
    assert url("procuratorate", case.id) in client.get(url("case", case.id)).content.decode()
    assert client.post(url("procuratorate", case.id), {"at": ""}).status_code == 302
    assert "尚未同意，本案不得电子送达" in client.get(url("case", case.id)).content.decode()
    assert client.post(url("procuratorate", case.id), {"at": AT}).status_code == 302
    assert "本案不得电子送达" not in client.get(url("case", case.id)).content.decode()
    assert client.post(url("procuratorate", case.id), {"at": AT}).status_code == 422
    assert client.post(url("strike_procuratorate", case.id), {"reason": "误登"}).status_code == 302
    assert 'id="procuratorate"' not in client.get(url("case", case.id)).content.decode()
    names = Event.objects.filter(name__startswith="procuratorate.").values_list("name", flat=True)
    assert sorted(names) == ["procuratorate.agreed", "procuratorate.joined", "procuratorate.struck"]


def test_a_party_gives_no_address_gives_one_and_the_note_is_struck() -> None:
    party, client = make.party(), signed_in()
    told = {"how": "refuses", "at": AT, "evidence": "当面告知后果，见笔录第3页"}
    assert url("withheld", party.id) in client.get(url("party", party.id)).content.decode()
    assert client.post(url("withheld", party.id), told).status_code == 302
    page = client.get(url("party", party.id)).content.decode()
    assert "经告知后果仍拒不提供、确认" in page
    assert "笔录第3页" not in page
    assert "笔录第3页" in client.post(url("show_party", party.id)).content.decode()
    assert client.post(url("withheld", party.id), told).status_code == 422
    assert client.post(url("address_given", party.id), {"at": AT}).status_code == 302
    assert "经告知后果仍拒不提供" not in client.get(url("party", party.id)).content.decode()
    assert client.post(url("address_given", party.id), {"at": AT}).status_code == 422
    assert client.post(url("withheld", party.id), told | {"how": "evades"}).status_code == 302
    assert client.post(url("strike_withheld", party.id), {"reason": "误登"}).status_code == 302
    assert client.post(url("strike_withheld", party.id), {"reason": "误登"}).status_code == 422


def test_a_place_on_file_is_entered_with_where_it_was_taken_from() -> None:
    party, client = make.party(), signed_in()
    place = {"kind": "postal", "value": "孝义市迎宾路8号院5号楼", "address_class": "found", "how": "counter"}
    undated = client.post(url("new_address", party.id), place | {"source": "other_suit"})
    assert (undated.status_code, "请填写最后一次使用" in undated.content.decode()) == (422, True)
    dated = place | {"source": "other_suit", "last_used_on": "2026-01-31"}
    assert client.post(url("new_address", party.id), dated).status_code == 302
    assert "其他诉讼、仲裁" in client.get(url("party", party.id)).content.decode()
    other = {"value": "孝义市迎宾路8号院6号楼", "address_class": "found", "how": "counter", "source": "register"}
    address = Address.objects.get()
    assert client.post(url("replace_address", address.id), other).status_code == 302
    assert Address.objects.get(retired_at=None).source == "register"


def test_a_party_is_noted_as_missing_and_found() -> None:
    party, client = make.party(), signed_in()
    told = {"source": "police", "since": AT, "evidence": "派出所证明，见卷宗第12页"}
    assert client.post(url("missing", party.id), told).status_code == 302
    page = client.get(url("party", party.id)).content.decode()
    assert "公安机关" in page
    assert "第12页" not in page
    assert "第12页" in client.post(url("show_party", party.id)).content.decode()
    assert client.post(url("missing", party.id), told).status_code == 422
    assert client.post(url("found", party.id), {"at": AT}).status_code == 302
    assert "公安机关" not in client.get(url("party", party.id)).content.decode()


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


def test_on_the_telephone_the_statutory_agent_agrees_for_a_child() -> None:
    child, client = make.party(number=make.resident_id("20150101")), signed_in()
    parent, number = agent(child), make.address(child, "provided")
    call = {
        "address": str(number.id),
        "at": AT,
        "minutes": "5",
        "told": ["scope", "effect", "change_of_address"],
        "outcome": "agrees",
        "stages": ["first_instance"],
        "given_by_id": str(parent.id),
    }
    assert client.post(url("new_call", child.id), call).status_code == 302
    assert Consent.objects.get().given_by == parent


@pytest.mark.parametrize("name", ["jurisdiction", "jurisdiction_dismissed", "strike_jurisdiction"])
def test_judges_and_auditors_note_no_objection(name: str) -> None:
    case = make.party().case_id
    for role in (Role.JUDGE, Role.AUDITOR):
        assert signed_in(role=role).get(url(name, case)).status_code == 403


def test_the_page_of_a_notice_tells_what_was_tried_and_whether_it_is_a_ground() -> None:
    w, client = world(), signed_in()
    page = client.get(url("deed", w.envelope.id) + "?way=public_notice").content.decode()
    assert "直接送达未能送达、邮寄送达或者委托送达不能采用（没有可用的送达地址）" in page
    assert "但电子送达没有未能送达的记录" in page
    assert "邻居" in page
    assert "邮寄送达" in page
    printed = client.get(url("tried", w.envelope.id)).content.decode()
    assert "公告送达的原因和经过" in printed
    assert "公告应当说明出庭的时间和地点。" in printed
    assert w.address.value in printed
    masked = signed_in(role=Role.AUDITOR).get(url("tried", w.envelope.id)).content.decode()
    assert w.address.value not in masked
    assert "邻居" not in masked


def test_the_page_says_that_nothing_was_tried_and_offers_to_note_him_as_missing() -> None:
    party, client = make.party(), signed_in()
    sealed = envelope(party)
    page = client.get(url("deed", sealed.id) + "?way=public_notice").content.decode()
    assert "不发生送达效力" in page
    assert url("missing", party.id) in page
    told = {"source": "police", "since": AT, "evidence": "派出所证明"}
    client.post(url("missing", party.id), told)
    assert "受送达人下落不明" in client.get(url("deed", sealed.id) + "?way=public_notice").content.decode()


def test_custody_is_noted_shown_ended_and_struck() -> None:
    party, client = make.party(), signed_in()
    at = "2026-06-01T09:00"
    new, page = reverse("console:new_status_period", args=[party.id]), reverse("console:party", args=[party.id])
    assert client.post(new, {"what": "in_custody", "since": at, "place": ""}).status_code == 422
    assert client.post(new, {"what": "in_custody", "since": at, "place": "晋中监狱"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "文书转交送达" in shown
    assert "晋中监狱" not in shown
    assert "晋中监狱" in client.post(reverse("console:show_party", args=[party.id])).content.decode()
    status_period = party.circumstances.get()
    end, strike = (
        reverse(f"console:{door}", args=[status_period.id]) for door in ("end_status_period", "strike_status_period")
    )
    assert "自2026-06-01 09:00起被监禁" in client.get(end).content.decode()
    assert client.post(end, {"until": "2026-05-01T09:00"}).status_code == 422
    assert client.post(strike, {"reason": ""}).status_code == 422
    assert client.post(strike, {"reason": "同名他人"}).status_code == 302
    assert "文书转交送达" not in client.get(page).content.decode()
    assert client.post(end, {"until": at}).status_code == 422  # it is over already
