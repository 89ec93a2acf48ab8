"""Why what was on record of a person counts no more: struck, corrected or given up; by whom, when, in whose words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.matter.parties.models import Party

# The events that end an entry, with the name under which they keep which one it is.
_ENDS: Mapping[str, str] = {
    "consent.struck": "consent",
    "refusal.struck": "refusal",
    "call.struck": "call",
    "address.retired": "address",
    "address.replaced": "address",
}


@dataclass(frozen=True)
class Ending:
    """How one entry ended; without `reason` where none was asked for, or once its personal part was erased."""

    at: datetime
    actor: str
    reason: str


def endings_of(party: Party) -> dict[UUID, Ending]:
    """By the consent, refusal, call or address that ended; a few statements for any number."""
    events = [event for event in events_of([f"party:{party.id}"]) if event.name in _ENDS]
    secrets = secrets_of([event.id for event in events])
    reasons = {key: str(secret.private.get("reason", "")) for key, secret in secrets.items()}
    return {
        UUID(str(event.data[_ENDS[event.name]])): Ending(event.happened_at, event.actor, reasons.get(event.id, ""))
        for event in events
    }
