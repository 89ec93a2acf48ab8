"""What came of a try came after it was sent: another order is refused where it is entered, and never sealed."""

from datetime import timedelta

import pytest

from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.deeds.models import Deed
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, keep_step, record_deed
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, record_outcome
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW, envelope
from tests.records.ways.visits.stage import at_home

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SENT = NOW + 4 * DAY
THEN = NOW + 60 * DAY


def posted() -> Deed:
    party = make.party()
    place = make.address(party, kind="postal", value="山西省孝义市迎宾路1号")
    sealed = envelope(party)
    draft = DeedDraft("mail", tuple(sealed.services.values_list("id", flat=True)), StepDraft("sent", SENT), place.id)
    return record_deed(sealed, draft, "engine", SENT)


@pytest.mark.parametrize("before", [MINUTE, 8 * 60 * MINUTE, 3 * DAY])
def test_an_entrusted_paper_was_not_signed_for_before_its_letter_went(before: timedelta) -> None:
    sealed, place = at_home()
    neighbour: Court = make.other_court()
    services = tuple(sealed.services.values_list("id", flat=True))
    made = entrust(sealed, EntrustmentDraft("court", services, place.id, neighbour.id), "engine", NOW)
    with pytest.raises(WrongField, match="entrusted_before_letter"):
        record_outcome(made, StepDraft("signed", NOW - before, "recipient"), "engine", NOW + DAY)
    record_outcome(made, StepDraft("signed", NOW, "recipient"), "engine", NOW + DAY)


def test_a_letter_was_not_signed_for_before_it_was_posted() -> None:
    deed = posted()
    with pytest.raises(WrongField, match="before_it_was_sent"):
        add_step(deed, StepDraft("signed", SENT - MINUTE, "recipient"), "engine", SENT + DAY)
    assert deed.steps.count() == 1
    add_step(deed, StepDraft("signed", SENT, "recipient"), "engine", SENT + DAY)


def test_what_came_on_record_in_an_impossible_order_is_a_task_and_never_sealed() -> None:
    deed = posted()
    step = StepDraft("signed", SENT - DAY, "recipient")
    keep_step(deed, step, "engine", SENT + DAY)  # past the door that refuses it
    ask_law(THEN)
    sequence(THEN)
    issue_due(THEN)
    assert not Certificate.objects.exists()
    assert Task.objects.get(kind="mend_certificate").reason == "impossible_order"
