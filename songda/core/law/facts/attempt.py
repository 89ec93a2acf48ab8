"""What was tried, what happened to it, and what was said of it."""

from dataclasses import dataclass
from datetime import date, datetime

from songda.core.law.facts.event_words import EventKind, Leaving, Posting, ReturnCause
from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Channel,
    Person,
    RebuttalGround,
    RuledOutGround,
    Ruling,
)


@dataclass(frozen=True, slots=True)
class EventFact:
    """One thing that happened to an attempt; `by` is who did it, None where nothing else is on record.

    `how` a paper was left with whoever refused it, `cause` of what came back, `where` a notice was published; of every
    other event nothing is told.
    """

    kind: EventKind
    at: datetime
    by: Person | None = None
    how: Leaving = Leaving.UNTOLD
    cause: ReturnCause = ReturnCause.UNTOLD
    where: Posting = Posting.UNTOLD


@dataclass(frozen=True, slots=True)
class RebuttalFact:
    """What the recipient set against an attempt; for another arrival date, `proved_at` is that arrival.

    `proved_at` None: nothing is proved; only what the judge accepted must have been.
    """

    ground: RebuttalGround
    proved_at: datetime | None
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class JudgeRuling:
    """What the judge found of an attempt at `at`: that it counts as service, or that it does not."""

    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One try, one way, one address. `to` is whose address it is; an opponent's own number never counts.

    `address_source` tells from what on file the court took the place, `address_last_used_on` when they last used it so.
    `disowned_at`: since then whoever holds the address denies being the recipient, and nothing on file answers it.
    """

    id: str
    channel: Channel
    paper_sha256: str
    address_class: AddressClass | None = None
    to: Person = Person.RECIPIENT
    shared_with_opponent: bool = False
    events: tuple[EventFact, ...] = ()
    rebuttals: tuple[RebuttalFact, ...] = ()
    rulings: tuple[JudgeRuling, ...] = ()
    address_source: AddressSource | None = None
    address_last_used_on: date | None = None
    disowned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuledOutFact:
    """It is on record since `at` that this way cannot be used for the recipient, and why."""

    channel: Channel
    at: datetime
    ground: RuledOutGround
