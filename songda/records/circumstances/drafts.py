"""What is to be noted of a person, as it comes from a form or over the API."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MissingDraft:
    """That nobody knows where a person is: who says so, since when, and the evidence in words."""

    source: str
    since: datetime
    evidence: str


@dataclass(frozen=True)
class WithheldDraft:
    """That a party gives no address: how, since when, and in words how they were told what follows or evade."""

    how: str
    at: datetime
    evidence: str


@dataclass(frozen=True)
class StatusPeriodDraft:
    """That a person is in custody or a serving soldier: since when, and in which prison or unit."""

    what: str
    since: datetime
    place: str


@dataclass(frozen=True)
class RuledOutDraft:
    """Which ways, why, since when it is known, and who found it out and how."""

    ways: tuple[str, ...]
    ground: str
    at: datetime
    words: str
