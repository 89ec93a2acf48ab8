"""What became of submissions: taken, refused, to be tried again, honestly unknown, or silent for too long.

The sender's answer says it, or the clock: claims of workers that died are in doubt, and silence becomes an outcome.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.channels.contract import GIVEN_BACK, Outcome, Sent
from songda.channels.registry import route_of
from songda.core.delivery.states import State, next_try_at
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.epochs import epoch_number, outside_homes
from songda.records.ground.evidence.premises import told_events
from songda.records.ground.queue import ask, isolate_failures, isolating
from songda.records.service.attempts.models import LONGEST_ID, WORKER_DIED, Attempt, Lease, Part, Receipt
from songda.records.service.attempts.states import derive_states, update_many
from songda.records.service.orders.due import mark_for_law, mark_for_step
from songda.trust.outside.homes import never_begun

log = logging.getLogger(__name__)

_STATE = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.REJECTED: State.REJECTED,
    Outcome.UNKNOWN: State.UNKNOWN,
}
_EVENT = {
    State.ACCEPTED: "attempt.sent",
    State.REJECTED: "attempt.refused",
    State.UNKNOWN: "attempt.unknown",
}
_COLUMNS = {
    "state": "text",
    "send_after": "timestamptz",
    "submitted_at": "timestamptz",
    "code": "text",
    "parts_total": "smallint",
    "expires_at": "timestamptz",
}
# What a receipt settled stays settled; what may have left, and is therefore unknown, is never sent again by itself.
# A worker that was taken for dead, and lives, knows better than who doubted it: it alone can say that it wrote nothing.
_STILL_OPEN = (
    "t.state = 'submitting' OR t.state = 'unknown' AND (v.state <> 'pending' "
    f"OR t.code = '{WORKER_DIED}' AND v.code = '{GIVEN_BACK}')"
)
_OUTSIDE = ("attempt.sent", "attempt.unknown", "attempt.taken_as_sent")  # since when receipts are waited for
BATCH = 500


@isolating
def note_sent(channel: str, sent: Sequence[Sent], window: timedelta, now: datetime) -> None:
    """Write the outcomes of submissions, conditional on the claim: what a receipt has already settled stays settled.

    `window` is how long the provider's receipts may take. An outcome that cannot be written leaves its attempt claimed:
    it becomes an unknown one, which people look into, and holds no other up.
    """
    _, failed = isolate_failures(sent, partial(_note, channel, window=window, now=now))
    for one in failed:
        log.error("what became of attempt %s cannot be noted (%s)", one.row.ref, one.kind)


def _note(channel: str, sent: Sequence[Sent], window: timedelta, now: datetime) -> None:
    by_id = {int(s.ref): s for s in sent}
    attempts = {a.id: a for a in Attempt.objects.filter(id__in=by_id).select_related("envelope")}
    rows = [_row(attempts[i], s, window, now) for i, s in by_id.items()]
    changed = set(update_many("attempts_attempt", _COLUMNS, rows, only=_STILL_OPEN))
    Part.objects.bulk_create(
        [
            Part(attempt_id=i, number=part.number, channel=channel, provider_id=part.provider_id)
            for i, s in by_id.items()
            for part in s.parts
            if 0 < len(part.provider_id) <= LONGEST_ID
        ],
        ignore_conflicts=True,
    )
    noted = {row[0]: State(str(row[1])) for row in rows if row[0] in changed}
    record([_event(attempts[i], by_id[i], state) for i, state in noted.items() if state in _EVENT], now)
    _note_overtaken({i: s for i, s in by_id.items() if i not in changed and s.outcome in _STATE}, attempts, now)
    mark_for_step([attempts[i].envelope_id for i, state in noted.items() if state is State.REJECTED], now)
    # Whoever applies a report locks the attempt first: of those that are locked here all receipts are seen.
    answered = Receipt.objects.filter(attempt_id__in=by_id).order_by("attempt_id").values_list("attempt_id", flat=True)
    derive_states(list(answered.distinct()), now)


def _note_overtaken(by_id: Mapping[int, Sent], attempts: Mapping[int, Attempt], now: datetime) -> None:
    """A report came before the answer: its state stays, but when the message left, and in how many parts, is told."""
    rows = [(i, sent.ended_at, sent.code[:40], max(sent.parts_total, 1)) for i, sent in by_id.items()]
    columns = {name: _COLUMNS[name] for name in ("submitted_at", "code", "parts_total")}
    updated = update_many("attempts_attempt", columns, rows, only="t.submitted_at IS NULL AND t.state <> 'cancelled'")
    record([_event(attempts[i], by_id[i], _STATE[by_id[i].outcome]) for i in updated], now)
    mark_for_law({attempts[i].envelope_id for i in updated if attempts[i].purpose == "service"}, now)


def _row(attempt: Attempt, sent: Sent, window: timedelta, now: datetime) -> tuple[object, ...]:
    state, send_after = _STATE.get(sent.outcome, State.PENDING), attempt.send_after
    if state is State.PENDING and sent.code != GIVEN_BACK:
        send_after = next_try_at(attempt.planned_at, now)
    handed = sent.ended_at if state is not State.PENDING else None
    expires = now + window if state in {State.ACCEPTED, State.UNKNOWN} else None
    return attempt.id, state.value, send_after, handed, sent.code[:40], max(sent.parts_total, 1), expires


def _event(attempt: Attempt, sent: Sent, state: State) -> NewEvent:
    details: Mapping[str, Json] = {
        "channel": attempt.channel,
        "address_class": attempt.address_class,
        "code": sent.code,
        "parts": [{"number": p.number, "provider_id": p.provider_id} for p in sent.parts],
        "parts_total": sent.parts_total,
        "started_at": sent.started_at.isoformat(),
        **({"claimed_at": attempt.claimed_at.isoformat()} if attempt.claimed_at else {}),
        **({"wording": attempt.wording} if attempt.wording else {}),
    }
    return NewEvent(
        name=_EVENT[state],
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=sent.ended_at,
        actor=f"provider:{attempt.channel}",
        data=details,
    )


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
        ask("attempts.send", queue=channel, channel=channel)  # some providers can be asked again, for minutes
    record([_overdue_event("attempt.unknown", attempt, now) for attempt in attempts], now)
    return looked_at


def _without_unbegun(attempts: Sequence[Attempt], window: timedelta, now: datetime) -> list[Attempt]:
    """Those that are in doubt; the others are given back, as their worker would have done."""
    if not attempts:
        return []
    epoch = epoch_number()
    try:
        known = never_begun(outside_homes(), {(epoch, attempt.id) for attempt in attempts})
    except (OSError, ValueError):  # then nobody knows
        return list(attempts)
    unbegun = {number for _, number in known}
    for channel in {attempt.channel for attempt in attempts if attempt.id in unbegun}:
        ours = [attempt for attempt in attempts if attempt.id in unbegun and attempt.channel == channel]
        note_sent(channel, [Sent(str(a.id), Outcome.NOT_SENT, GIVEN_BACK, "", now, now) for a in ours], window, now)
    return [attempt for attempt in attempts if attempt.id not in unbegun]


@transaction.atomic
def expire_silence(window: timedelta, now: datetime) -> int:
    """Attempts of which nothing was heard in time: that is an outcome, and the engine takes the next step.

    `window` is how long receipts may take over channels that do not say otherwise. Since when nothing was heard is
    what the log says; a row that says less waits until then.
    """
    silent = Attempt.objects.filter(state__in=["accepted", "unknown"], expires_at__lte=now)
    related = silent.select_related("envelope")
    attempts = list(related.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    ends = _ends_of_silence(attempts, window)
    for early in [attempt for attempt in attempts if ends[attempt.id] > now]:
        log.error("attempt %s is not silent yet, whatever its row says", early.id)
        attempts.remove(early)
        Attempt.objects.filter(id=early.id).update(expires_at=ends[early.id])
    Attempt.objects.filter(id__in=[a.id for a in attempts]).update(state="expired")
    record([_overdue_event("attempt.expired", attempt, now) for attempt in attempts], now)
    mark_for_step({a.envelope_id for a in attempts if a.purpose == "service"}, now)
    return len(attempts)


def _ends_of_silence(attempts: Sequence[Attempt], window: timedelta) -> Mapping[int, datetime]:
    """When each may be said to be silent: so long after it went out as its channel takes for receipts."""
    streams = {f"attempt:{attempt.id}" for attempt in attempts}
    went = {event.stream: event.recorded_at for event in told_events(streams, _OUTSIDE)}
    ends = dict[int, datetime]()
    for attempt in attempts:
        route = route_of(attempt.channel)
        last = went.get(f"attempt:{attempt.id}", attempt.planned_at)
        ends[attempt.id] = last + (route.silence_window if route and route.silence_window else window)
    return ends


def _overdue_event(name: str, attempt: Attempt, now: datetime) -> NewEvent:
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
