"""A letter from the plan to the post: set with its papers, checked, counted, sealed, and a try on record."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from songda.core.delivery.letters import LetterState, is_item_number
from songda.core.refusal import Refused
from songda.records.decision.planning.advance import advance
from songda.records.decision.posting import seal_batch
from songda.records.delivery.deeds.actions import words_of_step
from songda.records.delivery.letters.models import Letter
from songda.records.delivery.letters.setting import batch_file, letter_file
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.models import Event
from tests.records.delivery.letters.post import (
    CLERK,
    NOW,
    SECOND,
    count_all,
    numbers,
    planned,
    sealed_envelope,
    set_and_batched,
)
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database


@ready_made
def by_post() -> Envelope:
    """An envelope whose person can be reached by post alone, in a court with numbers."""
    envelope = sealed_envelope()
    numbers(envelope.case.court)
    return envelope


def test_a_letter_goes_from_the_plan_to_the_post_and_is_a_try_on_record() -> None:
    envelope = by_post()
    letter = planned(envelope)
    assert "recipient" in letter.may_sign
    batch = set_and_batched(envelope.case.court)
    letter.refresh_from_db()
    assert (letter.state, letter.faults) == (LetterState.READY, [])
    assert is_item_number(letter.number)
    with pikepdf.open(BytesIO(letter_file(letter))) as printed:
        assert len(printed.pages) == letter.pages == 3
    with pikepdf.open(BytesIO(batch_file(batch))) as printed:
        assert len(printed.pages) == 3
    count_all(batch)
    seal_batch(batch, CLERK, NOW + SECOND)
    letter.refresh_from_db()
    assert letter.state == LetterState.SEALED
    deed = letter.deed
    assert deed is not None
    (step,) = deed.steps.all()
    assert (deed.way, step.kind, step.at, words_of_step(step)) == ("mail", "sent", NOW + SECOND, letter.number)
    told = list(Event.objects.filter(stream=f"letter:{letter.id}").order_by("number").values_list("name", flat=True))
    assert told == ["letter.planned", "letter.set", "letter.sealed", "letter.noted"]


def test_nobody_is_asked_to_serve_otherwise_while_a_letter_is_on_its_way() -> None:
    envelope = by_post()
    assert Task.objects.filter(envelope=envelope, closed_at=None).exists()
    planned(envelope)
    advance(NOW + timedelta(minutes=1))
    assert not Task.objects.filter(envelope=envelope, closed_at=None).exists()


def test_a_second_click_is_no_second_letter() -> None:
    envelope = by_post()
    planned(envelope)
    with pytest.raises(Refused, match="letter_waits_already"):
        planned(envelope)
    assert Letter.objects.exclude(state=LetterState.WITHDRAWN).count() == 1
