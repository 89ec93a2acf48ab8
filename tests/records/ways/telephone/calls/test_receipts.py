"""Papers that somebody confirmed in a call to have received: proof of receipt as long as the call stands."""

from datetime import datetime, timedelta

import pytest

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.recall import why_not_recallable
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.rulings.guards import guards_of
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import set_hearing
from songda.records.proof.certificates.contradictions import contradictions
from songda.records.service.calls.models import Call, CallReceipt
from songda.records.service.orders.models import Envelope
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.striking import strike_call
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
CALLED = NOW + timedelta(hours=2)


@ready_made
def summoned() -> Envelope:
    """A summons in simplified procedure that arrived, and that nobody opened."""
    party = defendant(make.case(procedure="simplified"))
    set_hearing(party.case, NOW + timedelta(days=20), "第三审判庭", "engine", NOW)
    sent = envelope(party, paper(party.case, "summons"))
    stage = Stage()
    stage.send_at_its_moment()
    stage.apply()
    ask_law(stage.now + timedelta(seconds=1))
    return sent


def call(sent: Envelope, outcome: str = "received", at: datetime = CALLED, **more: object) -> Call:
    typed = {"is_matched": True, "received": (sent.services.get().id,), "no_recording": "no_recorder", **more}
    draft = CallDraft(at, outcome, sent.party.addresses.get().id, **typed)  # type: ignore[arg-type]
    return record_call(sent.party, draft, f"staff:{make.user().id}", at + timedelta(minutes=3))


def is_safe(sent: Envelope) -> bool | None:
    (guard,) = guards_of([sent.case])
    return guard.rows[0].safe


def test_a_confirming_call_makes_the_guard_safe_and_striking_it_takes_that_back() -> None:
    sent = summoned()
    assert is_safe(sent) is False
    made = call(sent)
    ask_law(CALLED + timedelta(minutes=4))
    assert is_safe(sent) is True
    strike_call(made, Reason("误登", ""), f"staff:{make.user().id}", CALLED + timedelta(hours=1))
    ask_law(CALLED + timedelta(hours=2))
    assert is_safe(sent) is False


def test_the_event_tells_that_they_were_made_sure_of_and_which_papers_they_named() -> None:
    sent = summoned()
    made = call(sent)
    event = Event.objects.get(name="call.recorded")
    service = sent.services.get()
    assert (event.data["is_matched"], event.data["received"]) == (True, [str(service.id)])
    assert event.happened_at == made.at


def test_a_receipt_that_no_event_tells_of_is_found() -> None:
    sent = summoned()
    made = call(sent, received=(), outcome="agrees", told=("scope", "effect", "change_of_address"))
    CallReceipt.objects.create(call=made, service=sent.services.get())
    dossiers = load_dossiers([sent])
    assert "service" in {one.column for one in contradictions([], dossiers) if "callreceipt" in one.row}


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"received": ()}, "received_what", "received"),
        ({"is_matched": False}, "identity_unmatched", "is_matched"),
        ({"outcome": "refuses"}, "received_otherwise", "received"),
        ({"at": NOW - timedelta(hours=1)}, "received_before_sent", "received"),
    ],
)
def test_what_does_not_show_that_they_received_it_is_refused(wrong: dict[str, object], code: str, field: str) -> None:
    sent = summoned()
    with pytest.raises(WrongField) as told:
        call(sent, **wrong)  # type: ignore[arg-type]
    assert (told.value.code, told.value.field) == (code, field)
    assert not Call.objects.exists()


def test_a_paper_of_somebody_else_is_not_confirmed() -> None:
    sent, other = summoned(), summoned()
    with pytest.raises(WrongField):
        call(sent, received=(other.services.get().id,))


def test_somebody_spoke_so_the_recording_is_not_left_out_in_silence() -> None:
    with pytest.raises(Refused, match="recording_missing"):
        call(summoned(), no_recording="")


def test_what_they_confirmed_is_not_taken_back() -> None:
    sent = summoned()
    call(sent)
    assert why_not_recallable(list(sent.services.select_related("paper", "finding")))
