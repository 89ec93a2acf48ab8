"""What a dead worker held, and a provider still knows by its reference, is handed over again; the rest is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.delivery.incidents import RESTORED_UNKNOWN
from songda.records.service.attempts.leases import begin_lease
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import Claim, claim_doubted
from songda.records.service.attempts.submissions import doubt_dead_claims
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import WINDOW, Stage, defendant, envelope, say_not_me, state_of

pytestmark = pytest.mark.database
NOW, EARLIER = make.NOW, make.NOW - timedelta(minutes=8)


def in_doubt() -> tuple[Stage, Envelope, list[Claim]]:
    """A message that a worker had claimed, and that it died with; and the worker after it."""
    stage, made = Stage(), envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    stage.hand_over(claims, note=False)
    stage.die()
    assert doubt_dead_claims(WINDOW, NOW) == 1
    stage.sender = replace(stage.sender, worker="next")
    begin_lease("next")
    return stage, made, claims


def test_it_is_handed_over_with_its_own_words_and_stays_in_doubt_until_that_is_answered() -> None:
    stage, made, claims = in_doubt()
    (again,) = claim_doubted(stage.sender, 9, EARLIER)
    assert replace(again, first_at=None) == claims[0]
    assert again.first_at == NOW
    assert state_of(made) == "unknown"
    stage.hand_over([again])
    assert state_of(made) == "accepted"
    assert claim_doubted(stage.sender, 9, EARLIER) == []


def test_one_worker_alone_looks_after_it_and_another_when_that_one_dies() -> None:
    stage, _, _ = in_doubt()
    other = replace(stage.sender, worker="other")
    begin_lease("other")
    for _ in range(2):
        assert len(claim_doubted(stage.sender, 9, EARLIER)) == 1
        assert claim_doubted(other, 9, EARLIER) == []
    stage.die()
    assert len(claim_doubted(other, 9, EARLIER)) == 1


def age(_made: Envelope) -> None:
    Attempt.objects.update(claimed_at=EARLIER)


def restore(_made: Envelope) -> None:
    Attempt.objects.update(code=RESTORED_UNKNOWN)


def serve_otherwise(made: Envelope) -> None:
    Envelope.objects.filter(id=made.id).update(closed_at=NOW)


def recall(made: Envelope) -> None:
    Envelope.objects.filter(id=made.id).update(recalled_at=NOW)


def leave(made: Envelope) -> None:
    made.party.addresses.update(retired_at=NOW)


def deny(made: Envelope) -> None:
    say_not_me(made, NOW)


@pytest.mark.parametrize("meanwhile", [age, restore, serve_otherwise, recall, leave, deny])
def test_what_nobody_wants_or_knows_any_more_is_left_in_doubt(meanwhile: Callable[[Envelope], None]) -> None:
    stage, made, _ = in_doubt()
    meanwhile(made)
    assert claim_doubted(stage.sender, 9, EARLIER) == []
    assert state_of(made) == "unknown"
