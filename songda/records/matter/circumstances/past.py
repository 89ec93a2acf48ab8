"""What was struck: when, by whom and why, as the log tells it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.circumstances import ROWS
from songda.records.ground.evidence.queries import events_of, secrets_of
from songda.records.matter.circumstances.entries import Subject
from songda.records.matter.parties.models import Party

_STRUCK = frozenset(row.struck for row in ROWS.values())


@dataclass(frozen=True)
class Strike:
    """One strike; without `reason` once its personal part was erased."""

    at: datetime
    actor: str
    reason: str


def strikes_of(subject: Subject) -> dict[UUID, Strike]:
    """The strikes among what was noted of a person or of a case, by the entry that was struck."""
    stream = f"party:{subject.id}" if isinstance(subject, Party) else f"case:{subject.id}"
    events = [event for event in events_of([stream]) if event.name in _STRUCK]
    secrets = secrets_of([event.id for event in events])
    reasons = {key: str(secret.private.get("reason", "")) for key, secret in secrets.items()}
    return {
        UUID(str(event.data["circumstance"])): Strike(event.happened_at, event.actor, reasons.get(event.id, ""))
        for event in events
    }
