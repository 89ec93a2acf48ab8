"""Somebody who was served electronically a moment ago, and whose certificate is due."""

from datetime import timedelta

from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.attempts.models import Receipt
from songda.records.service.attempts.states import derive_states
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import NOW, Stage, envelope
from tests.surroundings.ready import ready_made

LATER = NOW + timedelta(seconds=1)


def served_on(name: str, *, sealed: bool = True) -> Envelope:
    """An envelope that arrived and whose events are sealed."""
    served = _arrived_for(name)
    if sealed:
        sequence(LATER)  # by the key of this very test
    return served


@ready_made
def _arrived_for(name: str) -> Envelope:
    party = make.party(name=name)
    make.address(party)
    make.consent(party)
    served = envelope(party)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(LATER)
    return served


def comes_back(served: Envelope) -> None:
    """The message that arrived comes back an hour later: nothing was served by it."""
    attempt = served.attempts.get()
    known = attempt.receipts.get(kind="arrived")
    at = known.happened_at + timedelta(hours=1)
    back = {"kind": "bounced", "code": "UNDELIV", "happened_at": at, "received_at": LATER}
    for part in range(1, attempt.parts_total + 1):
        Receipt.objects.create(report=known.report, attempt=attempt, part=part, **back)
    derive_states([attempt.id], LATER)
