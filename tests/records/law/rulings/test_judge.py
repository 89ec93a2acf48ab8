"""What a judge decides, who may, and what follows from it."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from songda.core.access import Role
from songda.core.identity import Assurance
from songda.core.law.record import to_record
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law, changes_of
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import reconsider
from songda.records.law.rulings import party_rulings
from songda.records.law.rulings.guards import guards_of
from songda.records.law.rulings.party_rulings import Seat, override_guard, rule_withdrawal
from songda.records.law.rulings.service_rulings import consequences, determine, finding_subject, rule_objection
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.consents import record_refusal
from songda.records.matter.parties.models import Consent, Party
from songda.records.overview.boards.board import board
from songda.records.service.determinations.actions import Verdict, reason_of
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import confirm_receipt, note_opening
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
CODE = Assurance.NUMBER_AND_CODE
LATER = NOW + timedelta(days=1)


@ready_made
def read_at_a_found_number(consents: bool, *kinds: str, judge: User | None = None) -> tuple[Envelope, list[Service]]:
    """Sent to a number that a look-up found, and opened by the proven recipient: presumed, or for the judge."""
    party = defendant(make.case(judge_id=judge.id if judge else None), "found", consents=consents)
    served = envelope(party, *[paper(party.case, kind) for kind in kinds or ("summons",)])
    stage = Stage()
    stage.send()
    stage.apply()
    services = list(Service.objects.filter(envelope=served).order_by("id"))
    for service in services:
        note_opening(service, CODE, stage.now + timedelta(minutes=5))
    ask_law(stage.now + timedelta(minutes=6))
    return served, services


def judge(**words: object) -> User:
    return make.user(role=Role.JUDGE, name="周法官", **words)  # type: ignore[arg-type]


def verdict(by: User, outcome: str, reason: str = "查阅记录与身份核验吻合", seen: str | None = None) -> Verdict:
    return Verdict(by, outcome, reason, seen)


def status(service: Service) -> str:
    return Finding.objects.get(service=service).status


def ruled(service: Service, by: User, outcome: str) -> None:
    determine([service], verdict(by, outcome), LATER)
    ask_law(LATER + timedelta(seconds=1))


@pytest.mark.parametrize("consents", [True, False], ids=["presumed", "awaiting the judge"])
@pytest.mark.usual_day
def test_what_the_judge_finds_to_count_is_served_on_its_own_day(consents: bool) -> None:
    _, (service,) = read_at_a_found_number(consents)
    assert status(service) == ("presumed" if consents else "awaiting_judge")
    ruled(service, judge(), "counts")
    finding = Finding.objects.get(service=service)
    assert finding.status == "effective"
    assert str(finding.effective_on) == "2026-06-01"
    assert finding.certificate_due_at is not None


@pytest.mark.parametrize("consents", [True, False], ids=["presumed", "awaiting the judge"])
def test_what_the_judge_finds_not_to_count_goes_another_lawful_way(consents: bool) -> None:
    served, (service,) = read_at_a_found_number(consents)
    ruled(service, judge(), "does_not_count")
    assert status(service) == "not_effective"
    stage = Stage(now=LATER + timedelta(seconds=2))
    stage.advance()
    assert Task.objects.filter(envelope=served, kind="serve_otherwise", reason="ruled_out").exists()
    assert "法官认定此前的送达不发生效力" in on_the_board(served)


def test_a_ruling_is_taken_back_by_ruling_anew_and_the_earlier_one_stays_on_record() -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    by = judge()
    ruled(service, by, "does_not_count")
    determine([service], verdict(by, "counts", "复查后认定成立"), LATER + timedelta(days=1))
    ask_law(LATER + timedelta(days=1, seconds=1))
    assert status(service) == "effective"
    reasons = [reason_of(d) for d in Determination.objects.order_by("at")]
    assert reasons == ["查阅记录与身份核验吻合", "复查后认定成立"]


def test_the_event_carries_ids_and_codes_and_keeps_the_reason_to_itself() -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    determine([service], verdict(judge(), "counts", "只有法官知道的理由"), LATER)
    event = Event.objects.get(name="finding.determined")
    assert event.stream == f"service:{service.id}"
    assert event.data["outcome"] == "counts"
    assert "理由" not in str(event.data)
    assert "理由".encode() not in bytes(Determination.objects.get().reason_sealed)


def test_the_proof_of_a_service_shows_nobody_the_words_of_the_judge() -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    ruled(service, judge(), "counts")
    words = "查阅记录与身份核验吻合"
    determined = Event.objects.get(name="finding.determined")
    (secret,) = secrets_of([determined.id]).values()
    assert secret.private == {"reason_sha256": hashlib.sha256(words.encode()).hexdigest()}


def test_without_a_reason_nothing_is_decided() -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    for reason in ("", "   ", "长" * 4001):
        with pytest.raises(WrongField):
            determine([service], verdict(judge(), "counts", reason), LATER)
    assert not Determination.objects.exists()


def test_only_the_judge_of_the_case_decides_in_it() -> None:
    own, other = judge(), judge()
    _, (service,) = read_at_a_found_number(consents=True, judge=own)
    neighbour = judge(of=make.other_court())
    for nobody in (other, neighbour, make.user(), make.user(role=Role.SUPERVISOR)):
        with pytest.raises(Refused, match="not_your_case"):
            determine([service], verdict(nobody, "counts"), LATER)
    determine([service], verdict(own, "counts"), LATER)


def test_a_judge_who_left_the_court_holds_no_other_up() -> None:
    own, other = judge(), judge()
    _, (service,) = read_at_a_found_number(consents=True, judge=own)
    User.objects.filter(id=own.id).update(is_active=False)
    determine([service], verdict(other, "counts"), LATER)


def test_nothing_that_counts_by_itself_is_ruled_on() -> None:
    served = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    with pytest.raises(Refused, match="nothing_to_determine"):
        determine([served.services.get()], verdict(judge(), "does_not_count"), LATER)


def test_a_second_click_is_no_second_ruling_and_a_second_judge_is_told() -> None:
    served, (service,) = read_at_a_found_number(consents=True)
    first, second = judge(), judge()
    row = load_dossiers([Envelope.objects.select_related("case__court", "party").get(id=served.id)])[0]
    seen = finding_subject(row, row.services[0]).mark()
    determine([service], verdict(first, "counts", seen=seen), LATER)
    determine([service], verdict(first, "counts", seen=seen), LATER)
    with pytest.raises(Refused, match="decided_meanwhile"):
        determine([service], verdict(second, "does_not_count", seen=seen), LATER)
    assert Determination.objects.count() == 1
    assert Event.objects.filter(name="finding.determined").count() == 1


def test_a_judge_who_saw_an_older_finding_is_told() -> None:
    served, (service,) = read_at_a_found_number(consents=False)
    row = load_dossiers([Envelope.objects.select_related("case__court", "party").get(id=served.id)])[0]
    seen = finding_subject(row, row.services[0]).mark()
    make.consent(served.party, at=NOW - timedelta(minutes=1))
    Envelope.objects.update(ask_law_at=LATER)
    ask_law(LATER)
    assert status(service) == "presumed"
    with pytest.raises(Refused, match="decided_meanwhile"):
        determine([service], verdict(judge(), "does_not_count", seen=seen), LATER)


def test_one_ruling_may_be_for_several_papers_of_the_same_envelope() -> None:
    served, services = read_at_a_found_number(True, "summons", "complaint_copy")
    task = Task.objects.get(envelope=served, kind="decide_finding")
    determine([services[0]], verdict(judge(), "counts"), LATER)
    task.refresh_from_db()
    assert task.closed_at is None
    determine(services, verdict(judge(), "counts"), LATER + timedelta(minutes=1))
    task.refresh_from_db()
    assert task.closed_at is not None
    ask_law(LATER + timedelta(minutes=2))
    assert {status(service) for service in services} == {"effective"}


def test_the_judge_sees_beforehand_what_hangs_on_it() -> None:
    served, _ = read_at_a_found_number(True, "complaint_copy")
    row = load_dossiers([Envelope.objects.select_related("case__court", "party").get(id=served.id)])[0]
    told = consequences(row, row.services[0], LATER)
    assert told["counts"].status == "effective"
    assert told["counts"].periods
    assert told["does_not_count"].status == "not_effective"
    assert not told["does_not_count"].periods


@pytest.mark.usual_day
def test_the_clerk_is_told_what_the_judge_changed() -> None:
    served, (service,) = read_at_a_found_number(True, "complaint_copy")
    ruled(service, judge(), "does_not_count")
    task = Task.objects.get(envelope=served, kind="note_change")
    (change,) = changes_of(task)
    told = [[part.sentence("en") for part in line] for line in change.lines]
    lines = {about: (before, after) for about, before, after in told}
    assert lines["Finding"] == ("presumed served on 1 June 2026, for the judge to decide", "not served")
    assert any(name.startswith("Last day") and after == "does not run" for name, (_, after) in lines.items())


def test_the_clerk_is_not_told_of_what_goes_its_usual_way() -> None:
    served, (service,) = read_at_a_found_number(consents=True)
    confirm_receipt(served, [service.id], CODE, NOW + timedelta(hours=1))
    ask_law(NOW + timedelta(hours=1, seconds=1))
    assert status(service) == "effective"
    assert not Task.objects.filter(kind="note_change").exists()


def test_what_the_recipient_settled_himself_is_no_longer_for_the_judge() -> None:
    served, (service,) = read_at_a_found_number(consents=False)
    confirm_receipt(served, [service.id], CODE, NOW + timedelta(hours=1))
    ask_law(NOW + timedelta(hours=1, seconds=1))
    assert not Task.objects.filter(kind="decide_finding", closed_at=None).exists()


def on_the_board(served: Envelope) -> str:
    (entry,) = board(served.case).cells.values()
    return entry.cell.sentence("zh")


def arrived() -> tuple[Envelope, Service]:
    party = defendant(make.case())
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    served = envelope(party, paper(party.case, "summons"))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    rows = Service.objects.select_related("envelope__case__court", "envelope__party", "finding")
    return served, rows.get(envelope=served)


def test_an_objection_is_ruled_on_with_a_reason_and_the_hearing_that_hung_on_it_is_told() -> None:
    served, service = arrived()
    objection = raise_objection(service, "not_own_address", "不是我的号码", None, LATER)
    ask_law(LATER)
    rule_objection(objection, verdict(judge(), "accepted", "号码已过户"), LATER)
    ask_law(LATER + timedelta(seconds=1))
    assert status(service) == "not_effective"
    assert not Task.objects.filter(kind="rule_objection", closed_at=None).exists()
    (change,) = changes_of(Task.objects.get(envelope=served, kind="note_change"))
    after = [line[2].sentence("en") for line in change.lines]
    assert any("default judgment" in told and "no" in told for told in after)
    assert Determination.objects.get(objection=objection).outcome == "accepted"
    assert "法官认定此前的送达不发生效力" in on_the_board(served)


def withdrawn(at_once_refused: bool = False) -> tuple[Party, Consent]:
    party = defendant(make.case())
    consent = party.consents.get()
    answers.withdraw(consent, LATER, f"recipient:{party.id}", LATER)
    if at_once_refused:
        record_refusal(party, LATER, "portal", f"recipient:{party.id}", LATER)
    return party, Consent.objects.select_related("party__case__court").get(id=consent.id)


def sent_after(party: Party) -> str:
    served = envelope(party, paper(party.case))
    stage = Stage(now=LATER + timedelta(hours=2))
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    finding = Finding.objects.filter(service__envelope=served).first()
    return finding.status if finding else "nothing sent"


def test_a_withdrawal_holds_at_once_and_waits_for_the_judge() -> None:
    party, consent = withdrawn()
    assert consent.withdrawal == "pending"
    assert Task.objects.get(kind="rule_withdrawal").party_id == party.id
    assert sent_after(party) != "effective"


@pytest.mark.parametrize("at_once_refused", [False, True], ids=["withdrawn", "withdrawn with a no"])
def test_an_improper_withdrawal_ends_nothing_for_what_comes_after_too(at_once_refused: bool) -> None:
    party, consent = withdrawn(at_once_refused)
    rule_withdrawal(consent, verdict(judge(), "rejected", "临近开庭，意在拖延"), LATER)
    assert not Task.objects.filter(kind="rule_withdrawal", closed_at=None).exists()
    assert Event.objects.get(name="withdrawal.decided").data["outcome"] == "rejected"
    assert sent_after(party) == "effective"


def test_an_accepted_withdrawal_leaves_earlier_services_as_they_are() -> None:
    served, service = arrived()
    consent = served.party.consents.get()
    answers.withdraw(consent, LATER, "engine", LATER)
    consent.refresh_from_db()
    rule_withdrawal(consent, verdict(judge(), "accepted"), LATER)
    reconsider([served.party_id], [], LATER)
    ask_law(LATER)
    assert status(service) == "effective"


def test_a_ruling_on_a_withdrawal_is_turned_by_a_later_one() -> None:
    party, consent = withdrawn(at_once_refused=True)
    by = judge()
    rule_withdrawal(consent, verdict(by, "rejected"), LATER)
    rule_withdrawal(consent, verdict(by, "accepted"), LATER + timedelta(minutes=1))
    assert not party.refusals.get().is_set_aside
    assert sent_after(party) != "effective"


def test_after_a_rejected_withdrawal_the_party_may_withdraw_again() -> None:
    _, consent = withdrawn()
    rule_withdrawal(consent, verdict(judge(), "rejected"), LATER)
    consent.refresh_from_db()
    again = LATER + timedelta(days=1)
    answers.withdraw(consent, again, "engine", again)
    consent.refresh_from_db()
    assert (consent.withdrawal, consent.withdrawn_at) == ("pending", again)


def test_a_clerk_s_mark_waits_for_the_judge_who_may_lift_it() -> None:
    party = defendant(make.case())
    mark_offline(party, "age", "engine", NOW)
    assert Task.objects.get(kind="decide_offline").party_id == party.id
    party_rulings.decide_offline(party, verdict(judge(), "lifted", "本人有智能手机并同意"), LATER)
    assert party.offline_since is None
    assert not Task.objects.filter(kind="decide_offline", closed_at=None).exists()
    assert sent_after(party) == "effective"


def test_lifting_a_mark_takes_back_what_the_engine_had_handed_to_people() -> None:
    party = defendant(make.case())
    mark_offline(party, "age", "engine", NOW)
    served = envelope(party, paper(party.case))
    stage = Stage(now=LATER)
    stage.advance()
    assert Task.objects.get(envelope=served, kind="serve_otherwise", closed_at=None).reason == "offline"
    party_rulings.decide_offline(party, verdict(judge(), "lifted"), LATER)
    assert not Task.objects.filter(envelope=served, kind="serve_otherwise", closed_at=None).exists()
    reconsider([party.id], [], LATER)
    stage.send()
    assert len(stage.channel.taken) == 1


def test_a_judge_orders_service_off_line_on_a_request() -> None:
    party = defendant(make.case())
    by = judge()
    with pytest.raises(Refused, match="decided_meanwhile"):
        party_rulings.decide_offline(party, verdict(by, "lifted"), LATER)
    party_rulings.decide_offline(party, verdict(by, "ordered", "视力残疾"), LATER)
    assert party.offline_reason == "court_decision"
    assert {e.name for e in Event.objects.filter(stream=f"party:{party.id}")} >= {
        "offline.decided",
        "party.set_offline",
    }


def test_being_served_off_line_from_now_on_takes_nothing_back() -> None:
    served, service = arrived()
    mark_offline(served.party, "age", "engine", LATER)
    reconsider([served.party_id], [], LATER)
    ask_law(LATER)
    assert status(service) == "effective"


def unsafe() -> Seat:
    party = defendant(make.case())
    hearing = set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    return Seat(hearing, party)


def test_an_override_stands_beside_the_guard_and_never_changes_it() -> None:
    seat = unsafe()
    override_guard(seat, verdict(judge(), "overridden", "已公告送达"), LATER)
    (guard,) = guards_of([seat.hearing.case])
    (row,) = guard.rows
    assert row.safe is False
    assert not guard.is_safe
    assert row.override is not None
    assert not row.override.has_lapsed


def test_an_override_lapses_when_the_guard_says_otherwise() -> None:
    seat = unsafe()
    override_guard(seat, verdict(judge(), "overridden"), NOW)
    envelope(seat.party, paper(seat.party.case, "summons"))
    (guard,) = guards_of([seat.hearing.case])
    assert guard.rows[0].override is not None
    assert guard.rows[0].override.has_lapsed


def by_other_steps(service: Service) -> None:
    """The guard's answer as other rules would reach it."""
    finding = Finding.objects.get(service=service)
    guard = finding.decision.default_judgment
    assert guard is not None
    steps = [each._replace(finding=each.finding._replace(code="nothing_counts")) for each in guard.conditions]
    told = replace(finding.decision, default_judgment=guard._replace(conditions=tuple(steps)))
    finding.record = to_record(told)
    finding.save()


