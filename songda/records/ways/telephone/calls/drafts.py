"""What is asked for when a call is recorded, as typed."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CallDraft:
    """A telephone call and its outcome; without `stages` an agreement reaches the present stage alone.

    `again_at`: when they asked to be called again. `is_matched`: they said the last characters of their identity
    number, as on file; `is_known_otherwise`: none is on file, and the note says how they were known.
    `received`: the services whose papers they said to have received. `wishes`: what they said that they need or wish.
    `dial_id`: what the telephone system did for it, from which the minutes follow. `no_recording`: why there is none,
    or why it is too short. `send_to`: the mobile number that they named themselves, where they were called elsewhere.
    """

    at: datetime
    outcome: str
    address_id: UUID | None = None  # which of their numbers was called
    minutes: int | None = None
    told: tuple[str, ...] = ()
    note: str = ""
    dial_id: UUID | None = None
    recording_id: UUID | None = None
    no_recording: str = ""
    stages: tuple[str, ...] = ()
    paper_kinds: tuple[str, ...] = ("*",)
    given_by_id: UUID | None = None
    again_at: datetime | None = None
    number: str = ""  # another number that was called, as it was dialled
    is_matched: bool = False
    received: tuple[UUID, ...] = ()
    is_known_otherwise: bool = False
    wishes: tuple[str, ...] = ()
    send_to: str = ""

    def with_recording(self, recording_id: UUID) -> "CallDraft":
        """The same with the recording that was kept for it."""
        return replace(self, recording_id=recording_id)
