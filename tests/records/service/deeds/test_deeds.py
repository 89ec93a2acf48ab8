"""Service by people, step by step on record; after each the law says whether it counts."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance, reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Party
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.deeds.queries import scan_of_step, words_of_step
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_kept
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
CLERK = "staff:" + str(uuid4())


@ready_made
def unreachable(**changes: object) -> Envelope:
    """An envelope for somebody without any electronic address; the engine has asked people to act."""
    sealed = envelope(defendant(make.case(), address_class=None, consents=False, **changes))
    advance(NOW)
    return sealed


def papers_of(sealed: Envelope) -> tuple[object, ...]:
    return tuple(sealed.services.order_by("id").values_list("id", flat=True))


def hand(sealed: Envelope, way: str, step: StepDraft, **more: object) -> Deed:
    draft = DeedDraft(way, papers_of(sealed), step, **more)  # type: ignore[arg-type]
    deed = record_deed(sealed, draft, CLERK, NOW + 60 * DAY)
    ask_law(NOW + 60 * DAY)
    return deed


def finding(sealed: Envelope) -> Finding:
    return Finding.objects.get(service__envelope=sealed)


def test_a_signature_is_service_on_its_day_and_closes_the_envelope() -> None:
    sealed = unreachable()
    hand(sealed, "direct", StepDraft("signed", NOW + DAY, by="recipient", words="李某某"))
    answer = finding(sealed)
    assert (answer.status, answer.ground) == ("effective", "signature")
    assert answer.effective_at == NOW + DAY
    sealed.refresh_from_db()
    assert sealed.closed_at is not None


def test_nobody_is_asked_to_call_or_look_for_whoever_is_served() -> None:
    sealed = unreachable()
    assert Task.objects.filter(envelope=sealed, closed_at=None).exists()
    hand(sealed, "direct", StepDraft("signed", NOW + DAY, by="recipient"))
    assert not Task.objects.filter(envelope=sealed, closed_at=None).exists()


def test_what_the_opponent_signed_for_is_no_service() -> None:
    sealed = unreachable()
    hand(sealed, "direct", StepDraft("signed", NOW + DAY, by="opponent"))
    assert finding(sealed).status == "not_effective"


def test_of_a_signature_on_paper_a_statement_is_made_and_of_a_try_in_vain_nothing() -> None:
    sealed = unreachable()
    hand(sealed, "direct", StepDraft("failed", NOW + DAY, words="无人在家"))
    assert finding(sealed).certificate_due_at is None
    hand(sealed, "direct", StepDraft("signed", NOW + 2 * DAY, by="recipient"))
    assert finding(sealed).certificate_due_at is not None


@pytest.mark.parametrize(
    ("way", "kind"), [("mail", "sent"), ("mail", "returned"), ("direct", "failed"), ("entrusted", "sent")]
)
def test_what_went_nowhere_is_no_try(way: str, kind: str) -> None:
    sealed = unreachable()
    with pytest.raises(WrongField, match="nowhere"):
        record_deed(sealed, DeedDraft(way, papers_of(sealed), StepDraft(kind, NOW, words=" ")), CLERK, NOW)  # type: ignore[arg-type]
    assert not Deed.objects.exists()


def test_a_letter_under_way_leaves_people_alone_until_it_must_be_back() -> None:
    sealed = unreachable()
    deed = record_deed(sealed, DeedDraft("mail", papers_of(sealed), StepDraft("sent", NOW, words="EMS 1")), CLERK, NOW)  # type: ignore[arg-type]
    ask_law(NOW)
    advance(NOW)
    sealed.refresh_from_db()
    assert sealed.next_step_at == NOW + 10 * DAY
    assert not Task.objects.filter(envelope=sealed, kind="serve_otherwise", closed_at=None).exists()
    advance(NOW + 10 * DAY)
    assert Task.objects.filter(envelope=sealed, closed_at=None, kind__in=["serve_otherwise", "find_address"]).exists()
    add_step(deed, StepDraft("signed", NOW + 2 * DAY, by="cohabitant", words="王某"), CLERK, NOW + 11 * DAY)
    ask_law(NOW + 11 * DAY)
    assert finding(sealed).effective_at == NOW + 2 * DAY


def test_a_letter_that_came_back_from_his_own_address_awaits_the_judge() -> None:
    sealed = unreachable()
    home = add_address(sealed.party, AddressDraft("postal", "山西省孝义市某街1号", "confirmed"), CLERK, NOW)
    hand(sealed, "mail", StepDraft("returned", NOW + 5 * DAY, words="拒收"), address_id=home.id)
    answer = finding(sealed)
    assert (answer.status, answer.ground) == ("presumed", "returned")
    assert Task.objects.filter(envelope=sealed, kind="decide_finding", closed_at=None).exists()


def test_a_notice_counts_when_its_days_have_run_without_any_further_event() -> None:
    sealed = unreachable()
    note(sealed.party, CircumstanceDraft("missing", NOW, basis="police", words="派出所证明"), CLERK, NOW)
    Envelope.objects.filter(id=sealed.id).update(ask_law_at=None)
    step = StepDraft("published", NOW, words="人民法院公告网")
    record_deed(sealed, DeedDraft("public_notice", papers_of(sealed), step), CLERK, NOW)  # type: ignore[arg-type]
    ask_law(NOW)
    assert finding(sealed).status == "not_effective"
    sealed.refresh_from_db()
    assert sealed.ask_law_at == NOW + timedelta(hours=12)
    ask_law(NOW + 31 * DAY)
    assert (finding(sealed).status, finding(sealed).ground) == ("effective", "public_notice")
    sealed.refresh_from_db()
    assert sealed.ask_law_at is None


def test_a_paper_that_was_not_carried_is_not_served() -> None:
    party = defendant(make.case(), address_class=None, consents=False)
    sealed = envelope(party, paper(party.case, "summons"), paper(party.case, "complaint_copy"))
    carried, other = Service.objects.filter(envelope=sealed).order_by("id")
    draft = DeedDraft("direct", (carried.id,), StepDraft("signed", NOW, by="recipient"))
    record_deed(sealed, draft, CLERK, NOW)
    ask_law(NOW)
    assert Finding.objects.get(service=carried).status == "effective"
    assert Finding.objects.get(service=other).status == "not_effective"
    sealed.refresh_from_db()
    assert sealed.closed_at is None


def test_an_earlier_signature_takes_the_place_of_an_electronic_service() -> None:
    sealed = envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    assert finding(sealed).ground == "arrival"
    hand(sealed, "direct", StepDraft("signed", NOW - DAY, by="recipient"))
    answer = finding(sealed)
    assert (answer.ground, answer.effective_at) == ("signature", NOW - DAY)
    assert answer.certificate_due_at is not None  # the electronic one is to be replaced


def test_what_was_struck_no_longer_counts_and_stays_on_record() -> None:
    sealed = unreachable()
    deed = hand(sealed, "direct", StepDraft("signed", NOW + DAY, by="recipient"))
    strike_kept(deed.steps.get(), Reason("录错"), CLERK, NOW + 61 * DAY)
    ask_law(NOW + 61 * DAY)
    assert finding(sealed).status == "not_effective"
    names = Event.objects.filter(stream=f"deed:{deed.id}").order_by("number").values_list("name", flat=True)
    assert list(names) == ["deed.recorded", "deed.struck"]
    assert DeedStep.objects.get().struck_at is not None


def test_striking_twice_is_one_event() -> None:
    sealed = unreachable()
    step = hand(sealed, "left", StepDraft("left", NOW + DAY, words="社区工作人员见证")).steps.get()
    strike_kept(step, Reason("录错"), CLERK, NOW + 61 * DAY)
    strike_kept(step, Reason("录错"), CLERK, NOW + 61 * DAY)
    assert Event.objects.filter(name="deed.struck").count() == 1


def test_a_second_click_is_not_a_second_try() -> None:
    sealed = unreachable()
    step = StepDraft("signed", NOW + DAY, by="recipient")
    hand(sealed, "direct", step)
    with pytest.raises(Refused, match="step_exists"):
        hand(sealed, "direct", step)
    assert Deed.objects.count() == 1


def test_a_second_click_with_a_signer_chosen_needlessly_is_not_a_second_try() -> None:
    sealed = unreachable()
    step = StepDraft("failed", NOW + DAY, by="recipient", words="家中无人")
    hand(sealed, "direct", step)
    with pytest.raises(Refused, match="step_exists"):
        hand(sealed, "direct", step)


@pytest.mark.parametrize(
    ("way", "step", "field"),
    [
        ("pigeon", StepDraft("sent", NOW), "way"),
        ("direct", StepDraft("returned", NOW), "kind"),
        ("direct", StepDraft("signed", NOW), "by"),
        ("direct", StepDraft("signed", NOW, by="nobody"), "by"),
        ("public_notice", StepDraft("published", NOW, words=" "), "words"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(way: str, step: StepDraft, field: str) -> None:
    sealed = unreachable()
    with pytest.raises(WrongField) as refusal:
        hand(sealed, way, step)
    assert refusal.value.field == field
    assert not Deed.objects.exists()


def test_a_try_is_not_dated_in_the_future() -> None:
    sealed = unreachable()
    with pytest.raises(Refused, match="dated_in_future"):
        hand(sealed, "direct", StepDraft("signed", NOW + 90 * DAY, by="recipient"))


def test_papers_of_another_envelope_are_refused() -> None:
    sealed, other = unreachable(), unreachable()
    draft = DeedDraft("direct", papers_of(other), StepDraft("signed", NOW, by="recipient"))  # type: ignore[arg-type]
    with pytest.raises(WrongField, match="papers"):
        record_deed(sealed, draft, CLERK, NOW)


def test_the_name_of_the_signer_is_sealed_and_the_scan_comes_back_as_it_was() -> None:
    sealed = unreachable()
    scan = make.pdf()
    deed = hand(sealed, "direct", StepDraft("signed", NOW + DAY, by="recipient", words="李某某", scan=scan))
    step = deed.steps.get()
    assert words_of_step(step) == "李某某"
    assert "李某某".encode() not in bytes(step.words_sealed or b"")
    assert scan_of_step(step) == scan
    event = Event.objects.get(name="deed.recorded")
    assert "李某某" not in str(event.data)
    assert event.data["scan"] == bytes(step.scan_sha256 or b"").hex()


def test_a_scan_that_is_no_pdf_is_refused_and_nothing_is_kept() -> None:
    sealed = unreachable()
    with pytest.raises(Refused, match="paper_unsafe"):
        hand(sealed, "direct", StepDraft("signed", NOW, by="recipient", scan=b"not a pdf"))
    assert not Deed.objects.exists()


def both_parties() -> tuple[Envelope, Envelope]:
    """A mediation document for plaintiff and defendant, one envelope each."""
    party = defendant(make.case(), address_class=None, consents=False)
    plaintiff = make.party(party.case, "plaintiff")
    document = paper(party.case, "mediation_document")
    return envelope(party, document), envelope(plaintiff, document)


def sign(sealed: Envelope, at: object, by: str = "recipient") -> Deed:
    return hand(sealed, "direct", StepDraft("signed", at, by=by))  # type: ignore[arg-type]


def test_a_mediation_document_takes_effect_for_both_with_the_last_signature() -> None:
    first, second = both_parties()
    sign(first, NOW + DAY)
    assert finding(first).status == "not_effective"
    sign(second, NOW + 3 * DAY)
    assert {finding(one).effective_at for one in (first, second)} == {NOW + 3 * DAY}


def test_a_signature_struck_undoes_the_mediation_document_for_both() -> None:
    first, second = both_parties()
    sign(first, NOW + DAY)
    signed = sign(second, NOW + 3 * DAY)
    strike_kept(signed.steps.get(), Reason("录错"), CLERK, NOW + 61 * DAY)
    ask_law(NOW + 61 * DAY)
    assert {finding(one).status for one in (first, second)} == {"not_effective"}


def test_whoever_has_no_part_in_it_is_not_waited_for() -> None:
    first, second = both_parties()
    third = make.party(first.case, "third_party")
    sign(first, NOW + DAY)
    sign(second, NOW + 3 * DAY)
    assert {finding(one).status for one in (first, second)} == {"not_effective"}
    noted = note(
        third, CircumstanceDraft("not_bound", NOW + 4 * DAY, words="法官周认定，卷二第3页"), CLERK, NOW + 61 * DAY
    )
    settle(NOW + 61 * DAY)
    assert {finding(one).effective_at for one in (first, second)} == {NOW + 3 * DAY}
    strike(noted, Reason("录错"), CLERK, NOW + 62 * DAY)
    settle(NOW + 62 * DAY)
    assert {finding(one).status for one in (first, second)} == {"not_effective"}


@pytest.mark.parametrize(("lacks_capacity", "status"), [(True, "effective"), (False, "not_effective")])
def test_a_statutory_agent_signs_as_the_party_for_whoever_cannot_act(lacks_capacity: bool, status: str) -> None:
    first, second = both_parties()
    Party.objects.filter(id=second.party_id).update(lacks_capacity=lacks_capacity)
    sign(second, NOW + DAY, by="statutory_agent")
    sign(first, NOW + 3 * DAY)
    assert finding(first).status == status


@pytest.mark.parametrize(
    ("since", "status"), [(NOW, "effective"), (NOW + 2 * DAY, "not_effective"), (None, "not_effective")]
)
def test_an_administrator_signs_as_the_bankrupt_from_when_there_is_one(since: datetime | None, status: str) -> None:
    first, second = both_parties()
    Party.objects.filter(id=second.party_id).update(kind="legal_person")
    sign(first, NOW + 3 * DAY)
    sign(second, NOW + DAY, by="bankruptcy_administrator")
    if since is not None:
        bankrupt = CircumstanceDraft("in_bankruptcy", since, words="管理人：某律师事务所")
        note(Party.objects.get(id=second.party_id), bankrupt, CLERK, NOW + 61 * DAY)
    settle(NOW + 61 * DAY)
    assert finding(first).status == status


@pytest.mark.parametrize(
    ("by", "status"), [("statutory_agent", "presumed"), ("", "not_effective"), ("cohabitant", "not_effective")]
)
def test_of_a_letter_that_came_back_refused_it_is_kept_who_refused_it(by: str, status: str) -> None:
    sealed = unreachable(lacks_capacity=True)
    home = add_address(sealed.party, AddressDraft("postal", "山西省孝义市某街1号", "confirmed"), CLERK, NOW)
    hand(sealed, "mail", StepDraft("returned", NOW + DAY, by=by, manner="refused"), address_id=home.id)
    assert DeedStep.objects.get().by == by
    assert finding(sealed).status == status


def test_of_a_letter_that_came_back_for_another_cause_nobody_is_kept() -> None:
    sealed = unreachable()
    home = add_address(sealed.party, AddressDraft("postal", "山西省孝义市某街1号", "confirmed"), CLERK, NOW)
    hand(sealed, "mail", StepDraft("returned", NOW + DAY, by="recipient", manner="nobody_met"), address_id=home.id)
    assert DeedStep.objects.get().by == ""


def settle(now: datetime) -> None:
    """What was noted is put to the law, for those whom its job names."""
    jobs = ProcrastinateJob.objects.filter(task_name="planning.reconsider")
    reconsider([UUID(party) for job in jobs for party in job.args.get("party_ids", [])], [], now)
    ask_law(now)


def test_a_relative_cannot_sign_a_mediation_document() -> None:
    first, second = both_parties()
    sign(first, NOW + DAY)
    sign(second, NOW + 3 * DAY, by="cohabitant")
    assert {finding(one).status for one in (first, second)} == {"not_effective"}
