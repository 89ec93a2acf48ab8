"""Somebody shows that the number is in their hand, by a code that is sent there, and says: it is not the recipient's.

The link alone is not enough: it may have been passed on, and whoever got hold of it could end every further try.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from songda.core.delivery.states import Purpose
from songda.core.delivery.wording import holder_code_text
from songda.core.identity import MAX_TRIES, Assurance
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.codes import CodeSent, fits
from songda.records.delivery.portal_acts.identity import (
    Proof,
    codes_for,
    lock_envelope_row,
    send_where_the_message_went,
)
from songda.records.delivery.portal_acts.models import OneTimeCode
from songda.records.delivery.portal_acts.visits import disown


@transaction.atomic
def send_holder_code(envelope: Envelope, now: datetime) -> CodeSent:
    """Send a code to where the last message went, even where the link is locked; raises Refused, also for too many."""
    return send_where_the_message_went(lock_envelope_row(envelope, now), Purpose.HOLDER, holder_code_text, now)


@transaction.atomic
def disown_by_code(envelope: Envelope, code: str, now: datetime) -> Proof:
    """Not me, with the code that proves it, of the number to which it went.

    After a few wrong tries the code is worth nothing; they do not lock the link.
    """
    held = lock_envelope_row(envelope, now)
    newest = codes_for(held, Purpose.HOLDER).order_by("-made_at", "-id").first()
    if newest is None or newest.used_at or newest.expires_at <= now or newest.tries >= MAX_TRIES:
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    if not fits(newest, code):
        OneTimeCode.objects.filter(id=newest.id).update(tries=F("tries") + 1)
        left = MAX_TRIES - newest.tries - 1
        return Proof(ok=False, level=Assurance.NONE, tries_left=left, locked=left <= 0)
    OneTimeCode.objects.filter(id=newest.id).update(used_at=now)
    disown(held, newest.attempt.address_id, now)
    return Proof(ok=True, level=Assurance.NONE, tries_left=MAX_TRIES, locked=False)
