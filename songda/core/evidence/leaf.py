"""Turns an event into the bytes that are logged: an open part in the clear, and a commitment to the personal part.

Whoever holds the salt can prove the personal part; once the salt is erased nobody can, and the log still verifies.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from songda.core.evidence.canonical import Json, canonical

LEAF_VERSION = 1
SALT_BYTES = 32
LARGEST_LEAF = 65_535  # what an entry bundle of a tiled log can hold
LEAF_FIELDS = (
    "v", "id", "name", "stream", "case", "happened_at", "recorded_at", "actor", "data", "commitment",
)  # fmt: skip


class LeafError(ValueError):
    """An event that cannot be logged."""


@dataclass(frozen=True)
class OpenPart:
    """What the log says openly about one event: ids, times, codes; nothing personal."""

    id: UUID
    name: str
    stream: str
    case_id: UUID | None
    happened_at: datetime
    recorded_at: datetime
    actor: str
    data: Mapping[str, Json]


def moment_text(moment: datetime) -> str:
    """A moment as it stands in a leaf: UTC, always with six decimals. Raises for a time without an offset."""
    if moment.tzinfo is None:
        raise LeafError("a moment needs an offset from UTC")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def commitment(salt: bytes, private: Mapping[str, Json]) -> bytes:
    """The 32 bytes that bind the personal part without showing it."""
    return commitment_to(salt, canonical(private))


def commitment_to(salt: bytes, payload: bytes) -> bytes:
    """The commitment to a personal part already in canonical form."""
    if len(salt) != SALT_BYTES:
        raise LeafError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + payload).digest()


def leaf_of(open_part: OpenPart, committed: bytes) -> bytes:
    """The exact bytes that are logged for an event."""
    written = canonical(
        {
            "v": LEAF_VERSION,
            "id": str(open_part.id),
            "name": open_part.name,
            "stream": open_part.stream,
            "case": None if open_part.case_id is None else str(open_part.case_id),
            "happened_at": moment_text(open_part.happened_at),
            "recorded_at": moment_text(open_part.recorded_at),
            "actor": open_part.actor,
            "data": open_part.data,
            "commitment": committed.hex(),
        }
    )
    if len(written) > LARGEST_LEAF:
        raise LeafError(f"{open_part.name}: {len(written)} bytes are more than a log entry holds ({LARGEST_LEAF})")
    return written
