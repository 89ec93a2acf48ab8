"""States move only by the table of moves, whoever writes them."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from songda.channels.contract import Outcome, Sent
from songda.core.delivery.states import MOVES, State
from songda.records.ground.evidence.models import Event
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.submissions import note_sent
from tests import make
from tests.records.stage import NOW, WINDOW, Stage, defendant, envelope
from tests.records.superuser import change

pytestmark = pytest.mark.database


@pytest.fixture
def attempt() -> Attempt:
    """An attempt that was planned."""
    envelope(defendant(make.case()))
    Stage().advance()
    return Attempt.objects.get()


def put(attempt: Attempt, state: State) -> None:
    """Give the attempt a state, however it would come by it."""
    change("UPDATE attempts_attempt SET state = %s WHERE id = %s", state.value, attempt.id)


def test_the_database_allows_exactly_the_moves_of_the_table(attempt: Attempt) -> None:
    for before, after in product(MOVES, repeat=2):
        put(attempt, before)
        try:
            with transaction.atomic():
                Attempt.objects.filter(id=attempt.id).update(state=after)
            moved = True
        except IntegrityError:
            moved = False
        assert moved == (before == after or after in MOVES[before]), (before, after)


def noted(attempt: Attempt, outcome: Outcome) -> str:
    sent = Sent(str(attempt.id), outcome, "0x58", "", NOW, NOW)
    note_sent("sms", [sent], WINDOW, NOW)
    attempt.refresh_from_db()
    return attempt.state


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.RETRY_LATER, "unknown"), (Outcome.ACCEPTED, "accepted"), (Outcome.REJECTED, "rejected")],
)
def test_what_is_unknown_is_never_planned_again_though_its_late_answer_is_heard(
    attempt: Attempt, outcome: Outcome, state: str
) -> None:
    put(attempt, State.UNKNOWN)
    assert noted(attempt, outcome) == state


def test_what_was_claimed_and_not_taken_is_planned_again(attempt: Attempt) -> None:
    put(attempt, State.SUBMITTING)
    assert noted(attempt, Outcome.RETRY_LATER) == "pending"
    assert not Event.objects.filter(name="attempt.unknown").exists()
