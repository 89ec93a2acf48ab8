"""What the clock brings about: silence that became an outcome, claims of workers that died."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.channels.registry import route_of
from songda.core.evidence.canonical import Json
from songda.records.attempts.models import WORKER_DIED, Attempt, Lease
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.due import mark_for_step

BATCH = 500


@transaction.atomic
def doubt_dead_claims(window: timedelta, now: datetime) -> int:
    """Claims whose holder has lost its lease: whether the provider has the message is unknown, so it is not sent again.

    `window` is how long receipts may take over channels that do not say otherwise.
    """
    living = Lease.objects.filter(name=OuterRef("claimed_by"), lost_at=None)
    dead = Attempt.objects.filter(~Exists(living), state="submitting").select_related("envelope").order_by("id")
    attempts = list(dead.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for channel in {attempt.channel for attempt in attempts}:
        route = route_of(channel)
        expires_at = now + (route.silence_window if route and route.silence_window else window)
        claimed = Attempt.objects.filter(id__in=[a.id for a in attempts if a.channel == channel])
        claimed.update(state="unknown", expires_at=expires_at, code=WORKER_DIED)
    record([_event("attempt.unknown", attempt, now) for attempt in attempts], now)
    return len(attempts)


@transaction.atomic
def expire_silence(now: datetime) -> int:
    """Attempts of which nothing was heard in time: that is an outcome, and the engine takes the next step."""
    silent = Attempt.objects.filter(state__in=["accepted", "unknown"], expires_at__lte=now)
    related = silent.select_related("envelope")
    attempts = list(related.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Attempt.objects.filter(id__in=[a.id for a in attempts]).update(state="expired")
    record([_event("attempt.expired", attempt, now) for attempt in attempts], now)
    mark_for_step({a.envelope_id for a in attempts if a.purpose == "service"}, now)
    return len(attempts)


def _event(name: str, attempt: Attempt, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"channel": attempt.channel, "claimed_by": attempt.claimed_by}
    if attempt.claimed_at is not None:
        data["claimed_at"] = attempt.claimed_at.isoformat()
    return NewEvent(
        name=name,
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor="engine",
        data=data,
    )