def test_an_override_stands_when_the_same_answer_is_reached_by_other_steps() -> None:
    served, (service,) = read_at_a_found_number(consents=True)
    seat = Seat(set_hearing(served.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW), served.party)
    ask_law(LATER)
    override_guard(seat, verdict(judge(), "overridden"), LATER)
    by_other_steps(service)
    (row,) = guards_of([seat.hearing.case])[0].rows
    assert row.override is not None
    assert not row.override.has_lapsed


def test_an_override_is_taken_back_and_not_given_for_nothing() -> None:
    seat = unsafe()
    by = judge()
    with pytest.raises(Refused, match="nothing_to_restore"):
        override_guard(seat, verdict(by, "restored"), NOW)
    override_guard(seat, verdict(by, "overridden"), NOW)
    override_guard(seat, verdict(by, "restored"), LATER)
    (guard,) = guards_of([seat.hearing.case])
    assert guard.rows[0].override is None
    assert [e.name for e in Event.objects.filter(name__startswith="guard.").order_by("number")] == [
        "guard.overridden",
        "guard.restored",
    ]


def test_what_is_safe_or_over_is_not_overridden() -> None:
    served, _ = arrived()
    hearing = served.case.hearings.select_related("case__court").get()
    with pytest.raises(Refused, match="guard_is_safe"):
        override_guard(Seat(hearing, served.party), verdict(judge(), "overridden"), NOW)
    seat = unsafe()
    with pytest.raises(Refused, match="hearing_is_over"):
        override_guard(seat, verdict(judge(), "overridden"), NOW + timedelta(days=30))
    assert not Determination.objects.exists()


