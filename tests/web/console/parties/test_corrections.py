"""A party is corrected in two steps, with a reason, and what was wrong can be read on its page."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.corrections import draft_of, version_of
from songda.records.matter.parties.models import Party
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
_HIDDEN = re.compile(r'<input (?=[^>]*hidden)type="\w+" name="([^"]+)"(?: value="([^"]*)")?')


def door(party: Party) -> str:
    return reverse("console:correct_party", args=[party.id])


def typed(party: Party, **changed: object) -> dict[str, object]:
    told = {name: value for name, value in vars(draft_of(party)).items() if value not in (None, False)}
    return {**told, "reason": "看错一位", "seen": version_of(party), **changed}


def sure(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)} | {"step": "sure"}


def test_the_form_is_filled_with_what_is_on_record_and_that_it_was_shown_goes_on_record() -> None:
    party = make.party(name="李卫囯")
    page = signed_in().get(door(party)).content.decode()
    assert party.number in page
    assert "李卫囯" in page
    assert Event.objects.filter(name="particulars.shown").count() == 1


def test_the_clerk_sees_what_will_change_before_it_does() -> None:
    party, client, number = make.party(name="李卫囯"), signed_in(), make.resident_id()
    check = client.post(door(party), typed(party, name="李卫国", number=number))
    assert check.status_code == 200
    page = check.content.decode()
    assert "<del>李卫囯</del>" in page
    assert f"<del>{party.number}</del>" in page
    assert Party.objects.get().name == "李卫囯"
    assert client.post(door(party), sure(page)).status_code == 302
    assert (Party.objects.get().name, Party.objects.get().number) == ("李卫国", number)
    again = client.post(door(party), sure(page))  # a second click is led where the first one led
    assert (again.status_code, Event.objects.filter(name="party.corrected").count()) == (302, 1)


def test_going_back_from_the_check_keeps_what_was_typed() -> None:
    party, client = make.party(name="李卫囯"), signed_in()
    page = client.post(door(party), typed(party, name="李卫国")).content.decode()
    back = client.post(door(party), {**sure(page), "step": "back"}).content.decode()
    assert 'value="李卫国"' in back
    assert Party.objects.get().name == "李卫囯"


def test_a_wrong_number_and_a_missing_reason_are_told_beside_their_fields() -> None:
    party = make.party()
    page = signed_in().post(door(party), typed(party, number="141181198001010010", reason=""))
    assert page.status_code == 422
    assert "id_reason-error" in page.content.decode()
    wrong = signed_in().post(door(party), typed(party, number=party.number[:-1]))
    assert (wrong.status_code, "id_number-error" in wrong.content.decode()) == (422, True)


def test_the_second_of_two_clerks_is_told_and_loses_nothing_that_he_typed() -> None:
    party, first, second = make.party(name="李卫囯"), signed_in(), signed_in()
    one, two = (
        clerk.post(door(party), typed(party, name=name)).content.decode()
        for clerk, name in ((first, "李卫国"), (second, "李伟"))
    )
    assert first.post(door(party), sure(one)).status_code == 302
    late = second.post(door(party), sure(two))
    assert late.status_code == 422
    assert "他人更改" in late.content.decode()
    assert 'value="李伟"' in late.content.decode()
    assert "现登记为：李卫国" in late.content.decode()
    assert Party.objects.get().name == "李卫国"
    assert Event.objects.filter(name="particulars.shown").count() == 1
    again = second.post(door(party), typed(party, name="李伟", seen=late.context["form"]["seen"].value()))
    assert second.post(door(party), sure(again.content.decode())).status_code == 302
    assert Party.objects.get().name == "李伟"


def test_a_representative_is_corrected_with_his_authority() -> None:
    party = make.party(role="plaintiff")
    agent = add_party(party.case, PartyDraft("agent", "王律师", acts_for_id=party.id), "engine", make.NOW)
    client = signed_in()
    page = client.post(door(agent), typed(agent, agent_authority="special", acts_for_id=str(party.id))).content.decode()
    assert "特别授权" in page
    assert client.post(door(agent), sure(page)).status_code == 302
    agent.refresh_from_db()
    assert (agent.agent_authority, agent.acts_for_id) == ("special", party.id)


def test_a_country_that_the_form_does_not_offer_stays_as_it_is() -> None:
    party = make.party(domicile="us", number="P1234567", name="John Smith")
    client = signed_in()
    page = client.post(door(party), typed(party, name="Jon Smith")).content.decode()
    assert client.post(door(party), sure(page)).status_code == 302
    assert (Party.objects.get().domicile, Party.objects.get().name) == ("us", "Jon Smith")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_history_stands_on_the_partys_page_masked_for_those_who_see_no_names(language: str) -> None:
    party, client, number = make.party(name="李卫囯"), signed_in(language=language), make.resident_id()
    page = client.post(door(party), typed(party, name="李卫国", number=number)).content.decode()
    client.post(door(party), sure(page))
    place = reverse("console:party", args=[party.id])
    seen = client.get(place).content.decode()
    assert "李卫囯" in seen
    assert "看错一位" in seen
    assert party.number not in seen
    assert party.number in client.post(reverse("console:show_party", args=[party.id])).content.decode()
    audit = signed_in(role=Role.AUDITOR, language=language).get(place).content.decode()
    assert "李卫囯" not in audit
    assert "看错一位" not in audit
    assert ("更正记录" if language == "zh-hans" else "Corrections") in audit


def test_the_staff_of_another_court_finds_nothing(client: Client) -> None:
    client.force_login(make.user(make.other_court()))
    assert client.get(door(make.party())).status_code == 404


def test_a_corrected_name_that_looks_like_a_company_is_asked_about_and_the_answer_outlives_the_check() -> None:
    party, client = make.party(name="李卫国"), signed_in()
    asked = client.post(door(party), typed(party, name="汾河贸易有限公司"))
    assert asked.status_code == 422
    mark = asked.context["form"].doubts_mark
    check = client.post(door(party), typed(party, name="汾河贸易有限公司", is_so=mark))
    assert check.status_code == 200
    told = sure(check.content.decode())
    assert client.post(door(party), {k: v for k, v in told.items() if k != "is_so"}).status_code == 422
    assert Party.objects.get().name == "李卫国"
    assert client.post(door(party), told).status_code == 302
    assert Party.objects.get().name == "汾河贸易有限公司"
