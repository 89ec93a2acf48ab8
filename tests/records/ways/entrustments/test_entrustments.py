"""Papers go to another court, or to whoever hands them on; what comes of it is a step of the same try."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from songda.core.delivery.entrustments import Hand, State
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import record, sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions import recall as recalling
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.by_hand import note_seen
from songda.records.service.tasks.models import Task
from songda.records.ways import deeds
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed
from songda.records.ways.entrustments.actions import (
    EntrustmentDraft,
    call_back_overtaken,
    entrust,
    entrusted_by,
    entrusted_to,
    entrustment_of,
    letter_of,
    name_of_hand,
    papers_of,
    reason_of,
    receive,
    record_outcome,
    refuse,
    take_back,
)
from songda.records.ways.entrustments.models import Entrustment
from tests import make
from tests.records.stage import NOW
from tests.records.ways.visits.stage import at_home

pytestmark = pytest.mark.database
CLERK, THEIRS = "staff:" + str(uuid4()), "staff:" + str(uuid4())
DAY = timedelta(days=1)


def draft(of: Envelope, hand: str = "court", **more: object) -> EntrustmentDraft:
    services = tuple(of.services.values_list("id", flat=True))
    given = {"court_id": make.other_court().id} if hand == "court" else {"name": "某监狱"}
    return EntrustmentDraft(hand, services, of.party.addresses.get().id, **{**given, **more})  # type: ignore[arg-type]


def entrusted(hand: str = "court") -> Entrustment:
    of, _place = at_home()
    return entrust(of, draft(of, hand), CLERK, NOW)


def signed_at(at: datetime) -> StepDraft:
    return StepDraft("signed", at, "recipient", "李某某")


def told(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("number"))


@pytest.mark.usual_day
def test_the_other_court_has_it_as_its_own_task_with_a_term_of_ten_days() -> None:
    made = entrusted()
    assert made.due_on == date(2026, 6, 11)  # ten days after 1 June, CPL-I 134
    own, theirs = Task.objects.get(kind="await_entrusted"), Task.objects.get(kind="serve_entrusted")
    assert (own.court, theirs.court) == (make.court(), make.other_court())
    assert own.due_at.date() == theirs.due_at.date() == date(2026, 6, 11)
    assert letter_of(made).startswith(b"%PDF-1.7")
    assert list(entrusted_to(make.other_court())) == list(entrusted_by(make.court())) == [made]


def test_what_the_other_court_signs_for_is_service_and_stands_in_both_courts_evidence() -> None:
    made = entrusted()
    receive(made, THEIRS, NOW + DAY)
    receive(made, THEIRS, NOW + 2 * DAY)
    step = record_outcome(made, StepDraft("signed", NOW + 3 * DAY, "recipient", "李某某"), THEIRS, NOW + 4 * DAY)
    ask_law(NOW + 4 * DAY)
    finding = Finding.objects.get()
    assert (finding.status, finding.ground, finding.effective_at) == ("effective", "signature", NOW + 3 * DAY)
    assert step.recorded_by == THEIRS
    names = list(Event.objects.filter(stream=f"deed:{made.deed_id}").order_by("number").values_list("name", flat=True))
    expected = ["deed.recorded", "entrustment.sent", "entrustment.received", "deed.recorded", "entrustment.done"]
    assert names == expected
    ended = Task.objects.filter(kind__in=("await_entrusted", "serve_entrusted"))
    assert {task.ended_by for task in ended} == {"entrusted_answered"}
    with pytest.raises(Refused, match="entrusted_over"):
        record_outcome(made, StepDraft("signed", NOW + 3 * DAY, "recipient"), THEIRS, NOW + 4 * DAY)


def test_what_comes_back_is_a_try_in_vain() -> None:
    made = entrusted()
    record_outcome(made, StepDraft("returned", NOW + DAY, words="查无此人"), THEIRS, NOW + DAY)
    assert Entrustment.objects.get().state == State.RETURNED
    assert made.deed.steps.order_by("-id")[0].kind == "returned"


def test_a_refusal_is_no_try_and_gives_the_work_back_with_its_reason() -> None:
    made = entrusted()
    refuse(made, Reason("该地址不在本院辖区"), THEIRS, NOW + DAY)
    held = Entrustment.objects.get()
    assert (held.state, reason_of(held)) == (State.REFUSED, "该地址不在本院辖区")
    assert made.deed.steps.count() == 1
    task = Task.objects.get(kind="serve_otherwise", closed_at=None)
    assert (task.court, task.reason) == (make.court(), "entrusted_refused")


@pytest.mark.usual_day
def test_the_same_papers_are_with_the_same_court_once_and_may_be_taken_back() -> None:
    made = entrusted()
    of = made.deed.envelope
    with pytest.raises(Refused, match="entrusted_already"):
        entrust(of, draft(of), CLERK, NOW + timedelta(minutes=1))
    take_back(made, Reason("受送达人已到庭领取"), CLERK, NOW + DAY)
    assert Entrustment.objects.get().state == State.TAKEN_BACK
    assert not Task.objects.filter(kind="serve_entrusted", closed_at=None).exists()
    again = entrust(of, draft(of), CLERK, NOW + 2 * DAY)
    assert again.due_on == date(2026, 6, 15)  # 13 June is a Saturday: the next working day, CPL 85


def test_what_is_served_another_way_meanwhile_is_called_back_and_both_courts_see_that_nobody_need_go() -> None:
    """The person confirms on their telephone while the other court has the papers: nothing is done twice."""
    made = entrusted()
    assert call_back_overtaken(NOW) == 0
    receive(made, THEIRS, NOW + DAY)
    of = made.deed.envelope
    handed = DeedDraft("direct", tuple(of.services.values_list("id", flat=True)), signed_at(NOW + 2 * DAY))
    record_deed(of, handed, CLERK, NOW + 2 * DAY)
    ask_law(NOW + 2 * DAY)
    assert (call_back_overtaken(NOW + 2 * DAY), call_back_overtaken(NOW + 2 * DAY)) == (1, 0)
    assert Entrustment.objects.get().state == State.OVERTAKEN
    assert told("entrustment.overtaken")[0].data == {"why": "served"}
    (task,) = Task.objects.filter(kind__contains="entrusted", closed_at=None)
    assert (task.court, task.kind, task.reason) == (make.other_court(), "stop_entrusted", "entrusted_overtaken")
    note_seen(task, THEIRS, NOW + 2 * DAY)
    with pytest.raises(Refused, match="entrusted_over"):
        record_outcome(made, StepDraft("returned", NOW + 2 * DAY), THEIRS, NOW + 3 * DAY)
    record_outcome(made, signed_at(NOW + DAY), THEIRS, NOW + 3 * DAY)  # they had been there before they learned of it
    ask_law(NOW + 3 * DAY)
    assert (Entrustment.objects.get().state, Finding.objects.get().effective_at) == (State.DONE, NOW + DAY)
    sequence(NOW + timedelta(days=4))
    assert list(compare_cases([of.case_id])) == []


def test_an_answer_that_was_put_on_record_with_the_try_is_the_answer_and_nothing_is_called_back() -> None:
    made = entrusted("outside_court")
    with pytest.raises(Refused, match="entrusted_answers_there"):
        add_step(made.deed, signed_at(NOW + DAY), CLERK, NOW + 2 * DAY)
    deeds.keep_step(made.deed, signed_at(NOW + DAY), CLERK, NOW + 2 * DAY)  # as older records have it
    ask_law(NOW + 2 * DAY)
    assert call_back_overtaken(NOW + 2 * DAY) == 1
    assert Entrustment.objects.get().state == State.DONE
    assert not Task.objects.filter(kind="stop_entrusted").exists()


def test_whoever_is_outside_is_told_by_the_court_that_asked_and_nobody_who_had_not_begun_is_bothered() -> None:
    made, outside = entrusted(), entrusted("prison")
    for one in (made, outside):
        (service,) = Service.objects.filter(envelope=one.deed.envelope)
        Service.objects.filter(id=service.id).update(recalled_at=NOW + DAY)
        record([recalling._event(service, "送错了人", CLERK, NOW + DAY)], NOW + DAY)
    assert call_back_overtaken(NOW + DAY) == 2
    assert {event.data["why"] for event in told("entrustment.overtaken")} == {"recalled"}
    (task,) = Task.objects.filter(kind="stop_entrusted")
    assert (task.court, task.reason, task.envelope) == (make.court(), "entrusted_tell", outside.deed.envelope)


def test_two_courts_may_have_the_same_papers_and_each_has_its_own_task() -> None:
    made = entrusted()
    of, third = made.deed.envelope, make.court("晋1121", "文水县人民法院")
    entrust(of, draft(of, court_id=third.id), CLERK, NOW + timedelta(minutes=1))
    assert set(Task.objects.filter(kind="serve_entrusted").values_list("court", flat=True)) == {made.court_id, third.id}
    refuse(made, Reason("不在本院辖区"), THEIRS, NOW + DAY)
    left = Task.objects.filter(kind__in=("serve_entrusted", "await_entrusted"), closed_at=None)
    assert set(left.values_list("kind", "court")) == {
        ("serve_entrusted", third.id),
        ("await_entrusted", of.case.court_id),
    }


@pytest.mark.parametrize("hand", [Hand.OUTSIDE_COURT, Hand.ARMY, Hand.PRISON, Hand.EDUCATION])
def test_everybody_else_is_written_to_and_what_comes_back_is_put_on_record_here(hand: Hand) -> None:
    made = entrusted(hand)
    assert name_of_hand(made) == "某监狱"
    assert made.deed.way == ("entrusted" if hand is Hand.OUTSIDE_COURT else "transfer")
    assert not Task.objects.filter(kind="serve_entrusted").exists()
    record_outcome(made, StepDraft("signed", NOW + DAY, "recipient", scan=make.pdf()), CLERK, NOW + 2 * DAY)
    assert told("entrustment.done")[0].actor == CLERK


@pytest.mark.parametrize(
    ("more", "field"),
    [({"hand": "post"}, "hand"), ({"court_id": None}, "court"), ({"hand": "army", "name": " "}, "name")],
)
def test_what_cannot_be_is_named_beside_its_field(more: dict[str, object], field: str) -> None:
    of, _place = at_home()
    wrong = EntrustmentDraft(**{**vars(draft(of)), **more})  # type: ignore[arg-type]
    with pytest.raises(WrongField) as refused:
        entrust(of, wrong, CLERK, NOW)
    assert refused.value.field == field
    assert not Entrustment.objects.exists()
    own = EntrustmentDraft(**{**vars(draft(of)), "court_id": of.case.court_id})
    with pytest.raises(WrongField, match="unknown_court"):
        entrust(of, own, CLERK, NOW)


def test_only_the_two_courts_find_it_and_only_its_own_papers() -> None:
    made = entrusted()
    make.paper(made.deed.envelope.case, "judgment", title="判决书")
    assert [service.paper.kind for service in papers_of(made)] == ["summons"]
    for court in (make.court(), make.other_court()):
        assert entrustment_of(court, made.id) == made
    third = make.court("晋1121", "文水县人民法院")
    with pytest.raises(Entrustment.DoesNotExist):
        entrustment_of(third, made.id)
