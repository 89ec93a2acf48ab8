"""One-time codes: made, written into a message of their own, kept only as a keyed hash."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from songda.channels.registry import mask_address
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import plain
from songda.core.identity import CODE_MINUTES, CODES_PER_HOUR, MAX_TRIES, NEXT_DIGITS
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import send_words
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.ways.portal.acts.visits import holder_event, visitor_event

Wording = Callable[[str, str, int], str]  # court, code, minutes


@dataclass(frozen=True)
class Shape:
    """How long a code is, for how many minutes it is good, and how many of one purpose are sent in an hour."""

    digits: int = 6
    minutes: int = CODE_MINUTES
    an_hour: int = CODES_PER_HOUR


USUAL = Shape()  # wrong tries are counted together, and lock the link
ENDS_ALONE = Shape(NEXT_DIGITS)  # wrong tries end the code, and another may be asked for
_GROUP = 4  # digits of a long code, as they are written
AHEAD_OF_ALL = 2 * HEAD_START  # whoever waits for a code waits with the page open


@dataclass(frozen=True)
class CodeSent:
    """A code is on its way."""

    masked_address: str
    expires_at: datetime


def send_code_to(attempt: Attempt, wording: Wording, now: datetime, shape: Shape = USUAL) -> CodeSent:
    """Put a new code into the attempt's message and have it sent; inside the caller's transaction."""
    envelope = attempt.envelope
    code = f"{secrets.randbelow(10**shape.digits):0{shape.digits}d}"
    shown = code if shape == USUAL else " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    text = wording(envelope.case.court.name, shown, shape.minutes)
    expires_at = now + timedelta(minutes=shape.minutes)
    OneTimeCode.objects.create(
        envelope=envelope, attempt=attempt, code_index=_index(attempt, code), made_at=now, expires_at=expires_at
    )
    make_event = (
        visitor_event if attempt.purpose == Purpose.ADDRESS else holder_event
    )  # the others prove something by it
    record([make_event("code.sent", envelope, now, {"attempt": attempt.id}, {})], now)
    send_words(attempt, text)
    return CodeSent(mask_address(attempt.address.kind, attempt.address.value), expires_at)


def use_up(sent: OneTimeCode, envelope: Envelope, now: datetime) -> None:
    """It was typed, and opens nothing more; inside the caller's transaction."""
    OneTimeCode.objects.filter(id=sent.id).update(used_at=now)
    record([holder_event("code.typed", envelope, now, {"attempt": sent.attempt_id}, {})], now)


def count_wrong_code(sent: OneTimeCode, envelope: Envelope, now: datetime) -> int:
    """One more that it was not; how many tries are left at it, which lock nothing else."""
    OneTimeCode.objects.filter(id=sent.id).update(tries=F("tries") + 1)
    failed: dict[str, Json] = {"step": f"{sent.attempt.purpose}_code", "tries": sent.tries + 1}
    record([holder_event("identity.failed", envelope, now, failed, {})], now)
    return MAX_TRIES - sent.tries - 1


def sent_to(sent: OneTimeCode) -> CodeSent:
    """Where a code went, and until when it is good."""
    address = sent.attempt.address
    return CodeSent(mask_address(address.kind, address.value), sent.expires_at)


def digits_of(typed: str) -> str:
    """A code as it is compared."""
    return plain(typed).upper()


def fits(sent: OneTimeCode, typed: str) -> bool:
    """Whether this is the code; full-width digits, blanks and dashes make no difference."""
    return hmac.compare_digest(_index(sent.attempt, digits_of(typed)), bytes(sent.code_index))


def _index(attempt: Attempt, code: str) -> bytes:
    """Bound to its message, so that a code for one purpose is worth nothing for another."""
    return vault.blind_index(f"code.{attempt.id}", code)
