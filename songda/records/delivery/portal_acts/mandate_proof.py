"""A helper names themselves in the portal: their own name and number, and the code of their mandate."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.core.identity import LOCK_HOURS, MAX_TRIES
from songda.records.delivery.mandates.actions import mandate_of, note_help
from songda.records.delivery.mandates.models import Mandate
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.identity import count_wrong_try, is_envelope_locked, lock_envelope_row


@dataclass(frozen=True)
class MandateTry:
    """What came of one try."""

    mandate: Mandate | None
    tries_left: int
    locked: bool
    hours: int = LOCK_HOURS


@transaction.atomic
def prove_mandate(envelope: Envelope, name: str, number: str, code: str, now: datetime) -> MandateTry:
    """Wrong tries count like those of the person: they guess at the same papers."""
    held = lock_envelope_row(envelope, now)
    if is_envelope_locked(held, now):
        return MandateTry(None, 0, locked=True)
    mandate = mandate_of(held, name, number, code, now)
    if mandate is None:
        failed = count_wrong_try(held, "mandate", now)
        return MandateTry(None, failed.tries_left, failed.locked)
    note_help("helper.identified", mandate, held, now)
    return MandateTry(mandate, MAX_TRIES, locked=False)
