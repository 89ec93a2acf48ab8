"""Addresses corrected, replaced and given up; representations, cases and hearings that end or change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.corrections import version_of
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.models import Address, Party
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in, sitting, typed
from tests.web.portal.scene import Visitor

pytestmark = pytest.mark.database
NEW = "13912345678"


def post(client: Client, door: str, key: object, /, **fields: object) -> tuple[int, str]:
    page = client.post(reverse(f"console:{door}", args=[key]), fields)
    return page.status_code, page.content.decode()


def shown(client: Client, door: str, key: object) -> str:
    return client.get(reverse(f"console:{door}", args=[key])).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_mistyped_address_is_corrected_and_marked_as_such(language: str) -> None:
    address, client = make.address(), signed_in(language=language)
    assert post(client, "correct_address", address.id, value="12", reason="看错")[0] == 422
    assert post(client, "correct_address", address.id, value=NEW)[0] == 422
    assert post(client, "correct_address", address.id, value=NEW, reason="看错")[0] == 302
    page = shown(client, "party", address.party_id)
    assert ("录入有误" if language == "zh-hans" else "mistyped") in page
    assert "139****5678" in page
    assert post(client, "correct_address", address.id, value=NEW, reason="看错")[0] == 404  # no longer in use


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("zh-hans", "当时拨打的是哪个号码", "尚未经确认"),
        ("en", "which number was called", "Nobody has confirmed the right one"),
    ],
)
def test_which_number_was_called_is_asked_of_one_that_was_confirmed_by_telephone(
    language: str, asked: str, told: str
) -> None:
    address, client = make.address(how="call"), signed_in(language=language)
    assert asked in shown(client, "correct_address", address.id)
    status, page = post(client, "correct_address", address.id, value=NEW, reason="看错")
    assert (status, asked in page) == (422, True)
    assert post(client, "correct_address", address.id, value=NEW, reason="看错", called="mistyped")[0] == 302
    assert told in shown(client, "party", address.party_id)
    assert Address.objects.get(party=address.party, retired_at=None).address_class == "unknown"


def test_it_is_not_asked_of_another() -> None:
    assert "拨打的是哪个号码" not in shown(signed_in(), "correct_address", make.address(how="form").id)


def test_an_address_that_no_mail_can_be_written_to_is_refused_here_too() -> None:
    address = make.address(kind="email", value="li@example.cn")
    for value in ('"a b"@x.cn', "a@例子"):
        status, page = post(signed_in(), "correct_address", address.id, value=value, reason="看错")
        assert (status, "电子邮箱" in page) == (422, True)
        told = {"kind": "email", "value": value, "address_class": "provided", "how": "form"}
        assert post(signed_in(), "new_address", address.party_id, **told)[0] == 422


def test_an_address_is_replaced_or_given_up() -> None:
    first, client = make.address(), signed_in()
    told = {"value": NEW, "address_class": "confirmed", "how": "call"}
    assert post(client, "replace_address", first.id, **told)[0] == 302
    second = Address.objects.get(party=first.party, retired_at=None)
    assert (second.value, second.address_class) == (NEW, "confirmed")
    assert post(client, "retire_address", second.id, reason="停机")[0] == 302
    assert not Address.objects.filter(party=first.party, retired_at=None).exists()
    assert "已停用" in shown(client, "party", first.party_id) or "不再使用" in shown(client, "party", first.party_id)


def agent() -> Party:
    party = make.party(role="plaintiff")
    draft = PartyDraft("agent", "王律师", make.resident_id(), acts_for_id=party.id)
    return add_party(party.case, draft, "engine", make.NOW)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_representative_who_left_is_marked_and_can_be_chosen_no_more(language: str) -> None:
    left, client = agent(), signed_in(language=language)
    pair = f"{make.paper(left.case).id}:{left.id}"
    assert pair in shown(client, "serve", left.case_id)
    assert post(client, "end_representation", left.id, reason="解除委托")[0] == 302
    assert ("不再代理" if language == "zh-hans" else "Acts no more") in shown(client, "party", left.id)
    assert pair not in shown(client, "serve", left.case_id)
    assert post(client, "end_representation", left.id, reason="解除委托")[0] == 422
    assert left.acts_for is not None
    assert post(client, "end_representation", left.acts_for.id, reason="解除委托")[0] == 422


def test_the_link_of_a_representative_who_left_shows_nothing_more() -> None:
    left = agent()
    make.address(left)
    visitor = Visitor(envelope(left, make.paper(left.case)))
    post(signed_in(), "end_representation", left.id, reason="解除委托")
    for page in ("", "who", "papers", "address"):
        assert "您已不再代理本案" in visitor.get(page).content.decode()
    assert "You act no more" in Visitor(visitor.envelope, language="en").get("").content.decode()


def case_typed(case: Case, **changed: object) -> dict[str, object]:
    told = {name: getattr(case, name) for name in CaseDraft.__dataclass_fields__ if getattr(case, name)}
    told |= {"is_status_case": "on"} if case.is_status_case else {}
    return {**told, "reason": "录入有误", "seen": version_of(case), **changed}


def test_a_case_is_corrected_on_a_form_that_is_filled() -> None:
    case, client = make.case(cause="离昏纠纷"), signed_in()
    page = shown(client, "correct_case", case.id)
    assert case.number in page
    assert "离昏纠纷" in page
    assert post(client, "correct_case", case.id, **case_typed(case, cause="离婚纠纷"))[0] == 302
    status, late = post(client, "correct_case", case.id, **case_typed(case, cause="抚养纠纷"))
    assert (status, "他人更改" in late) == (422, True)
    case.refresh_from_db()
    assert case.cause == "离婚纠纷"
    taken = make.case()
    status, page = post(client, "correct_case", case.id, **case_typed(case, number=taken.number))
    assert (status, "id_number-error" in page) == (422, True)


def test_a_case_moves_on_from_a_moment() -> None:
    case, client = make.case(), signed_in()
    Case.objects.filter(id=case.id).update(registered_at=make.NOW - timedelta(days=400))
    told = case_typed(case, stage="second_instance", since=typed(make.NOW))
    assert post(client, "correct_case", case.id, **told)[0] == 302
    phase = case.earlier_phases.get()
    assert (phase.stage, phase.until) == ("first_instance", make.NOW)


def test_a_closed_case_offers_no_service_until_it_is_opened_again() -> None:
    party, client = make.party(), signed_in()
    make.paper(party.case)
    serve = reverse("console:serve", args=[party.case_id])
    assert serve in shown(client, "case", party.case_id)
    assert post(client, "close_case", party.case_id, reason="已宣判")[0] == 302
    page = shown(client, "case", party.case_id)
    assert ("已结案" in page, serve in page) == (True, False)
    assert post(client, "reopen_case", party.case_id, reason="补充送达")[0] == 302
    assert serve in shown(client, "case", party.case_id)


def test_a_second_click_on_close_opens_nothing() -> None:
    case, client = make.case(), signed_in()
    answers = [post(client, "close_case", case.id, reason="已宣判") for _ in range(2)]
    assert [status for status, *_ in answers] == [302, 422]
    case.refresh_from_db()
    assert case.closed_at is not None


def test_a_hearing_is_moved_and_cancelled() -> None:
    case, client = make.case(), signed_in()
    hearing = set_hearing(case, make.NOW + timedelta(days=20), "第三审判庭", "engine", make.NOW)
    other = sitting(30)
    assert "第三审判庭" in shown(client, "move_hearing", hearing.id)
    assert post(client, "move_hearing", hearing.id, at=typed(other), place="第五审判庭")[0] == 302
    hearing = Hearing.objects.get()
    assert (hearing.at, hearing.place) == (other, "第五审判庭")
    assert "第五审判庭" in shown(client, "hearings", case.id)
    assert post(client, "cancel_hearing", hearing.id, reason="法官出差")[0] == 302
    assert "第五审判庭" not in shown(client, "hearings", case.id)
    assert post(client, "cancel_hearing", hearing.id, reason="法官出差")[0] == 422


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "0202-06-01T09:00", "9999-12-31T23:59"])
def test_a_year_that_is_a_slip_is_not_taken(at: str) -> None:
    case, client = make.case(), signed_in()
    status, page = post(client, "new_hearing", case.id, at=at, place="第三审判庭")
    assert (status, "请核对年份" in page) == (422, True)
    assert not case.hearings.exists()
