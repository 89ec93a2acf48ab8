"""What waits to go out: claimed for one sender, called off where nobody wants it any more, put in beside the plan.

The claim and the words are committed before the first byte goes out. What a sender has claimed already goes its way.
Codes and text messages about a call are no steps of the engine: somebody waits for them, so they go ahead of others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from songda.channels.contract import Message
from songda.core.delivery.incidents import RESTORED_UNKNOWN
from songda.core.delivery.own_words import mark_of_message
from songda.core.delivery.routes import Route
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.delivery.wording import (
    MessageFacts,
    hearing_subject,
    hearing_text,
    notice_subject,
    notice_text,
    service_text,
)
from songda.core.identifiers import mask_name
from songda.records.court.staff.court_settings import not_paused
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import Failed, ask, isolate_failures, isolating
from songda.records.ground.restores.queries import order_mark, restore_state
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import OWN_CLASSES, Party
from songda.records.service.attempts.destinations import require_told_destinations
from songda.records.service.attempts.models import Attempt, Lease
from songda.records.service.attempts.restored.hold import hold
from songda.records.service.attempts.states import update_many
from songda.records.service.orders.models import Envelope
from songda.records.service.orders.overtaken import is_dead, left_over, untold_of
from songda.records.service.orders.summoned import CHANGED
from songda.records.service.tasks.actions import end_quarantine, open_tasks_of, quarantine
from songda.trust.outside.lines import Trace

MESSAGE_FAILED = "message_failed"
_NEEDED = ("envelope__case__court", "envelope__party", "envelope__order", "address")
REMINDERS = (Purpose.HEARING, Purpose.CALL, Purpose.NOTICE)  # what the court tells a party of its own accord
_CLAIMED_SINCE = Q(address__class_since__gt=F("address__disowned_at"), address__address_class__in=OWN_CLASSES)
# What may still go out: nothing to whoever died. A code goes to whoever asks for it, and to an address that is only
# being offered.
STILL_WANTED = ~Q(is_dead("envelope__party")) & (
    ~Q(purpose__in=["service", *REMINDERS])
    | Q(purpose__in=REMINDERS, envelope__party__removed_at=None)
    | Q(
        address__retired_at=None,
        envelope__disowned_at=None,
        envelope__recalled_at=None,
        envelope__party__removed_at=None,
        envelope__party__offline_since=None,
    )
    & ~Q(address__address_class="rejected")
    & (Q(address__disowned_at=None) | _CLAIMED_SINCE)
)
# Planned for a number of which nothing was known, and that is known to be theirs by now: it is planned anew.
_OUTGROWN = Q(address_class="unknown", address__address_class__in=("found", *OWN_CLASSES))
_CHANGED_HEARING = Exists(Hearing.objects.filter(CHANGED, case=OuterRef("case")))
PLANNED = (Purpose.SERVICE, Purpose.HEARING)  # nobody sits and waits for these
WAITING = Attempt.objects.filter(purpose="service", state="pending")


@dataclass(frozen=True)
class Sender:
    """Who submits: the channel's row and this worker's name."""

    route: Route
    worker: str


@dataclass(frozen=True)
class Claim:
    """An attempt that this worker alone may submit, with the message for the channel."""

    attempt_id: int
    message: Message
    trace: Trace  # what is written down outside before the message goes out
    first_at: datetime | None = None  # of one in doubt: before this nothing of it had gone out


def claim_urgent(sender: Sender, limit: int, now: datetime) -> list[Claim]:
    """The same for those alone that somebody waits for, or that have waited long."""
    return claim(sender, limit, now, due_by=now - HEAD_START / 2)


@isolating
def claim(sender: Sender, limit: int, now: datetime, due_by: datetime | None = None) -> list[Claim]:
    """Claim up to `limit` due attempts of a channel; rows that others hold are skipped, never waited for.

    An attempt whose message cannot be written is put in quarantine and holds no other up. While the court is in
    quarantine after a restore nothing is claimed; what the journal outside knows to have gone out never is. Of a court
    that has paused the channel only what somebody waits for is.
    """
    state = restore_state()
    if state.is_quarantined:
        return []
    if state.has_lost:
        hold(now)
    due = Attempt.objects.filter(
        STILL_WANTED, channel=sender.route.name, state="pending", send_after__lte=due_by or now
    )
    due = due.filter(~Q(purpose__in=PLANNED) | not_paused(sender.route.name, now))
    locked = due.select_related(*_NEEDED).order_by("send_after", "id")
    attempts = list(locked.select_for_update(skip_locked=True, of=("self",))[:limit])
    attempts = _without_overtaken(attempts, now)
    claimed, failed = isolate_failures(attempts, partial(_claim, sender=sender, now=now))
    _postpone(failed, now)
    return [one for group in claimed for one in group]


@transaction.atomic
def claim_doubted(sender: Sender, limit: int, since: datetime) -> list[Claim]:
    """Those in doubt, claimed after `since`, that nobody living looks after: to be handed over again, and sent once.

    Only for a provider that still knows them by their reference. They stay in doubt until it answers, with the very
    words that went out; what nobody wants any more is left alone, as is everything after a restore.
    """
    if restore_state().is_quarantined:
        return []
    of_others = Lease.objects.filter(name=OuterRef("claimed_by"), lost_at=None).exclude(name=sender.worker)
    served = Q(purpose="service", envelope__closed_at__isnull=False)
    wanted = Attempt.objects.filter(STILL_WANTED, ~Exists(of_others)).exclude(served)
    doubted = wanted.filter(channel=sender.route.name, state="unknown", claimed_at__gt=since)
    rows = doubted.exclude(code=RESTORED_UNKNOWN).exclude(text_sealed=None).select_related(*_NEEDED).order_by("id")
    attempts = list(rows.select_for_update(skip_locked=True, of=("self",))[:limit])
    Attempt.objects.filter(id__in=[attempt.id for attempt in attempts]).update(claimed_by=sender.worker)
    return [Claim(each.id, _message(each, sender.route), _trace(each), each.claimed_at) for each in attempts]


def _without_overtaken(attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """What the case no longer bears is called off at the last moment, whatever was looked at since it changed."""
    serving = {attempt.envelope_id for attempt in attempts if attempt.purpose == Purpose.SERVICE}
    changed = set(Envelope.objects.filter(_CHANGED_HEARING, id__in=serving).values_list("id", flat=True))
    if not changed:
        return list(attempts)
    over, untold = left_over(changed), untold_of(changed)
    serves = [a for a in attempts if a.purpose == Purpose.SERVICE]
    _postpone([Failed(a, untold[a.envelope_id]) for a in serves if a.envelope_id in untold], now)
    gone = [a.id for a in serves if a.envelope_id in over and a.envelope_id not in untold]
    if gone:
        _call_off(Attempt.objects.filter(id__in=gone), now)
    held = {a.id for a in serves if a.envelope_id in untold}
    return [attempt for attempt in attempts if attempt.id not in held.union(gone)]


def call_off_unwanted(envelopes: QuerySet[Envelope], now: datetime) -> int:
    """Call off what waits for addresses given up, rejected or better known by now, and for people served otherwise."""
    return _call_off(WAITING.filter(envelope__in=envelopes).exclude(STILL_WANTED & ~_OUTGROWN), now)


@transaction.atomic
def call_off_planned(now: datetime) -> int:
    """Call off whatever waits that must not go out any more, whoever planned it; how many. The clock calls this."""
    waiting = Attempt.objects.filter(state="pending")
    return _call_off(waiting.exclude(STILL_WANTED), now)


def call_off_all(envelope_ids: Iterable[UUID], now: datetime) -> int:
    """Call off whatever waits for these envelopes: people take over."""
    return _call_off(WAITING.filter(envelope_id__in=list(envelope_ids)), now)


def plan_urgent_message(made: Attempt, ahead: timedelta, now: datetime) -> Attempt:
    """Keep a message that somebody waits for, and that the engine did not plan: it goes out `ahead` of others."""
    earlier = Attempt.objects.filter(envelope=made.envelope, purpose=made.purpose, channel=made.channel).count()
    made.n, made.planned_at, made.send_after = earlier + 1, now, now - ahead
    made.save(force_insert=True)
    return made


def send_words(attempt: Attempt, text: str) -> None:
    """Fix the words of such a message and have it sent; inside the caller's transaction."""
    Attempt.objects.filter(id=attempt.id).update(text_sealed=_seal(attempt, text))
    ask("attempts.send", queue=attempt.channel, channel=attempt.channel)


