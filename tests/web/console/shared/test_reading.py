"""What a clerk reads: a page says what it is about, in his language, and says the same thing once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from tests import make
from tests.records.stage import paper
from tests.web.console.judge.test_judge import presumed
from tests.web.console.world import serve, signed_in

pytestmark = pytest.mark.database
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


def shown(client: Client, door: str, *keys: object) -> str:
    answer = client.get(reverse(f"console:{door}", args=keys))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_hangs_on_a_finding_is_told_in_the_readers_language() -> None:
    _party, (summons,) = presumed(None)
    page = shown(signed_in(role=Role.JUDGE, language="en"), "judge_finding", summons.id)
    table = page.partition('id="hangs"')[2].partition("</table>")[0]
    assert "default judgment" in table
    assert not CHINESE.search(table)


def test_a_presumption_is_not_called_effective() -> None:
    _party, (summons,) = presumed(None)
    client = signed_in()
    assert "推定于" in shown(client, "service", summons.id)
    assert "日（" in shown(client, "service", summons.id)
    assert "送达生效</b>" not in shown(client, "service", summons.id).replace("\n", "")


@pytest.mark.parametrize("door", ["correct_address", "replace_address", "retire_address", "address_class"])
def test_a_form_about_an_address_names_the_address(door: str) -> None:
    address = make.address()
    assert f"手机号码 {address.value[:3]}****{address.value[-4:]}" in shown(signed_in(), door, address.id)


@pytest.mark.parametrize("door", ["move_hearing", "cancel_hearing"])
@pytest.mark.usual_day
def test_a_form_about_a_hearing_names_the_hearing(door: str) -> None:
    case = make.case()
    hearing = set_hearing(case, make.NOW + timedelta(days=30), "第三法庭", "engine", make.NOW)
    assert "2026-07-01 10:00 第三法庭" in shown(signed_in(), door, hearing.id)


def test_whose_representation_ends_stands_on_the_page() -> None:
    party = make.party()
    draft = PartyDraft("agent", "王律师", acts_for_id=party.id, agent_authority="special")
    agent = add_party(party.case, draft, "engine", make.NOW)
    assert "王律师" in shown(signed_in(), "end_representation", agent.id)


@pytest.mark.parametrize(
    ("door", "field"),
    [("new_party", "role"), ("new_paper", "kind"), ("new_representative", "acts_for_id")],
)
def test_a_list_stands_on_nothing_until_somebody_chooses(door: str, field: str) -> None:
    case = make.party().case
    client = signed_in()
    assert 'value="" selected>请选择</option>' in shown(client, door, case.id)
    answer = client.post(reverse(f"console:{door}", args=[case.id]), {field: ""})
    assert answer.status_code == 422
    assert answer.context["form"].has_error(field, "required")


def test_the_timeline_names_a_recipient_once_for_all_his_papers() -> None:
    party = make.party(name="李卫国")
    make.address(party)
    make.consent(party)
    serve(party, paper(party.case, "summons"), paper(party.case, "notice_to_respond"))
    page = shown(signed_in(), "story", party.case_id)
    line = next(part for part in page.split("<li>") if "送达生效" in part)
    assert line.count("李卫国") == 1
    assert line.count("/console/services/") == 2


@pytest.mark.usual_day
def test_the_timeline_says_which_task_who_objected_and_when_the_hearing_is() -> None:
    party = make.party(role="defendant", name="李卫国")
    set_hearing(party.case, make.NOW + timedelta(days=30), "第三法庭", "engine", make.NOW)
    open_tasks([TaskDraft("decide_offline", "set_offline", party.case, party=party)], make.NOW)
    note(party.case, CircumstanceDraft("jurisdiction_contested", make.NOW, party_id=party.id), "engine", make.NOW)
    page = shown(signed_in(), "story", party.case_id)
    assert "审查是否转为线下送达" in page
    assert "2026-07-01 10:00 第三法庭" in page
    objected = next(part for part in page.split("<li>") if "管辖权异议" in part)
    assert "被告 李卫国" in objected


def test_an_empty_case_has_one_main_action_the_next_one() -> None:
    case = make.case()
    client = signed_in()
    assert re.search(r'class="btn main"\s+href="[^"]+/parties/new/"', shown(client, "case", case.id))
    make.party(case)
    assert re.search(r'class="btn main"\s+href="[^"]+/papers/new/"', shown(client, "case", case.id))


def test_a_form_says_truly_what_was_kept_of_it() -> None:
    client = signed_in()
    case = make.case()
    unfiled = client.post(reverse("console:new_paper", args=[case.id]), {"title": "传票"}).content.decode()
    assert "已填写的内容均已保留" in unfiled
    assert "重新选择" not in unfiled  # none was sent; one that was sent is kept
    secret = client.post(reverse("account_change_password"), {"oldpassword": "x"}).content.decode()
    assert "请更正下方标明的内容" in secret
    assert "均已保留" not in secret
