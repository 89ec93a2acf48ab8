"""Where nothing is due the worker asks one question; whatever is due is seen by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F

from songda.core.delivery.retry import LEASE
from songda.records.attempts.leases import begin_lease
from songda.records.attempts.models import Attempt, Lease
from songda.records.attempts.sweep import is_anything_due
from songda.records.orders.models import Envelope
from songda.records.restores.models import LostHandOver, Quarantine
from tests import make
from tests.channels.fake.script import ARRIVES_LATER, UNKNOWN
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database


def waits_for_a_step(stage: Stage) -> None:
    envelope(defendant(make.case()))


def waits_for_the_law(stage: Stage) -> None:
    settled(stage)
    Envelope.objects.update(ask_law_at=NOW)


def is_claimed(stage: Stage) -> None:
    envelope(defendant(make.case()))
    stage.advance()
    stage.claim()
    Envelope.objects.update(next_step_at=None, ask_law_at=None)


def is_silent(stage: Stage) -> None:
    settled(stage)
    Attempt.objects.update(expires_at=NOW)


def is_unknown(_stage: Stage) -> None:
    settled(Stage(UNKNOWN))


def has_a_report(stage: Stage) -> None:
    settled(stage)

    stage.release()
    stage.keep()


def has_a_dead_worker(stage: Stage) -> None:
    begin_lease("somebody")
    Lease.objects.filter(name="somebody").update(renewed_at=F("renewed_at") - LEASE)


def is_quarantined(stage: Stage) -> None:
    Quarantine.objects.create(epoch=2, sign="told", is_journal_whole=True, begun_at=NOW)


def has_lost(stage: Stage) -> None:
    LostHandOver.objects.create(
        epoch=2, ref=1, channel="sms", envelope_id=make.case().id, purpose="service", n=1, to_index=b"1", at=NOW
    )


def settled(stage: Stage) -> None:
    """A message was taken, and nothing is heard of it yet."""
    envelope(defendant(make.case()))
    stage.send()
    Envelope.objects.update(next_step_at=NOW + timedelta(days=2), ask_law_at=None)


def test_where_nothing_is_due_nothing_is_looked_at() -> None:
    assert not is_anything_due(NOW)
    settled(Stage(ARRIVES_LATER))
    assert not is_anything_due(NOW)
    assert is_anything_due(NOW + timedelta(days=2))


@pytest.mark.parametrize(
    "comes",
    [
        waits_for_a_step,
        waits_for_the_law,
        is_claimed,
        is_silent,
        is_unknown,
        has_a_report,
        has_a_dead_worker,
        is_quarantined,
        has_lost,
    ],
)
def test_whatever_is_due_is_seen(comes: Callable[[Stage], None]) -> None:
    comes(Stage(ARRIVES_LATER))
    assert is_anything_due(NOW)