def sent_text(attempt: Attempt) -> str:
    """The words that were fixed for this attempt, or an empty text while none are."""
    return vault.open_text(_cell(attempt), attempt.text_sealed) if attempt.text_sealed else ""


def message_facts(attempt: Attempt) -> MessageFacts:
    """What the message of this attempt may tell."""
    envelope = attempt.envelope
    return facts_for(envelope.case, envelope.party, vault.link_token(envelope.id))


def facts_for(case: Case, party: Party, token: str) -> MessageFacts:
    """What a message to this party may tell, with the link that the token makes."""
    return MessageFacts(
        court=case.court.name,
        masked_name=mask_name(party.name),
        case_number=case.number,
        link=f"{settings.PUBLIC_URL}/s/{token}",
        phone=case.court.phone,
        own=case.court.own_words,
    )


def _postpone(failed: Sequence[Failed[Attempt]], now: datetime) -> None:
    envelopes = [Failed(one.row.envelope, one.wrong) for one in failed]
    again = quarantine(envelopes, MESSAGE_FAILED, now)
    for one in failed:
        Attempt.objects.filter(id=one.row.id).update(send_after=again[one.row.envelope_id])


def _claim(attempts: Sequence[Attempt], sender: Sender, now: datetime) -> list[Claim]:
    require_told_destinations(attempts)
    claims = [Claim(attempt.id, _message(attempt, sender.route), _trace(attempt)) for attempt in attempts]
    update_many(
        "attempts_attempt",
        {
            "state": "text",
            "claimed_at": "timestamptz",
            "claimed_by": "text",
            "text_sealed": "bytea",
            "parts_total": "smallint",
            "wording": "text",
        },
        [
            (*_claim_row(a, c.message.text, sender, now), _wording(a, sender.route))
            for a, c in zip(attempts, claims, strict=True)
        ],
    )
    end_quarantine(open_tasks_of({attempt.envelope_id for attempt in attempts}), MESSAGE_FAILED, now)
    return claims


