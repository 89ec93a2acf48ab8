"""From arrival and acts to the law's answer, its events, and what follows from them."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.identity import Assurance
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.rulings.service_rulings import objection_subject, rule_objection
from songda.records.matter.parties.actions import AddressDraft, PartyDraft, add_address, add_party
from songda.records.service.determinations.actions import Verdict
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import confirm_receipt, note_fetch, note_opening
from tests import make
from tests.channels.fake.script import ARRIVES, BOUNCES, NEVER_REPORTS
from tests.records.stage import NOW, Stage, defendant, envelope, paper, say_not_me

pytestmark = pytest.mark.database
CODE = Assurance.NUMBER_AND_CODE


def play(served: Envelope, script: object = ARRIVES) -> Stage:
    """Send, receive, settle."""
    stage = Stage(script)  # type: ignore[arg-type]
    stage.send()
    stage.apply()
    stage.now += timedelta(seconds=1)
    ask_law(stage.now)
    return stage


def finding(of: Envelope) -> Finding:
    return Finding.objects.get(service__envelope=of)


def service_events(of: Envelope) -> list[str]:
    stream = f"service:{Service.objects.get(envelope=of).id}"
    return list(Event.objects.filter(stream=stream).order_by("number").values_list("name", flat=True))


def test_arrival_at_a_confirmed_number_with_consent_is_service_on_that_day() -> None:
    served = envelope(defendant(make.case()))
    play(served)
    answer = finding(served)
    assert (answer.status, answer.ground) == ("effective", "arrival")
    assert answer.certificate_due_at is not None
    assert service_events(served) == ["service.effective"]
    served.refresh_from_db()
    assert served.closed_at is not None
    assert served.next_step_at is None


def test_every_paper_of_an_envelope_gets_its_own_answer() -> None:
    party = defendant(make.case())
    served = envelope(party, paper(party.case, "summons"), paper(party.case, "complaint_copy"))
    play(served)
    answers = Finding.objects.filter(service__envelope=served)
    assert {a.status for a in answers} == {"effective"}
    assert any(p.kind == "answer" for a in answers for p in a.decision.periods)


def test_a_found_number_alone_serves_nobody_and_a_clerk_is_to_call() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    play(served)
    assert finding(served).status == "not_effective"
    assert Task.objects.get(envelope=served).reason == "no_consent"


def test_confirming_receipt_at_a_found_number_completes_service() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    stage = play(served)
    service = Service.objects.get(envelope=served)
    confirm_receipt(served, [service.id], CODE, stage.now)
    ask_law(stage.now)
    assert (finding(served).status, finding(served).ground) == ("effective", "receipt_completed")


def test_reading_at_a_found_number_without_consent_waits_for_the_judge() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    stage = play(served)
    note_opening(Service.objects.get(envelope=served), CODE, stage.now)
    ask_law(stage.now)
    assert finding(served).status == "awaiting_judge"
    assert Task.objects.filter(envelope=served, kind="decide_finding").exists()


def test_a_second_confirmation_is_no_second_event() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    stage = play(served)
    ids = [Service.objects.get(envelope=served).id]
    for hours in (0, 5):
        confirm_receipt(served, ids, CODE, stage.now + timedelta(hours=hours))
    assert RecipientAct.objects.count() == 1
    assert Event.objects.filter(name="paper.acknowledged").count() == 1


def test_nobody_reads_or_confirms_without_proof_of_being_the_recipient() -> None:
    served = envelope(defendant(make.case()))
    play(served)
    with pytest.raises(PermissionError):
        note_opening(Service.objects.get(envelope=served), Assurance.NAME_AND_NUMBER, NOW)


def test_fetching_the_link_is_noted_but_never_a_reading() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    stage = play(served)
    before = finding(served).decision
    for seconds in (0, 1, 2):
        note_fetch(served, "scanner", stage.now + timedelta(seconds=seconds))
    ask_law(stage.now)
    assert finding(served).decision == before
    assert Event.objects.filter(name="link.fetched").count() == 1


def test_a_bounce_means_not_served() -> None:
    served = envelope(defendant(make.case()))
    play(served, BOUNCES)
    assert finding(served).status == "not_effective"


def test_settling_twice_writes_nothing_new() -> None:
    served = envelope(defendant(make.case()))
    stage = play(served)
    Envelope.objects.update(ask_law_at=stage.now)
    assert ask_law(stage.now) == 1
    assert service_events(served) == ["service.effective"]


@pytest.mark.usual_day
def test_an_accepted_objection_takes_service_away_and_asks_for_a_new_certificate() -> None:
    served = envelope(defendant(make.case()))
    stage = play(served)
    service = Service.objects.select_related("envelope__case__court", "finding").get(envelope=served)
    Finding.objects.update(certificate_due_at=None)
    objection = raise_objection(service, "other_arrival_date", "到达时间不对", NOW + timedelta(days=2), stage.now)
    stage.now += timedelta(days=3)
    ask_law(stage.now)
    rule_objection(objection, Verdict(make.user(role=Role.JUDGE), "accepted", "到达时间属实"), stage.now)
    ask_law(stage.now)
    answer = finding(served)
    assert answer.status == "effective"
    assert str(answer.effective_on) == "2026-06-03"
    assert answer.certificate_due_at is not None
    assert service_events(served)[-1] == "service.redecided"


def test_two_judges_do_not_rule_on_the_same_objection_at_once() -> None:
    served = envelope(defendant(make.case()))
    play(served)
    service = Service.objects.select_related("envelope__case__court", "finding").get(envelope=served)
    objection = raise_objection(service, "system_error", "", None, NOW)
    seen = objection_subject(objection).mark()
    rule_objection(objection, Verdict(make.user(role=Role.JUDGE), "rejected", "无证据", seen), NOW)
    with pytest.raises(Refused, match="decided_meanwhile"):
        rule_objection(objection, Verdict(make.user(role=Role.JUDGE), "accepted", "有证据", seen), NOW)


def test_not_me_stops_the_tries_and_opens_one_task() -> None:
    served = envelope(defendant(make.case(), "found", consents=False))
    stage = play(served, NEVER_REPORTS)
    for _ in range(2):
        say_not_me(served, stage.now)
    assert Task.objects.filter(envelope=served, kind="find_address").count() == 1
    stage.now += timedelta(days=4)
    stage.advance()
    assert len(stage.channel.taken) == 1


def test_a_number_that_leads_to_the_opponent_too_is_never_tried() -> None:
    case = make.case()
    wife = add_party(case, PartyDraft("plaintiff", "王某某", make.resident_id()), "engine", NOW)
    husband = add_party(case, PartyDraft("defendant", "李某某", make.resident_id()), "engine", NOW)
    number = make.mobile()
    for party in (wife, husband):
        add_address(party, AddressDraft("mobile", number, "found"), "engine", NOW)
    served = envelope(husband)
    stage = Stage()
    stage.send()
    assert stage.channel.taken == []
    assert Task.objects.get(envelope=served).reason == "no_address"
