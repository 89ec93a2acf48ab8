"""The things of a court's work that no certificate rests on: tasks, look-ups, the telephone, forms, campaigns.

A field has the name that the column of its row has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from songda.core.state.logged import UNTOLD, Entity


@dataclass(kw_only=True)
class Task(Entity):
    """Something that a person of the court is to do."""

    case_id: str | None
    envelope_id: str | None
    party_id: str | None
    kind: str
    reason: str
    opened_at: datetime
    due_at: datetime
    owner_id: str | None
    closed_at: datetime | None = None
    closed_by: str = ""
    ended_by: str = ""


@dataclass(kw_only=True)
class Lookup(Entity):
    """A request to learn somebody's numbers from the operators, and who approved it."""

    case_id: str | None
    party_id: str
    purpose: str
    ground: str
    operators: Sequence[str]
    asked_by: str
    asked_at: datetime
    valid_until: datetime
    is_of_colleague: bool
    state: str = "waiting"
    decided_by: str = ""
    decided_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(kw_only=True)
class Inquiry(Entity):
    """The question to one operator; `numbers` what it named, where that can be read.

    No event tells of a question that was never put, or to which no answer came.
    """

    lookup_id: str
    operator: str
    answer: str = ""
    reason: str = ""
    answered_at: datetime | None = UNTOLD
    cost_fen: int = UNTOLD
    numbers: Sequence[str] = UNTOLD


@dataclass(kw_only=True)
class Uncovering(Entity):
    """That somebody had a found number shown in full."""

    number_id: str
    user_id: str
    at: datetime


@dataclass(kw_only=True)
class Dial(Entity):
    """A number that was dialled for a clerk, or a notice that was spoken, and what the telephone system saw of it."""

    kind: str
    party_id: str
    address_id: str
    caller_id: str
    asked_at: datetime
    extension: str = ""
    language: str = ""
    spoken: str = ""
    desk_answered_at: datetime | None = None
    ringing_at: datetime | None = None
    early_sound_at: datetime | None = None
    answered_at: datetime | None = None
    machine_at: datetime | None = None
    played_at: datetime | None = None
    ended_at: datetime | None = None
    line: str = ""
    cause: str = ""
    heard: list[str] | None = None
    digit_at: datetime | None = None
    digit: str = ""
    no_recording: str = ""


@dataclass(kw_only=True)
class Recording(Entity):
    """The recording of a call, by its hash."""

    party_id: str
    dial_id: str | None
    sha256: str
    size: int
    form: str
    length_ms: int
    heard_ms: int
    kept_at: datetime
    kept_by: str
    erased_at: datetime | None = None


@dataclass(kw_only=True)
class SignedForm(Entity):
    """A form on which they named where papers reach them."""

    party_id: str
    way: str
    signed_at: datetime
    signer_id: str | None
    wants_secrecy: bool
    consent_id: str | None
    refusal_id: str | None
    sha256: str
    size: int
    pages: int
    recorded_by: str


@dataclass(kw_only=True)
class Proposal(Entity):
    """What one person of the court asked for and another decides; `draft` what it is about, where that can be read."""

    kind: str
    about_id: str | None
    court_id: str
    draft: Mapping[str, Any]
    asked_by_id: str
    asked_at: datetime
    state: str = "open"
    decided_by_id: str | None = None
    decided_at: datetime | None = None


@dataclass(kw_only=True)
class Incident(Entity):
    """A trouble of the installation; its id is kind, subject and beginning."""

    kind: str
    subject: str
    begun_at: datetime
    ended_at: datetime | None = None


@dataclass(kw_only=True)
class Campaign(Entity):
    court_id: str
    title: str
    aim: str
    group: str
    starts_on: date
    ends_on: date
    place: str
    speaker: str
    recorded_at: datetime
    recorded_by: str
    reached: int | None = None
    counted_how: str = ""
    cancelled_at: datetime | None = None


@dataclass(kw_only=True)
class Answer(Entity):
    """What the court answers to everybody."""

    court_id: str
    subject: str
    question: str
    words: str
    published_at: datetime
    published_by: str
    retired_at: datetime | None = None


@dataclass(kw_only=True)
class Alarm(Entity):
    """What the watch over look-ups raised, and who judged it."""

    kind: str
    actor: str
    lookup_id: str | None
    count: int
    usual: int
    raised_at: datetime
    court_id: str | None = UNTOLD
    about: str = UNTOLD
    day: date = UNTOLD
    reviewed_at: datetime | None = None
    reviewed_by: str = ""


@dataclass(kw_only=True)
class Photo(Entity):
    """A photograph of a campaign, by its hash."""

    campaign_id: str
    sha256: str
    recorded_at: datetime


def incident_id(kind: str, subject: str, begun_at: datetime) -> str:
    """By what an incident is known."""
    return f"{kind} {subject} {begun_at.astimezone(UTC)}"
