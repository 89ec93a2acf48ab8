"""What was entered by mistake is struck or corrected with a reason, unless something that counts rests on it."""

from datetime import timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.mistakes import (
    PaperChange,
    correct_paper,
    strike_consent,
    strike_refusal,
)
from songda.records.law.facts.law_facts import consents_at_stage
from songda.records.matter.cases.actions import Reason
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.actions import record_refusal
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.service.calls.models import Call
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.striking import strike_call
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
WHY = Reason("登记到了另一案件")
TOLD = ("scope", "effect", "change_of_address")
BY = "staff:chen"


def consent_status(party: Party) -> str:
    return consents_at_stage(party.case, [party.id], NOW)[party.id].status.value


def agreed(party: Party) -> Call:
    """A call in which they agreed, by a number that the court had only found."""
    address = make.address(party, "found")
    return record_call(
        party,
        CallDraft(NOW, "agrees", address.id, told=TOLD, is_matched=True, no_recording="no_recorder"),
        f"staff:{make.user().id}",
        NOW,
    )


def served() -> Party:
    """Somebody on whom a summons took effect by consent and arrival."""
    party = defendant(make.case())
    envelope(party)
    stage = Stage(ARRIVES)
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(seconds=5))
    assert Finding.objects.get().status == "effective"
    return party


def test_a_struck_call_takes_its_consent_and_what_it_said_of_the_number_with_it() -> None:
    party = make.party()
    call = agreed(party)
    assert consent_status(party) == "given"
    strike_call(call, WHY, BY, NOW)
    assert party.addresses.get().address_class == "found"
    assert consent_status(party) != "given"
    assert Consent.objects.get().struck_at == NOW
    events = Event.objects.filter(name__endswith=".struck")
    assert {event.name for event in events} == {"call.struck", "consent.struck"}
    assert all(secret.private == {"reason": WHY.words} for secret in secrets_of([e.id for e in events]).values())


def test_a_struck_call_that_refused_refuses_nothing() -> None:
    party = make.party()
    call = record_call(party, CallDraft(NOW, "refuses", no_recording="no_recorder"), f"staff:{make.user().id}", NOW)
    strike_call(call, WHY, BY, NOW)
    assert Refusal.objects.get().struck_at == NOW
    assert consent_status(party) == consent_status(make.party())


def test_a_struck_call_never_answered_the_task_that_asked_for_it() -> None:
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft("call", "asked_for_help", sent.case, sent)], NOW)
    call = record_call(
        sent.party, CallDraft(NOW, "refuses", no_recording="no_recorder"), f"staff:{make.user().id}", NOW
    )
    assert not Task.objects.filter(kind="call", closed_at=None).exists()
    strike_call(call, WHY, BY, NOW)
    assert Task.objects.get(kind="call", closed_at=None).reason == "asked_for_help"


def test_what_a_struck_call_asked_for_is_no_longer_asked_for() -> None:
    draft = CallDraft(NOW, "call_again", again_at=NOW + timedelta(days=1))
    strike_call(record_call(make.party(), draft, f"staff:{make.user().id}", NOW), WHY, BY, NOW)
    assert not Task.objects.filter(closed_at=None).exists()


def test_a_number_that_was_judged_anew_since_keeps_its_class() -> None:
    party = make.party()
    call, address = agreed(party), party.addresses.get()
    later = NOW + timedelta(hours=1)
    record_call(
        party, CallDraft(NOW, "wrong_person", address.id, no_recording="no_recorder"), f"staff:{make.user().id}", later
    )
    strike_call(call, WHY, BY, later)
    address.refresh_from_db()
    assert address.address_class == "rejected"


def test_consent_and_refusal_are_struck_once_with_a_reason_and_stay_on_record() -> None:
    party = make.party()
    consent, refusal = make.consent(party), record_refusal(party, NOW, "counter", BY, NOW)
    with pytest.raises(WrongField, match="wrong_reason"):
        strike_consent(consent, Reason(" "), BY, NOW)
    strike_refusal(refusal, WHY, BY, NOW)
    assert consent_status(party) == "given"
    strike_consent(consent, WHY, BY, NOW)
    assert consent_status(party) != "given"
    for strike in (lambda: strike_consent(consent, WHY, BY, NOW), lambda: strike_refusal(refusal, WHY, BY, NOW)):
        with pytest.raises(Refused, match="struck_already"):
            strike()


def test_a_consent_on_which_an_effective_service_rests_is_for_the_judge() -> None:
    party = served()
    with pytest.raises(Refused, match="finding_rests_on_it") as refused:
        strike_consent(party.consents.get(), WHY, BY, NOW + timedelta(hours=1))
    assert "法官" in refused.value.sentence("zh")
    assert "judge" in refused.value.sentence("en")
    assert party.consents.get().struck_at is None
    assert not Event.objects.filter(name="consent.struck").exists()


def test_a_consent_beside_another_that_carries_the_service_is_struck() -> None:
    party = served()
    second = make.consent(party, ground="prior_agreement", how="contract")
    strike_consent(second, WHY, BY, NOW + timedelta(hours=1))
    assert Consent.objects.get(id=second.id).struck_at


def test_a_paper_is_corrected_with_what_was_and_what_is() -> None:
    case = make.case()
    plaintiff = make.party(case, "plaintiff", name="陈秀英")
    paper = make.paper(case, "summons", title="起诉状")
    correct_paper(paper, PaperChange("complaint_copy", "起诉状副本", plaintiff), WHY, BY, NOW)
    paper.refresh_from_db()
    assert (paper.kind, paper.title, paper.filed_by) == ("complaint_copy", "起诉状副本", plaintiff)
    (event,) = Event.objects.filter(name="paper.corrected")
    assert event.data["fields"] == ["kind", "title", "filed_by"]
    was = secrets_of([event.id])[event.id].private["before"]
    assert was == {"kind": "summons", "title": "起诉状", "filed_by": None}


def test_the_days_of_a_notice_are_corrected_and_no_other_paper_sets_any() -> None:
    notice = make.paper(make.case(), "evidence_notice", title="举证通知书")
    correct_paper(notice, PaperChange("evidence_notice", "举证通知书", None, 15), WHY, BY, NOW)
    assert Paper.objects.get(id=notice.id).days_set_in_paper == 15
    with pytest.raises(WrongField, match="wrong_period"):
        correct_paper(notice, PaperChange("summons", "传票", None, 15), WHY, BY, NOW)


def test_a_paper_that_was_served_is_not_corrected_behind_the_certificate() -> None:
    paper = served().case.papers.get()
    with pytest.raises(Refused, match="paper_certified"):
        correct_paper(paper, PaperChange("judgment", "判决书"), WHY, BY, NOW)
    assert Paper.objects.get().kind == "summons"


def test_nobody_becomes_the_filer_of_what_is_on_its_way_to_them() -> None:
    party = defendant(make.case())
    paper = envelope(party).services.get().paper
    with pytest.raises(Refused, match="serves_own_paper"):
        correct_paper(paper, PaperChange("summons", "传票", party), WHY, BY, NOW)


def test_a_correction_corrects_something() -> None:
    paper = make.paper()
    with pytest.raises(Refused, match="nothing_changed"):
        correct_paper(paper, PaperChange(paper.kind, paper.title), WHY, BY, NOW)