def _claim_row(attempt: Attempt, text: str, sender: Sender, now: datetime) -> tuple[object, ...]:
    sealed = bytes(attempt.text_sealed) if attempt.text_sealed else _seal(attempt, text)
    return attempt.id, "submitting", now, sender.worker, sealed, sender.route.parts_of(text)


def _seal(attempt: Attempt, text: str) -> bytes:
    return vault.seal_text(_cell(attempt), text)


def _cell(attempt: Attempt) -> str:
    """For this message to this address: whoever leads a code to another number leads no text there."""
    return f"attempt.text:{attempt.id} to {attempt.address_id}"


def _wording(attempt: Attempt, route: Route) -> str:
    """Which text it is, by the court's name and telephone; marked already where its words were fixed before."""
    if attempt.text_sealed:
        return attempt.wording
    words, _subject = _OTHER_MESSAGES.get(attempt.purpose, (route.text, route.subject))
    court = attempt.envelope.case.court
    return mark_of_message(court.own_words.get(_MESSAGES.get(words, ""), ""), court.name, court.phone)


# How a message beside the papers is worded, and its subject; any other is worded by its route, or before it is planned.
_OTHER_MESSAGES: Mapping[str, tuple[Callable[[MessageFacts], str], Callable[[MessageFacts], str]]] = {
    Purpose.HEARING: (hearing_text, hearing_subject),
    Purpose.NOTICE: (notice_text, notice_subject),
}
# Which of the messages that a court may put in its own words each of these writes.
_MESSAGES: Mapping[Callable[[MessageFacts], str], str] = {
    service_text: "service",
    hearing_text: "hearing",
    notice_text: "notice",
}


def _message(attempt: Attempt, route: Route) -> Message:
    facts = message_facts(attempt)
    words, subject = _OTHER_MESSAGES.get(attempt.purpose, (route.text, route.subject))
    return Message(
        ref=str(attempt.id),
        to=attempt.address.value,
        text=sent_text(attempt) or words(facts),
        subject=subject(facts),
        is_urgent=attempt.send_after < attempt.planned_at,  # had a head start
    )


def _trace(attempt: Attempt) -> Trace:
    envelope = attempt.envelope
    return Trace(
        ref=attempt.id,
        channel=attempt.channel,
        envelope=envelope.id,
        purpose=attempt.purpose,
        n=attempt.n,
        to=bytes(attempt.to_index),
        order=order_mark(envelope.case.court.code, envelope.order.idempotency_key),
    )


def _call_off(attempts: QuerySet[Attempt], now: datetime) -> int:
    """Inside the caller's transaction; an attempt that a sender claims at this moment is waited for and left alone."""
    rows = list(attempts.select_related("envelope").select_for_update(of=("self",)).order_by("id"))
    Attempt.objects.filter(id__in=[attempt.id for attempt in rows]).update(state="cancelled")
    record([_cancellation_event(attempt, now) for attempt in rows], now)
    return len(rows)


def _cancellation_event(attempt: Attempt, now: datetime) -> NewEvent:
    return NewEvent(
        name="attempt.cancelled",
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor="engine",
        data={"channel": attempt.channel, "address": str(attempt.address_id)},
    )
