"""A call leads on: its page says what follows, when it comes back, what was written; a mistaken one is struck."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import OUTCOMES, Call, CallReceipt
from songda.records.service.orders.models import Service
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.web.console.shared.forms import ANSWER
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.telephone.dialled import a_recorded_talk
from tests.web.console.world import signed_in, typed
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database
TOLD = ["scope", "effect", "change_of_address"]


def call(client: Client, party: Party, outcome: str, **fields: object) -> tuple[int, str]:
    """Record a call over its form and follow where it leads."""
    number = party.addresses.first() or make.address(party, "found")
    party.calls.update(recorded_at=clock.now() - timedelta(hours=2))  # those before were other calls
    at = typed(clock.now() - timedelta(minutes=10))
    answers = {"address": str(number.id), "at": at, "stages": ["first_instance"], "outcome": outcome}
    answers |= {"no_recording": "no_recorder"}
    if not OUTCOMES[outcome].tells_nothing:
        answers |= {"told": TOLD}
    if not OUTCOMES[outcome].is_not_them:
        answers |= {"is_matched": "on"}
    page = client.post(reverse("console:new_call", args=[party.id]), {**answers, **fields}, follow=True)
    return page.status_code, page.content.decode()


def unserved() -> Party:
    party = make.party(name="李卫国")
    envelope(party)
    return party


@pytest.mark.parametrize(
    ("outcome", "offered"),
    [
        ("agrees", "Serve papers"),
        ("refuses", "Serve by a letter or another way"),
        ("wrong_person", "Add an address"),
        ("unreachable", "Serve by a letter or another way"),
    ],
)
def test_every_outcome_offers_the_next_step(outcome: str, offered: str) -> None:
    assert offered in call(signed_in(language="en"), unserved(), outcome)[1]


def test_whoever_agrees_at_a_number_that_the_other_side_has_too_is_asked_about_it_once() -> None:
    theirs = make.address(make.party(role="plaintiff"), "found")
    party, client = make.party(theirs.party.case, number=make.resident_id()), signed_in()
    make.address(party, "found", value=theirs.value)

    status, page = call(client, party, "agrees")
    mark = re.search(rf'name="{ANSWER}"[^>]*value="(\w+)"', page)

    assert (status, Call.objects.count(), mark is None) == (422, 0, False)
    assert call(client, party, "agrees", **{ANSWER: mark[1]})[0] == 200  # type: ignore[index]
    assert Call.objects.count() == 1


def test_another_number_is_offered_where_there_is_one() -> None:
    party, client = unserved(), signed_in(language="en")
    assert "Call another number" not in call(client, party, "unreachable")[1]
    make.address(party, "found")
    assert "Call another number" in call(client, party, "unreachable")[1]


def test_when_to_call_again_is_asked_and_comes_back_to_today() -> None:
    party, client = unserved(), signed_in()
    status, page = call(client, party, "call_again")
    assert status == 422
    assert "请填写约定的再次通话时间" in page
    again = clock.now() + timedelta(days=2)
    page = call(client, party, "call_again", again_at=typed(again))[1]
    assert "对方要求另约时间通话" in page
    assert typed(again).replace("T", " ") in page
    assert "对方要求另约时间通话" in client.get(reverse("console:today")).content.decode()


def test_no_minutes_are_there_before_somebody_counted_them() -> None:
    party = unserved()
    form = signed_in().get(reverse("console:new_call", args=[party.id])).content.decode()
    box = form[form.index('name="minutes"') :].split(">")[0]
    assert "value" not in box
    call(signed_in(), party, "unreachable")
    assert Call.objects.get().minutes is None


@pytest.mark.parametrize("page", ["call", "party"])
def test_what_the_clerk_wrote_of_a_call_can_be_read(page: str) -> None:
    party, client = unserved(), signed_in()
    call(client, party, "unreachable", note="邻居说他下周回来")
    key = {"call": Call.objects.get().id, "party": party.id}[page]
    assert "邻居说他下周回来" in client.get(reverse(f"console:{page}", args=[key])).content.decode()


@pytest.mark.parametrize(("door", "said"), [("strike_consent", "consents"), ("strike_refusal", "refusals")])
def test_a_mistaken_answer_is_struck_with_a_reason_and_shown_as_struck(door: str, said: str) -> None:
    party, client = make.party(), signed_in()
    call(client, party, "agrees" if said == "consents" else "refuses")
    entry = getattr(party, said).get()
    where = reverse(f"console:{door}", args=[entry.id])
    assert where in client.get(reverse("console:party", args=[party.id])).content.decode()
    assert client.post(where, {"reason": ""}).status_code == 422
    page = client.post(where, {"reason": "登记到了另一案件"}, follow=True).content.decode()
    assert "已撤销" in page
    assert where not in page


def test_a_mistaken_call_is_struck_with_its_consent_and_shown_as_struck() -> None:
    party, client = make.party(), signed_in()
    call(client, party, "agrees")
    made = Call.objects.get()
    page = client.post(reverse("console:strike_call", args=[made.id]), {"reason": "拨错了案件"}, follow=True)
    assert "系误登，已撤销" in page.content.decode()
    assert party.consents.get().struck_at is not None
    assert "拨错了案件" in client.get(reverse("console:story", args=[party.case_id])).content.decode()


def test_a_call_that_was_to_be_made_again_is_closed_by_the_next_one() -> None:
    party, client = unserved(), signed_in()
    call(client, party, "call_again", again_at=typed(clock.now() + timedelta(days=2)))
    call(client, party, "agrees")
    assert not Task.objects.filter(kind="call", reason="call_again", closed_at=None).exists()


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [("wants_paper", "要求只用纸质送达"), ("has_lawyer", "表示已委托律师"), ("wants_helper", "希望由他人协助")],
)
def test_what_was_said_beside_yes_and_no_leads_on(outcome: str, kept: str) -> None:
    status, page = call(signed_in(), unserved(), outcome, wishes=["wish_large_print"])
    assert (status, kept in page) == (200, True)
    assert "大字" in page


def test_whoever_took_the_task_is_named_before_the_call_is_made() -> None:
    party, client = unserved(), signed_in()
    open_tasks([TaskDraft("call", "unread", party.case, party.envelopes.get())], clock.now())
    where = reverse("console:new_call", args=[party.id])
    assert "无人领取" in client.get(where).content.decode()
    Task.objects.update(owner=make.user(name="书记员孙"))
    assert "由书记员孙领取" in client.get(where).content.decode()


def test_the_line_counts_the_minutes_and_nobody_else_does() -> None:
    client, party = signed_in(), make.party()
    dial = a_recorded_talk(make.address(party))
    page = client.get(reverse("console:new_call", args=[party.id]) + f"?dial={dial.id}").content.decode()
    assert "以线路计时为准" in page
    assert 'name="minutes"' not in page


def test_in_a_divorce_the_question_is_agreed_on_in_the_call_or_is_the_next_step() -> None:
    client, party = signed_in(), make.party(make.case(cause="离婚纠纷"))
    assert "约定核验问题" in client.get(reverse("console:new_call", args=[party.id])).content.decode()
    _, without = call(client, party, "refuses")
    assert reverse("console:agree_question", args=[party.id]) in without
    _, half = call(client, party, "refuses", question="第一只狗叫什么")
    assert "问题和答案须同时填写" in half
    _, page = call(client, party, "refuses", question="第一只狗叫什么", answer="阿黄")
    assert "已约定核验问题" in page
    assert "阿黄" not in page
    assert reverse("console:agree_question", args=[party.id]) not in page
    assert "约定核验问题" not in client.get(reverse("console:new_call", args=[make.party().id])).content.decode()


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_page_keeps_every_outcome_with_the_rights_that_pages_have(outcome: str) -> None:
    party = arrived(defendant(make.case(), "found", consents=False)).party
    service = Service.objects.get(envelope__party=party)
    Attempt.objects.update(submitted_at=clock.now() - timedelta(hours=1))  # well before the call
    more: dict[str, object] = {}
    if OUTCOMES[outcome].again:
        more |= {"again_at": typed(clock.now() + timedelta(days=2))}
    if outcome == "received":
        more |= {"received": [str(service.id)]}
    status, page = call(signed_in(), party, outcome, **more)
    assert (status, Call.objects.filter(outcome=outcome).count()) == (200, 1), page
    assert CallReceipt.objects.filter(service=service).exists() == (outcome == "received")


def test_the_timeline_names_whom_a_task_about_a_person_is_for() -> None:
    party, client = unserved(), signed_in(language="en")
    call(client, party, "has_lawyer")
    page = client.get(reverse("console:story", args=[party.case_id])).content.decode()
    line = re.sub(r"<[^>]+>|\s+", " ", page)
    assert re.search(r"Enter the lawyer who acts for them +→ +Defendant 李卫国", line), line


def test_the_timeline_never_tells_of_a_code_as_if_it_had_been_the_papers() -> None:
    visitor = Visitor(arrived(defendant(make.case(), "found", consents=False))).prove()
    code = Attempt.objects.get(purpose="code")
    at = clock.now()
    taken: dict[str, Json] = {"address_class": "found", "code": "", "parts": [], "started_at": at.isoformat()}
    for name, more in (("attempt.sent", taken), ("attempt.arrived", {"receipts": []})):
        data: dict[str, Json] = {"channel": "sms", "parts_total": 1, **more}
        record([NewEvent(name, f"attempt:{code.id}", visitor.envelope.case_id, at, "provider:sms", data)], at)
    page = signed_in().get(reverse("console:story", args=[visitor.envelope.case_id])).content.decode()
    assert "一次性验证码：已到达。" in page
    assert page.count("送达信息到达受送达人特定系统") == 1


@pytest.mark.parametrize(
    ("branch", "said", "unsaid"),
    [("civil", "同意", "当面送交或者邮寄"), ("criminal", "不征求您是否同意电子送达", "“如果您同意")],
)
def test_what_to_say_asks_for_consent_only_where_the_law_of_the_case_does(branch: str, said: str, unsaid: str) -> None:
    party = defendant(make.case(branch=branch), "found", consents=False)
    page = signed_in().get(reverse("console:new_call", args=[party.id])).content.decode()
    script = page.split('<ol class="script">')[1].split("</ol>")[0]
    assert said in script
    assert unsaid not in script
