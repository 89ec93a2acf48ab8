"""The things of service by people that prove a try: visits with their rounds and photographs, and entrustments.

A field has the name that the column of its row has. What came of them is a deed, which the law reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from songda.core.state.logged import Entity


@dataclass(kw_only=True)
class Round(Entity):
    """The visits of one person on one day, and the phone that they were taken along on."""

    person_id: str
    day: date
    ends_at: datetime
    made_at: datetime
    made_by: str
    mark: str = ""
    phone_hash: str | None = None
    taken_at: datetime | None = None
    shut_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(kw_only=True)
class Stop(Entity):
    envelope_id: str
    address_id: str
    planned_at: datetime
    planned_by: str
    dropped_at: datetime | None = None


@dataclass(kw_only=True)
class Visit(Entity):
    """What a phone reported of a stop."""

    stop_id: str
    outcome: str
    signer: str
    manner: str
    services: Sequence[str]
    at: datetime
    phone_now: datetime
    received_at: datetime
    has_mark: bool
    photos_told: int
    told_hash: str
    reported_by: str
    state: str = "draft"
    looked_at: datetime | None = None
    deed_id: str | None = None


@dataclass(kw_only=True)
class VisitPhoto(Entity):
    """A photograph of a visit that was kept: the hash as it came, and of the picture that is shown."""

    visit_id: str
    kind: str
    sha256: str
    size: int
    taken_at: datetime
    drawn_sha256: str
    kept_at: datetime


@dataclass(kw_only=True)
class Entrustment(Entity):
    """A service by other hands; its id is that of the deed."""

    hand: str
    court_id: str | None
    sent_at: datetime
    sent_by: str
    due_on: date
    letter_sha256: str
    received_at: datetime | None = None
    received_by: str = ""
    state: str = "sent"
    ended_at: datetime | None = None
    ended_by: str = ""
