"""Where the message of an envelope went, and what a proof made for another envelope of the same person is good for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.delivery.states import Purpose
from songda.core.evidence.canonical import Json
from songda.core.identity import Assurance
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.identity import codes_for
from songda.records.delivery.portal_acts.visits import visitor_event
from songda.records.ground.evidence.actions import record


def indexes_reached(envelope: Envelope) -> set[bytes]:
    """Keyed indexes of the addresses to which a message of this envelope was given to a provider."""
    sent = Attempt.objects.filter(envelope=envelope, purpose="service").exclude(submitted_at=None)
    return {bytes(index) for index in sent.values_list("to_index", flat=True) if index}


def index_proved(envelope: Envelope) -> bytes | None:
    """Keyed index of the address to which the newest code went that was typed for this envelope."""
    typed = codes_for(envelope, Purpose.CODE).exclude(used_at=None).order_by("-used_at").first()
    return None if typed is None else bytes(typed.attempt.to_index)


@transaction.atomic
def note_carried_proof(envelope: Envelope, level: Assurance, proved_for: UUID, now: datetime) -> None:
    """Put on record that the recipient was known for this envelope by a proof made for another, and for which."""
    told: dict[str, Json] = {"assurance": int(level), "proved_for": f"envelope:{proved_for}"}
    record([visitor_event("identity.proved", envelope, now, told, {})], now)