def test_the_database_refuses_to_change_or_remove_a_determination_but_lets_its_words_be_erased() -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    ruled(service, judge(), "counts")
    rows = Determination.objects.filter(service=service)
    for change in (lambda: rows.update(outcome="does_not_count"), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    rows.update(reason_sealed=b"")
    assert reason_of(rows.get()) == ""


def test_what_another_judge_decided_meanwhile_of_a_paper_that_came_along_is_not_overridden_unseen() -> None:
    served, (first, second) = read_at_a_found_number(True, "summons", "complaint_copy")
    rows = Envelope.objects.select_related("case__court", "party__case__court").filter(id=served.id)
    dossier = load_dossiers(rows)[0]
    seen = finding_subject(dossier, next(one for one in dossier.services if one.id == first.id)).mark()
    determine([second], verdict(judge(), "does_not_count"), LATER)
    with pytest.raises(Refused, match="decided_meanwhile"):
        determine([first, second], verdict(judge(), "counts", seen=seen), LATER + timedelta(minutes=1))
    assert [(d.service_id, d.outcome) for d in Determination.objects.all()] == [(second.id, "does_not_count")]


@pytest.mark.parametrize("change", [{"role": "clerk"}, {"is_active": False}])
def test_whoever_lost_the_office_while_they_waited_decides_nothing(change: dict[str, object]) -> None:
    _, (service,) = read_at_a_found_number(consents=True)
    by = judge()  # as they came in
    User.objects.filter(id=by.id).update(**change)
    with pytest.raises(Refused, match="not_your_case"):
        determine([service], verdict(by, "counts"), LATER)
    assert not Determination.objects.exists()
