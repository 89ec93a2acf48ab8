"""What was proposed, planned or drafted for a person ends by the facts once another way served them."""

from datetime import timedelta

import pytest

from songda.core.delivery.letters import LetterState, Withdrawal
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.recall import recall
from songda.records.law.planning.advance import advance
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.post.letters.actions import sweep_overtaken
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.public_notices.actions import remove_overtaken_drafts
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.rounds import call_off_overtaken, plan_visit
from tests import make
from tests.records.stage import NOW
from tests.records.ways.post.letters.post import CLERK, sealed_envelope
from tests.records.ways.public_notices.scene import PUBLISHED, drafted, exhausted, finding, published
from tests.records.ways.public_notices.test_ladder import DAY, hand
from tests.records.ways.visits.stage import out

pytestmark = pytest.mark.database
LATER = NOW + timedelta(hours=3)


def met(sealed: Envelope, at: object = LATER) -> None:
    """They sign at the court, and the law is asked."""
    services = tuple(sealed.services.values_list("id", flat=True))
    record_deed(sealed, DeedDraft("direct", services, StepDraft("signed", at, by="recipient")), CLERK, at)  # type: ignore[arg-type]
    Envelope.objects.filter(id=sealed.id).update(ask_law_at=at)
    ask_law(at)  # type: ignore[arg-type]


def swept(at: object = LATER) -> list[int]:
    """What the clock does, twice: the second time nothing is left to do."""
    done = [sweep(at) for sweep in (sweep_overtaken, call_off_overtaken, remove_overtaken_drafts)]  # type: ignore[operator]
    assert [sweep(at) for sweep in (sweep_overtaken, call_off_overtaken, remove_overtaken_drafts)] == [0, 0, 0]  # type: ignore[operator]
    return done


def test_a_proposed_letter_ends_when_they_sign_in_person_with_its_task() -> None:
    sealed = sealed_envelope()
    assert Letter.objects.get().state == LetterState.PROPOSED
    met(sealed)
    letter = Letter.objects.get()
    assert (letter.state, letter.withdrawal) == (LetterState.WITHDRAWN, Withdrawal.SERVED)
    assert Event.objects.filter(name="letter.withdrawn").count() == 1
    assert not Task.objects.filter(envelope=sealed, closed_at=None).exists()
    advance(LATER + DAY)
    assert Letter.objects.count() == 1  # and none is proposed anew


def test_a_proposed_letter_ends_when_a_notice_has_run() -> None:
    sealed = exhausted()
    make.address(sealed.party, kind="postal", value="山西省 吕梁市 孝义市 新义街道迎宾路1号")
    Envelope.objects.filter(id=sealed.id).update(next_step_at=PUBLISHED - DAY)
    advance(PUBLISHED - DAY)
    assert Letter.objects.get().state == LetterState.PROPOSED
    published(sealed)
    assert Letter.objects.get().state == LetterState.PROPOSED  # a notice that runs serves nobody yet
    assert finding(sealed, 31).ground == "public_notice"
    assert Letter.objects.get().withdrawal == Withdrawal.SERVED


def test_a_proposed_letter_ends_when_somebody_sends_one_by_hand() -> None:
    sealed = sealed_envelope()
    place = Address.objects.get(party=sealed.party, kind="postal")
    services = tuple(sealed.services.values_list("id", flat=True))
    sent = StepDraft("sent", LATER, words="EMS 1234567890")
    record_deed(sealed, DeedDraft("mail", services, sent, place.id), CLERK, LATER)
    assert swept() == [1, 0, 0]
    assert Letter.objects.get().withdrawal == Withdrawal.BY_HAND


def test_a_planned_visit_is_called_off_in_a_round_too_and_nothing_is_called_off_twice() -> None:
    sealed = sealed_envelope()
    place = Address.objects.get(party=sealed.party, kind="postal")
    phone = out((sealed, place))
    assert swept() == [0, 0, 0]
    met(sealed)
    assert swept() == [0, 1, 0]
    stop = Stop.objects.get()
    assert (stop.dropped_at, stop.round_id) == (LATER, phone.round.id)
    event = Event.objects.get(name="visit.called_off")
    assert (event.actor, event.data["stop"]) == ("engine", str(stop.id))


def test_a_visit_that_a_phone_has_reported_waits_for_whoever_looks_at_it() -> None:
    sealed = sealed_envelope()
    phone = out((sealed, Address.objects.get(party=sealed.party, kind="postal")))
    phone.report(phone.draft(Stop.objects.get()), now=LATER)
    met(sealed)
    assert swept()[1] == 0


def test_a_planned_visit_ends_when_the_papers_are_taken_back() -> None:
    sealed = sealed_envelope()
    plan_visit(sealed, Address.objects.get(party=sealed.party, kind="postal").id, "", CLERK, NOW)
    recall(sealed.order, sealed.services.values_list("id", flat=True), Reason("误选"), CLERK, LATER)
    assert swept()[1] == 1


def test_a_draft_of_a_notice_is_put_away_when_they_are_met_and_one_that_runs_is_not() -> None:
    sealed = exhausted()
    draft = drafted(sealed)
    hand(sealed, "direct", "signed", 19, by="recipient")
    Envelope.objects.filter(id=sealed.id).update(ask_law_at=PUBLISHED)
    ask_law(PUBLISHED)
    assert swept(PUBLISHED)[2] == 1
    assert PublicNotice.objects.get(id=draft.id).removed_at == PUBLISHED
    event = Event.objects.get(name="notice.taken_down")
    assert (event.actor, event.data["for_good"]) == ("engine", True)


def test_whoever_denied_the_number_is_still_visited() -> None:
    sealed = sealed_envelope()
    plan_visit(sealed, Address.objects.get(party=sealed.party, kind="postal").id, "", CLERK, NOW)
    met(sealed)
    found = sealed.services.get().finding
    found.is_denied = True
    found.save(update_fields=["is_denied"])
    assert swept()[1] == 0
