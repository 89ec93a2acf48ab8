"""What figures read of an event: its open part, as the log has it; never what is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FigureEvent:
    """One event; `number` is its order in the log, `at` when it happened, `recorded_at` when we learned it."""

    number: int
    name: str
    stream: str
    at: datetime
    recorded_at: datetime
    actor: str
    data: Mapping[str, Any]

    @property
    def about(self) -> str:
        """The id after the colon of the stream: that of the party, attempt, service …"""
        return self.stream.partition(":")[2]


# The events that a figure may rest on; everything else in the log changes no count.
READ = (
    "case.registered",
    "case.corrected",
    "party.registered",
    "representative.appointed",
    "party.corrected",
    "care.noted",
    "care.struck",
    "address.recorded",
    "address.confirmed",
    "address.disowned",
    "consent.given",
    "consent.refused",
    "consent.struck",
    "refusal.struck",
    "call.recorded",
    "call.struck",
    "call.dialled",
    "call.answered",
    "call.ended",
    "lookup.requested",
    "lookup.approved",
    "lookup.answered",
    "inquiry.answered",
    "paper.filed",
    "paper.corrected",
    "order.placed",
    "attempt.planned",
    "attempt.sent",
    "attempt.refused",
    "attempt.unknown",
    "attempt.arrived",
    "attempt.failed",
    "attempt.bounced",
    "attempt.expired",
    "attempt.reread",
    "attempt.cancelled",
    "deed.recorded",
    "deed.struck",
    "paper.opened",
    "paper.acknowledged",
    "service.effective",
    "service.presumed",
    "service.referred",
    "service.failed",
    "service.disallowed",
    "service.redecided",
    "service.recalled",
    "objection.raised",
    "objection.decided",
    "certificate.issued",
)
