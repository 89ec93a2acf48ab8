"""A locked link opens for whoever reads a code where the court wrote to: others locked it, not they.

Whoever holds a link can type what is wrong until it locks, and ask for codes until no more are sent. That must keep out
them, not the person whose papers these are. So every code that was sent is good in any visit, whoever asked for it, and
no wrong one spoils it; it is too long to be guessed, and opens together with name and number only.

Links that a mistake in the record had locked are opened when it is corrected: nobody could have typed what the court
had wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.delivery.wording import code_text
from songda.core.identity import (
    LOCK_HOURS,
    MAX_TRIES,
    OPENING_CODES_PER_HOUR,
    OPENING_DIGITS,
    OPENING_MINUTES,
    OPENINGS_A_DAY,
    Assurance,
)
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.service.tasks.actions import end_by_fact
from songda.records.ways.portal.acts.codes import CodeSent, Shape, digits_of, fits, sent_to
from songda.records.ways.portal.acts.identity import (
    OPEN,
    SHUT,
    Proof,
    codes_for,
    is_envelope_locked,
    is_the_person,
    lock_envelope_row,
    proved_by_code,
    send_where_the_message_went,
)
from songda.records.ways.portal.acts.visits import holder_event, visitor_event

LONG = Shape(OPENING_DIGITS, OPENING_MINUTES, OPENING_CODES_PER_HOUR)


@dataclass(frozen=True)
class TypedProof:
    """What was typed to open a locked link; `speaker`: who says to speak for a body."""

    code: str = field(repr=False)
    name: str = field(repr=False)
    number: str = field(repr=False)
    speaker: str = ""


def may_be_opened(envelope: Envelope, now: datetime) -> bool:
    """Whether a code would open the locked link.

    Not where somebody read codes some times this day and still did not know the person: it is in other hands then.
    """
    return is_envelope_locked(envelope, now) and _left(envelope, now) > 0


@transaction.atomic
def send_opening_code(envelope: Envelope, now: datetime) -> CodeSent:
    """Send a code to where the last message went; raises Refused.

    Where no more may be sent this hour and one that was sent is still good, that one it is.
    """
    locked = lock_envelope_row(envelope, now)
    if not may_be_opened(locked, now):
        raise Refused("locked", phone=locked.case.court.phone)
    try:
        return send_where_the_message_went(locked, Purpose.CODE, code_text, now, LONG)
    except Refused:
        good = _good(locked, now)
        if not good:
            raise
        return sent_to(good[0])


@transaction.atomic
def open_by_code(envelope: Envelope, typed: TypedProof, now: datetime) -> Proof:
    """A code that was sent to open it, with name and number: all right, the link is open again.

    Who has the code and does not know the person is counted for that code. Wrong codes count for nobody but the place
    that they come from: they would end the codes of the person, who has others to guard them than us.
    """
    locked = lock_envelope_row(envelope, now)
    if not may_be_opened(locked, now):
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    is_long = len(digits_of(typed.code)) == OPENING_DIGITS
    sent = next((one for one in _good(locked, now) if fits(one, typed.code)), None) if is_long else None
    if sent is None:
        record([holder_event("identity.failed", locked, now, {"step": "code", "tries": 0}, {})], now)
        return Proof(ok=False, level=Assurance.NONE, tries_left=MAX_TRIES, locked=False)
    if sent.used_at is None:
        OneTimeCode.objects.filter(id=sent.id).update(used_at=now)
    if not is_the_person(locked, typed.name, typed.number):
        return _wrong(sent, locked, now)
    OneTimeCode.objects.filter(id=sent.id).update(tries=MAX_TRIES + 1)  # it opens once
    return proved_by_code(locked, sent, now, speaker=typed.speaker)


def _good(envelope: Envelope, now: datetime) -> Sequence[OneTimeCode]:
    """The codes that open it now, the newest first: while it is locked no others are sent."""
    codes = codes_for(envelope, Purpose.CODE).select_related("attempt__address").filter(made_at__gte=envelope.locked_at)
    return list(codes.filter(expires_at__gt=now, tries__lt=MAX_TRIES).order_by("-made_at", "-id"))


def _left(envelope: Envelope, now: datetime) -> int:
    since = now - timedelta(hours=LOCK_HOURS)
    shown = codes_for(envelope, Purpose.CODE).filter(used_at__gt=since, tries__range=(1, MAX_TRIES))
    return OPENINGS_A_DAY - shown.count()


def _wrong(sent: OneTimeCode, locked: Envelope, now: datetime) -> Proof:
    OneTimeCode.objects.filter(id=sent.id).update(tries=F("tries") + 1)
    record(
        [holder_event("identity.failed", locked, now, {"step": "name_and_number", "tries": sent.tries + 1}, {})], now
    )
    left = MAX_TRIES - sent.tries - 1
    return Proof(ok=False, level=Assurance.NONE, tries_left=left, locked=left <= 0)


@transaction.atomic
def reopen(party_ids: Sequence[UUID], now: datetime) -> int:
    """Forget the wrong tries of these parties' envelopes, lift their locks, close the tasks to unlock them."""
    tried = Envelope.objects.filter(SHUT, party_id__in=party_ids)
    envelopes = list(tried.select_for_update().order_by("id"))
    ids = [envelope.id for envelope in envelopes]
    Envelope.objects.filter(id__in=ids).update(**OPEN)
    locked = [one for one in envelopes if one.locked_at or one.answers_locked_at]
    record([_unlocking_event(envelope, now) for envelope in locked], now)
    end_by_fact(Fact.LINK_OPEN, Q(envelope__in=ids), "engine", now)
    return len(envelopes)


def _unlocking_event(envelope: Envelope, now: datetime) -> NewEvent:
    event = visitor_event("portal.unlocked", envelope, now, {"ground": "record_corrected"}, {})
    return NewEvent(**{**vars(event), "actor": "engine"})
