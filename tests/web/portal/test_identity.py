"""Proving who one is: both steps, few tries, a lock, a rest after which it must be proved again."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import new_id, now
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.identity import unlock
from songda.web.portal import access
from songda.web.portal.urls import urlpatterns
from tests import make
from tests.web.portal.scene import STRANGER, Visitor, arrived, code_on_the_phone, reached_too

pytestmark = pytest.mark.database


def test_name_and_number_and_code_open_the_papers() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.get("papers").content.decode()
    assert "文书1" in page
    assert visitor.envelope.case.number in page


def test_the_number_may_be_typed_with_blanks_and_a_small_x() -> None:
    visitor = Visitor(arrived())
    number = visitor.envelope.party.number.lower()
    assert visitor.name_himself(number=f"{number[:6]} {number[6:14]} {number[14:]}").status_code == 302


@pytest.mark.parametrize("typed", ["阿卜杜拉・买买提", "阿卜杜拉‧买买提", "阿卜杜拉买买提", "阿卜杜拉.买买提"])
def test_the_dot_of_a_name_may_be_typed_in_any_way(typed: str) -> None:
    party = make.party(name="阿卜杜拉·买买提")
    make.address(party)
    make.consent(party)
    assert Visitor(arrived(party)).name_himself(name=typed).status_code == 302


def test_whoever_is_known_by_a_passport_is_asked_for_that_and_proves_himself_with_it() -> None:
    party = make.party(name="SMITH JOHN", number="C01X00T47")
    make.address(party)
    make.consent(party)
    visitor = Visitor(arrived(party))
    page = visitor.get("who").content.decode()
    assert "护照、通行证" in page
    assert "身份证号码" not in page
    assert visitor.name_himself(number="c01x00t47").status_code == 302


def test_the_code_goes_to_the_number_of_the_message_and_is_shown_masked() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    page = visitor.get("code").content.decode()
    assert "138****" in page
    assert code_on_the_phone(visitor.envelope) not in page


def test_a_wrong_number_is_told_with_the_tries_that_are_left_and_what_was_typed() -> None:
    visitor = Visitor(arrived())
    page = visitor.name_himself(number=STRANGER).content.decode()
    assert "还可以再试4次" in page
    assert visitor.envelope.party.name in page


def test_a_slip_of_the_finger_costs_no_try() -> None:
    visitor = Visitor(arrived())
    number = visitor.envelope.party.number
    slipped = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert visitor.name_himself(number=slipped).status_code == 200
    assert Envelope.objects.get(id=visitor.envelope.id).wrong_tries == 0


def test_five_wrong_tries_lock_the_link_and_a_clerk_is_told() -> None:
    visitor = Visitor(arrived())
    for _ in range(5):
        page = visitor.name_himself(number=STRANGER)
    assert "已锁定" in page.content.decode()
    assert "已锁定" in visitor.name_himself().content.decode()
    assert "已锁定" in visitor.get("who").content.decode()
    assert Task.objects.get(envelope=visitor.envelope).kind == "unlock"
    assert not OneTimeCode.objects.exists()


def test_a_lock_ends_after_a_day_and_the_log_tells_of_it() -> None:
    visitor = Visitor(arrived())
    Envelope.objects.filter(id=visitor.envelope.id).update(wrong_tries=5, locked_at=now() - timedelta(hours=25))
    assert visitor.name_himself().status_code == 302
    assert Event.objects.get(name="portal.unlocked").data == {"ground": "time"}
    assert Envelope.objects.get(id=visitor.envelope.id).wrong_tries == 0


def test_each_lock_is_a_task_of_its_own_once_the_clerk_has_opened_the_link() -> None:
    visitor, clerk = Visitor(arrived()), make.user()
    for _ in range(2):
        for _ in range(5):
            visitor.name_himself(number=STRANGER)
        assert Task.objects.filter(kind="unlock", closed_at=None).count() == 1
        unlock(visitor.envelope, f"staff:{clerk.id}", now())
        assert not Task.objects.filter(kind="unlock", closed_at=None).exists()
    assert Task.objects.filter(kind="unlock", closed_by=f"staff:{clerk.id}").count() == 2
    assert visitor.name_himself().status_code == 302


def test_wrong_codes_lock_it_too() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    right = code_on_the_phone(visitor.envelope)
    wrong = "000000" if right != "000000" else "111111"
    pages = [visitor.type_code(wrong).content.decode() for _ in range(5)]
    assert "还可以再试" in pages[0]
    assert "已锁定" in pages[-1]
    assert visitor.type_code(right).status_code == 200


def test_ten_thousand_codes_cannot_be_tried_from_one_place() -> None:
    visitor = Visitor(arrived())
    answers = []
    for _ in range(122):
        Envelope.objects.filter(id=visitor.envelope.id).update(wrong_tries=0, locked_at=None)
        answers.append(visitor.name_himself(number=STRANGER).status_code)
    assert answers[:120] == [200] * 120
    assert answers[-1] == 429
    assert visitor.name_himself().status_code == 429


def test_the_code_page_is_closed_to_whoever_did_not_name_himself() -> None:
    visitor = Visitor(arrived())
    for answer in (visitor.get("code"), visitor.type_code("123456"), visitor.post("code/another")):
        assert (answer.status_code, answer["Location"]) == (302, f"/s/{visitor.token}/who")
    assert Envelope.objects.get(id=visitor.envelope.id).wrong_tries == 0


def test_name_and_number_alone_open_nothing() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    assert visitor.get("papers")["Location"].endswith("/who")


def test_too_many_codes_are_refused_in_words() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    pages = [visitor.post("code/another") for _ in range(3)]
    assert [page.status_code for page in pages] == [302, 302, 200]
    assert "过于频繁" in pages[-1].content.decode()


def test_half_an_hour_of_rest_closes_the_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(arrived()).prove()
    monkeypatch.setattr(access, "now", lambda: now() + timedelta(minutes=29))
    assert visitor.get("papers").status_code == 200
    monkeypatch.setattr(access, "now", lambda: now() + timedelta(minutes=58))
    assert visitor.get("papers").status_code == 200
    monkeypatch.setattr(access, "now", lambda: now() + timedelta(minutes=90))
    assert visitor.get("papers").status_code == 302


def test_however_busily_they_read_they_prove_it_again_after_half_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, answers = Visitor(arrived()).prove(), []
    for gone in range(20, 13 * 60, 20):
        monkeypatch.setattr(access, "now", lambda later=timedelta(minutes=gone): now() + later)
        answers.append(visitor.get("papers").status_code)
    assert answers == [200] * 35 + [302] * 3


def test_whoever_leaves_must_prove_himself_again() -> None:
    visitor = Visitor(arrived()).prove()
    assert "您已退出" in visitor.post("leave", follow=True).content.decode()
    assert visitor.get("papers").status_code == 302


def test_the_session_gets_a_new_key_when_something_was_proved() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    before = visitor.client.cookies["sessionid"].value
    visitor.type_code()
    assert visitor.client.cookies["sessionid"].value != before


MOBILE = "13800138000"


def same_person(as_of: Visitor | None = None, mobile: str = MOBILE, court: Court | None = None) -> Visitor:
    """Somebody with the link of an envelope; in the browser of `as_of`, and the same person, where one is given."""
    known = {"name": as_of.envelope.party.name, "number": as_of.envelope.party.number} if as_of else {}
    party = make.party(make.case(court), **known)
    make.address(party, value=mobile)
    make.consent(party)
    return Visitor(arrived(party), **({"client": as_of.client} if as_of else {}))


def test_the_same_person_needs_no_new_proof_for_another_link_and_the_log_says_whence_it_came() -> None:
    first = same_person().prove()
    second = same_person(first)
    assert [second.get("papers").status_code for _ in range(2)] == [200, 200]
    proved = Event.objects.filter(name="identity.proved", stream=f"envelope:{second.envelope.id}")
    assert [event.data["proved_for"] for event in proved] == [f"envelope:{first.envelope.id}"]


def test_a_proof_made_with_another_number_opens_nothing_of_the_same_person() -> None:
    first = same_person().prove()
    assert same_person(first, mobile="13900139000").get("papers").status_code == 302


def test_a_proof_is_of_the_number_where_the_code_was_read_and_of_no_other_that_the_link_went_to() -> None:
    first = same_person()
    reached_too(first.envelope, "13900139000")
    first.prove()
    assert same_person(first).get("papers").status_code == 302
    assert same_person(first, mobile="13900139000").get("papers").status_code == 200


def test_a_proof_made_in_another_court_opens_nothing_of_the_same_person() -> None:
    first = same_person().prove()
    second = same_person(first, court=make.other_court())
    assert second.envelope.case.court_id != first.envelope.case.court_id
    assert second.get("papers").status_code == 302
    assert not Event.objects.filter(name="identity.proved", stream=f"envelope:{second.envelope.id}").exists()


def test_another_person_does_even_in_the_same_case() -> None:
    first = Visitor(arrived()).prove()
    wife = make.party(first.envelope.case, name="王某")
    make.address(wife)
    make.consent(wife)
    second = Visitor(arrived(wife), client=first.client)
    assert second.get("papers").status_code == 302


def test_a_first_step_does_not_carry_over_to_another_link() -> None:
    first = Visitor(arrived())
    first.name_himself()
    party = first.envelope.party
    same = make.party(name=party.name, number=party.number)
    make.address(same)
    make.consent(same)
    second = Visitor(arrived(same), client=first.client)
    assert second.get("code")["Location"].endswith("/who")


def beijing(hour: int, monkeypatch: pytest.MonkeyPatch, days: int = 0) -> None:
    """It is this hour of the day at the court, today or so many days later."""
    at = now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=hour, minute=0) + timedelta(days=days)
    monkeypatch.setattr(access, "now", lambda: at)


def test_one_code_is_enough_for_all_papers_of_a_person_in_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    beijing(10, monkeypatch)
    first = same_person().prove()
    second = same_person(first)
    beijing(16, monkeypatch)
    for visitor in (first, second):
        assert visitor.get("papers")["Location"].endswith("/who")
        assert "今天已在本机输入过验证码" in visitor.get("who").content.decode()
        assert visitor.name_himself(number=STRANGER).status_code == 200
        assert visitor.name_himself()["Location"] == f"/s/{visitor.token}/papers"
        assert visitor.get("papers").status_code == 200
        beijing(17, monkeypatch)
    assert Attempt.objects.filter(purpose="code").count() == 1
    proved = Event.objects.filter(name="identity.proved", stream=f"envelope:{second.envelope.id}")
    assert [event.data["proved_for"] for event in proved] == [f"envelope:{first.envelope.id}"]


@pytest.mark.parametrize(("proved", "back", "days"), [(8, 21, 0), (22, 8, 1)], ids=["after half a day", "next day"])
def test_it_is_worth_nothing_after_half_a_day_or_on_the_next(
    proved: int, back: int, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    beijing(proved, monkeypatch)
    visitor = Visitor(arrived()).prove()
    beijing(back, monkeypatch, days)
    assert visitor.name_himself()["Location"].endswith("/code")


def test_it_spares_no_body_its_code_and_nobody_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    beijing(10, monkeypatch)
    visitor = Visitor(arrived()).prove()
    visitor.post("leave")
    assert visitor.name_himself()["Location"].endswith("/code")
    visitor.type_code()
    beijing(11, monkeypatch)
    Party.objects.filter(id=visitor.envelope.party_id).update(kind="legal_person")
    assert visitor.name_himself(speaker="王经理")["Location"].endswith("/code")


def test_a_body_names_itself_and_whoever_speaks_for_it() -> None:
    body = make.party(name="孝义市某某煤焦有限公司", number="91350100M000100Y43", kind="legal_person")
    make.address(body)
    make.consent(body)
    visitor = Visitor(arrived(body))
    assert "经办人姓名" in visitor.get("who").content.decode()
    assert visitor.name_himself().status_code == 200
    assert visitor.name_himself(speaker="王经理").status_code == 302
    assert visitor.type_code().status_code == 302
    proved = Event.objects.get(name="identity.proved")
    assert secrets_of([proved.id])[proved.id].private == {"speaker": "王经理"}
    told = visitor.get("history").content.decode()
    assert "王经理" in told
    assert "您证明了自己是本人" not in told  # nobody is a company


def test_a_form_from_elsewhere_is_not_taken() -> None:
    visitor = Visitor(arrived(), client=Client(enforce_csrf_checks=True))
    answer = visitor.name_himself()
    assert answer.status_code == 403
    assert "停留时间过长" in answer.content.decode()


def test_nothing_is_done_at_any_address_of_a_link_without_the_token_of_its_form() -> None:
    visitor = Visitor(arrived(), client=Client(enforce_csrf_checks=True))
    words = {
        "token": visitor.token,
        "service_id": visitor.services[0].id,
        "hearing_id": new_id(),
        "mandate_id": new_id(),
        "address_id": new_id(),
        "form_id": new_id(),
        "notice_id": new_id(),
        "number": 1,
        "what": "paper",
    }
    for pattern in urlpatterns:
        place = reverse(f"portal:{pattern.name}", kwargs={name: words[name] for name in pattern.pattern.converters})
        assert visitor.client.post(place).status_code == 403, place


def test_a_recipient_whose_number_the_court_does_not_know_is_told_so_and_loses_no_try() -> None:
    party = make.party(number="")
    make.address(party)
    make.consent(party)
    visitor = Visitor(arrived(party))
    page = visitor.post("who", {"name": party.name, "number": STRANGER}).content.decode()
    assert "尚未登记您的身份证件号码" in page
    assert party.case.court.phone in page
    assert Envelope.objects.get(id=visitor.envelope.id).wrong_tries == 0


def test_a_mistake_is_told_in_whole_sentences_and_in_the_title_of_the_page() -> None:
    visitor = Visitor(arrived(), "en")
    page = visitor.name_himself(number=STRANGER).content.decode()
    assert "what the court knows. You can try 4 more times." in page
    assert "Not done yet:" in page[: page.index("</title>")]


def test_a_wrong_code_is_called_a_wrong_code() -> None:
    visitor = Visitor(arrived())
    visitor.name_himself()
    assert "验证码不正确，或者已过有效期。您还可以再试4次。" in visitor.type_code("000000").content.decode()
