"""A letter that is lost on its way: another goes in its place, linked to it, and the papers are served once."""

from collections.abc import Sequence

import pytest

from songda.core.delivery.letters import Withdrawal
from songda.core.refusal import Refused
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.deeds.models import Deed
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.announcements import begin
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.letters.actions import next_try_of, withdraw
from songda.records.ways.post.letters.batches import seal_batch
from songda.records.ways.post.letters.content import cover_sheet
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.planning import plan_letter
from tests.records.ways.post.carriage.parcels import (
    CARRIERS,
    CLERK,
    DAY,
    HOUR,
    SEALED,
    heard,
    posted,
    report,
    signed_for,
)
from tests.records.ways.post.letters.post import count_all, draft_for, set_and_batched
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
TOLD = SEALED + 3 * DAY


@pytest.fixture
@ready_made
def lost() -> Letter:
    letter = posted()
    heard(letter, [report(letter, "handed", HOUR), report(letter, "lost", 2 * DAY)], TOLD)
    return letter


def tasks(letter: Letter) -> list[str]:
    rows = Task.objects.filter(envelope=letter.envelope, kind="check_carriage", closed_at=None)
    return list(rows.values_list("reason", flat=True))


def again(letter: Letter) -> Letter:
    return plan_letter(letter.envelope, draft_for(letter.envelope, previous_id=letter.id), CLERK, TOLD)


def post(letter: Letter) -> Letter:
    """The new letter is printed and sealed; its carrier is told."""
    batch = set_and_batched(letter.envelope.case.court, TOLD)
    count_all(batch, TOLD)
    seal_batch(batch, CLERK, TOLD)
    begin(CARRIERS, TOLD)
    return Letter.objects.select_related("envelope__case__court", "envelope__party", "deed").get(id=letter.id)


def findings(letter: Letter) -> Sequence[Finding]:
    return list(Finding.objects.filter(service__envelope=letter.envelope))


def test_a_new_try_is_linked_says_why_and_ends_the_question(lost: Letter) -> None:
    assert tasks(lost) == ["carrier_lost"]

    new = again(lost)

    assert (new.previous_id, new.why, new.again) == (lost.id, "lost", "same_place")
    assert next_try_of(lost) == new
    assert tasks(lost) == []
    assert Carriage.objects.get(letter=lost).settled == "tried_again"
    said = " ".join(cover_sheet(new, list(Service.objects.filter(envelope=lost.envelope)), TOLD).says)
    assert lost.number in said
    assert "遗失" in said
    assert "退回" not in said


def test_it_is_tried_again_once_unless_that_was_taken_out(lost: Letter) -> None:
    new = again(lost)
    with pytest.raises(Refused):
        again(lost)

    withdraw(new, Withdrawal.BY_HAND, CLERK, TOLD)

    assert next_try_of(lost) is None
    assert again(lost).previous_id == lost.id


def test_a_lost_letter_that_turns_up_after_all_serves_nobody_twice(lost: Letter) -> None:
    new = post(again(lost))
    reports = [{**each, "number": new.number, "at": (TOLD + place * HOUR).isoformat()}
               for place, each in enumerate(signed_for(new), 1)]  # fmt: skip
    heard(new, reports, TOLD + DAY)
    ask_law(TOLD + DAY, [lost.envelope_id])
    (before,) = findings(lost)
    assert before.status == "effective"

    heard(lost, signed_for(lost)[1:], TOLD + 2 * DAY)
    ask_law(TOLD + 2 * DAY, [lost.envelope_id])

    (after,) = findings(lost)
    assert (after.winning_attempt, after.effective_at) == (before.winning_attempt, before.effective_at)
    assert tasks(lost) == ["carrier_outcome_after_mishap"], "people look at it, nothing is put on record by itself"
    assert Deed.objects.filter(envelope=lost.envelope).count() == 2
    assert not Carriage.objects.get(letter=lost).step_id
