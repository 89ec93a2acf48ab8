"""Dials and recordings, as they go out; numbers are masked, as everywhere."""

from datetime import datetime
from uuid import UUID

from songda.channels.registry import mask_address
from songda.records.delivery.telephone.models import Dial, Recording
from songda.web.api.shapes.base import Out


class RecordingOut(Out):
    """A recording that is kept: its form, how long it is and how much of that can be heard, in milliseconds."""

    id: UUID
    party_id: UUID
    dial_id: UUID | None
    sha256: str
    size: int
    form: str
    length_ms: int
    heard_ms: int
    kept_at: datetime
    erased_at: datetime | None

    @classmethod
    def of(cls, kept: Recording) -> "RecordingOut":
        """From the records."""
        return cls(
            id=kept.id,
            party_id=kept.party_id,
            dial_id=kept.dial_id,
            sha256=kept.sha256_hex,
            size=kept.size,
            form=kept.form,
            length_ms=kept.length_ms,
            heard_ms=kept.heard_ms,
            kept_at=kept.kept_at,
            erased_at=kept.erased_at,
        )


class DialOut(Out):
    """A number that the telephone system rang and what the line did. Who spoke, the line does not tell.

    `digit`: pressed in a notice call, so it was heard by somebody; it is neither consent nor receipt.
    """

    id: UUID
    party_id: UUID
    address_id: UUID
    kind: str
    number: str
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    line: str
    cause: str
    machine_suspected: bool
    played_at: datetime | None
    digit: str
    no_recording: str
    recording: RecordingOut | None

    @classmethod
    def of(cls, dial: Dial) -> "DialOut":
        """From the records."""
        kept = getattr(dial, "recording", None)
        return cls(
            id=dial.id,
            party_id=dial.party_id,
            address_id=dial.address_id,
            kind=dial.kind,
            number=mask_address(dial.address.kind, dial.address.value),
            asked_at=dial.asked_at,
            answered_at=dial.answered_at,
            ended_at=dial.ended_at,
            line=dial.line,
            cause=dial.cause,
            machine_suspected=dial.machine_at is not None,
            played_at=dial.played_at,
            digit=dial.digit,
            no_recording=dial.untaped,
            recording=RecordingOut.of(kept) if kept else None,
        )
