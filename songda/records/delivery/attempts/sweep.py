"""What the clock brings about: silence that became an outcome, claims of workers that died."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.channels.contract import GIVEN_BACK, Outcome, Sent
from songda.channels.registry import route_of
from songda.core.evidence.canonical import Json
from songda.records.delivery.attempts.models import WORKER_DIED, Attempt, Lease
from songda.records.delivery.attempts.note_submissions import note_sent
from songda.records.delivery.orders.due import mark_for_step
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.epochs import epoch_number, outside_folder
from songda.trust.outside.journal import never_begun

BATCH = 500


@transaction.atomic
def doubt_dead_claims(window: timedelta, now: datetime) -> int:
    """Claims whose holder has lost its lease: whether the provider has the message is unknown, so it is not sent again.

    But for those of which the journal of this machine tells that not one byte went out: they wait again. `window` is
    how long receipts may take over channels that do not say otherwise.
    """
    living = Lease.objects.filter(name=OuterRef("claimed_by"), lost_at=None)
    dead = Attempt.objects.filter(~Exists(living), state="submitting").select_related("envelope").order_by("id")
    attempts = list(dead.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    looked_at = len(attempts)
    attempts = _without_unbegun(attempts, window, now)
    for channel in {attempt.channel for attempt in attempts}:
        route = route_of(channel)
        expires_at = now + (route.silence_window if route and route.silence_window else window)
        claimed = Attempt.objects.filter(id__in=[a.id for a in attempts if a.channel == channel])
        claimed.update(state="unknown", expires_at=expires_at, code=WORKER_DIED)
    record([_event("attempt.unknown", attempt, now) for attempt in attempts], now)
    return looked_at


def _without_unbegun(attempts: Sequence[Attempt], window: timedelta, now: datetime) -> list[Attempt]:
    """Those that are in doubt; the others are given back, as their worker would have done."""
    if not attempts:
        return []
    epoch = epoch_number()
    try:
        known = never_begun(outside_folder(), {(epoch, attempt.id) for attempt in attempts}, now)
    except (OSError, ValueError):  # then nobody knows
        return list(attempts)
    unbegun = {number for _, number in known}
    for channel in {attempt.channel for attempt in attempts if attempt.id in unbegun}:
        ours = [attempt for attempt in attempts if attempt.id in unbegun and attempt.channel == channel]
        note_sent(channel, [Sent(str(a.id), Outcome.NOT_SENT, GIVEN_BACK, "", now, now) for a in ours], window, now)
    return [attempt for attempt in attempts if attempt.id not in unbegun]


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
