"""A case about somebody's status: papers stay shut until one more proof, from a call or from the counter."""

from datetime import timedelta

import pytest

from songda.clock import now
from songda.core.identity import COUNTER_CODE_MINUTES, MAX_TRIES
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.identity import is_envelope_locked
from songda.records.ways.portal.personal_proofs.actions import agree_question, give_code, see_card
from songda.records.ways.portal.personal_proofs.models import PersonalProof
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database

ASKED, TOLD = "您小时候家里的狗叫什么？", "大黄 一号"


def divorced() -> Visitor:
    return Visitor(arrived(defendant(make.case(is_status_case=True))))


def agreed(visitor: Visitor) -> None:
    party = visitor.envelope.party
    by = f"staff:{make.user().id}"
    draft = CallDraft(
        now(),
        "agrees",
        party.addresses.get().id,
        told=("scope", "effect", "change_of_address"),
        is_matched=True,
        no_recording="no_recorder",
    )
    record_call(party, draft, by, now())
    agree_question(party, ASKED, TOLD, by, now())


def test_name_number_and_code_alone_open_no_paper_of_a_divorce() -> None:
    visitor = divorced().prove()
    service = visitor.services[0].id
    assert "证明是您本人" in visitor.get("papers").content.decode()
    opened = visitor.post(f"papers/{service}/open")
    assert opened["Location"].endswith("/person")
    assert visitor.get(f"papers/{service}")["Location"].endswith("/person")
    assert visitor.get(f"papers/{service}/page/1")["Location"].endswith("/person")
    assert visitor.post("papers/receive", {"service": str(service)})["Location"].endswith("/person")
    assert not RecipientAct.objects.exists()


def test_the_answer_agreed_on_in_a_call_opens_them() -> None:
    visitor = divorced()
    agreed(visitor)
    visitor.prove()
    assert ASKED in visitor.get("person").content.decode()
    assert visitor.post("person", {"answer": "大黄一号"})["Location"].endswith("/papers")
    visitor.open()
    assert RecipientAct.objects.get().assurance == 3
    proved = Event.objects.filter(name="identity.proved").latest("number")
    assert proved.data["how"] == "question"
    assert ASKED not in str(proved.data)


def test_wrong_answers_lock_the_link() -> None:
    visitor = divorced()
    agreed(visitor)
    visitor.prove()
    for _ in range(MAX_TRIES):
        page = visitor.post("person", {"answer": "小白小白"})
    assert "锁定" in page.content.decode()
    assert Task.objects.filter(kind="unlock", closed_at=None).exists()
    assert "锁定" in visitor.post("person", {"answer": TOLD}).content.decode()


def test_without_a_question_the_page_says_how_to_come_by_one() -> None:
    page = divorced().prove().get("person").content.decode()
    assert "服务窗口" in page
    assert "?what=help" in page


def test_a_question_is_put_on_record_only_after_a_call_with_them() -> None:
    party = make.party(make.case(is_status_case=True))
    by = f"staff:{make.user().id}"
    with pytest.raises(Refused, match="no_call_with_them"):
        agree_question(party, ASKED, TOLD, by, now())
    record_call(party, CallDraft(now(), "unreachable"), by, now())
    with pytest.raises(Refused, match="no_call_with_them"):
        agree_question(party, ASKED, TOLD, by, now())


@pytest.mark.parametrize(("question", "answer", "field"), [("", TOLD, "question"), (ASKED, "狗", "answer")])
def test_a_question_that_is_none_is_refused_beside_its_field(question: str, answer: str, field: str) -> None:
    with pytest.raises(WrongField) as wrong:
        agree_question(make.party(), question, answer, "staff:x", now())
    assert wrong.value.field == field


def test_the_counters_code_opens_without_a_telephone_and_only_once() -> None:
    visitor = divorced()
    code = at_counter(visitor.envelope.party)
    assert visitor.post("counter-code", {"code": code})["Location"].endswith("/papers")
    visitor.open()
    again = Visitor(visitor.envelope)
    refused = again.post("counter-code", {"code": code})
    assert refused.status_code == 200
    assert "已使用" in refused.content.decode()
    assert again.get("papers")["Location"].endswith("/who")


def test_the_counters_code_opens_a_link_that_others_locked() -> None:
    visitor = divorced()
    stranger = Visitor(visitor.envelope)
    for _ in range(MAX_TRIES):
        stranger.post("counter-code", {"code": "00000000"})
    visitor.envelope.refresh_from_db()
    assert is_envelope_locked(visitor.envelope, now())
    assert "counter-code" in visitor.get("who").content.decode()
    code = at_counter(visitor.envelope.party)
    assert stranger.post("counter-code", {"code": "00000000"}).status_code == 200
    assert visitor.post("counter-code", {"code": code})["Location"].endswith("/papers")
    visitor.envelope.refresh_from_db()
    assert visitor.envelope.locked_at is None


def test_a_code_that_was_replaced_or_ran_out_is_worth_nothing() -> None:
    visitor = divorced()
    party = visitor.envelope.party
    first = at_counter(party)
    second = at_counter(party)
    assert visitor.post("counter-code", {"code": first}).status_code == 200
    late = now() - timedelta(minutes=COUNTER_CODE_MINUTES)
    PersonalProof.objects.filter(kind="code", ended_at=None).update(expires_at=late)
    assert visitor.post("counter-code", {"code": second}).status_code == 200
    assert not Event.objects.filter(name="identity.proved").exists()


def test_a_code_of_somebody_else_opens_nothing() -> None:
    visitor = divorced()
    stranger = at_counter(make.party())
    assert visitor.post("counter-code", {"code": stranger}).status_code == 200


def test_no_code_is_given_without_the_card() -> None:
    party = make.party()
    with pytest.raises(Refused, match="card_not_seen"):
        give_code(party, "staff:x", now())
    with pytest.raises(WrongField):
        see_card(party, make.resident_id(), "staff:x", now())
    see_card(party, party.number, "staff:x", now() - timedelta(hours=1))
    with pytest.raises(Refused, match="card_not_seen"):
        give_code(party, "staff:x", now())


def test_the_task_comes_with_the_service_and_ends_with_their_receipt() -> None:
    visitor = divorced()
    task = Task.objects.get(kind="confirm_person")
    assert task.closed_at is None
    code = at_counter(visitor.envelope.party)
    visitor.post("counter-code", {"code": code})
    visitor.open()
    visitor.post("papers/receive", {"service": str(visitor.services[0].id)})
    task.refresh_from_db()
    assert task.ended_by == "acknowledged"


def at_counter(party: Party) -> str:
    see_card(party, party.number, "staff:x", now())
    return give_code(party, "staff:x", now())
