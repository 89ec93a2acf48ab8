"""A locked link opens for whoever reads a code where the court wrote to: others locked it, not they.

Whoever holds a link can type what is wrong until it locks. That must keep out them, not the person whose papers these
are. So the code is good only in the visit that asked for it, together with name and number, and others' tries do not
touch it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from songda.core.delivery.states import Purpose
from songda.core.delivery.wording import code_text
from songda.core.identity import LOCK_HOURS, MAX_TRIES, OPENING_CODES_PER_HOUR, OPENINGS_A_DAY, Assurance
from songda.core.refusal import Refused
from songda.records.evidence.actions import record
from songda.records.orders.models import Envelope
from songda.records.portal_acts.codes import CodeSent, fits
from songda.records.portal_acts.identity import (
    Proof,
    codes_for,
    is_envelope_locked,
    is_the_person,
    lock_envelope_row,
    proved_by_code,
    send_where_the_message_went,
)
from songda.records.portal_acts.models import OneTimeCode
from songda.records.portal_acts.visits import holder_event


@dataclass(frozen=True)
class Typed:
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
def send_opening_code(envelope: Envelope, now: datetime) -> tuple[CodeSent, UUID]:
    """Send a code to where the last message went, and which one it is; raises Refused, also for too many."""
    held = lock_envelope_row(envelope, now)
    if not may_be_opened(held, now):
        raise Refused("locked", phone=held.case.court.phone)
    sent = send_where_the_message_went(held, Purpose.CODE, code_text, now, most=OPENING_CODES_PER_HOUR)
    newest = codes_for(held, Purpose.CODE).order_by("-made_at", "-id").first()
    assert newest is not None  # noqa: S101 - it was made just now
    return sent, newest.id


@transaction.atomic
def open_by_code(envelope: Envelope, code_id: UUID, typed: Typed, now: datetime) -> Proof:
    """The code that this visit asked for, with name and number: all right, the link is open again.

    Wrong ones count for this code alone.
    """
    held = lock_envelope_row(envelope, now)
    sent = codes_for(held, Purpose.CODE).filter(id=code_id).first()
    if sent is None or not may_be_opened(held, now) or sent.expires_at <= now or sent.tries >= MAX_TRIES:
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    if not fits(sent, typed.code):
        return _wrong(sent, held, "code", now)
    if sent.used_at is None:
        OneTimeCode.objects.filter(id=sent.id).update(used_at=now)
    if not is_the_person(held, typed.name, typed.number):
        return _wrong(sent, held, "name_and_number", now)
    OneTimeCode.objects.filter(id=sent.id).update(tries=MAX_TRIES + 1)  # it opens once
    return proved_by_code(held, sent, now, speaker=typed.speaker)


def _left(envelope: Envelope, now: datetime) -> int:
    since = now - timedelta(hours=LOCK_HOURS)
    shown = codes_for(envelope, Purpose.CODE).filter(used_at__gt=since, tries__range=(1, MAX_TRIES))
    return OPENINGS_A_DAY - shown.count()


def _wrong(sent: OneTimeCode, held: Envelope, step: str, now: datetime) -> Proof:
    OneTimeCode.objects.filter(id=sent.id).update(tries=F("tries") + 1)
    record([holder_event("identity.failed", held, now, {"step": step, "tries": sent.tries + 1}, {})], now)
    left = MAX_TRIES - sent.tries - 1
    return Proof(ok=False, level=Assurance.NONE, tries_left=left, locked=left <= 0)
