"""The facts of one paper's service on one person, as the law looks at them."""

from dataclasses import dataclass
from datetime import date, datetime

from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    PaperKind,
    Person,
    PersonStatus,
    Procedure,
    RebuttalGround,
    RecipientKind,
    RuledOutGround,
    Ruling,
    Stage,
    Withholding,
)


@dataclass(frozen=True, slots=True)
class JurisdictionObjection:
    """A party's objection to jurisdiction; `dismissal_in_force_at` is None until its dismissal is in force."""

    raised_at: datetime
    dismissal_in_force_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case. `internet_court`: the case is heard by one of the internet courts, which have rules of their own.

    Where the procuratorate takes part, `procuratorate_agreed_at` tells since when it agrees to proceedings on line
    (None: it has not).
    """

    branch: Branch
    procedure: Procedure
    stage: Stage
    status_case: bool = False
    internet_court: bool = False
    number: str | None = None
    jurisdiction_objection: JurisdictionObjection | None = None
    procuratorate_takes_part: bool = False
    procuratorate_agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The paper, fixed by its hash.

    `stated_days` is the period that the paper itself sets (an evidence notice). `other_signatures` tells when each of
    the other parties signed a mediation document (None: not yet). `carried_out` tells whether a preservation ruling
    has been carried out.
    """

    id: str
    kind: PaperKind
    sha256: str
    supersedes: str | None = None
    stated_days: int | None = None
    carried_out: bool | None = None
    other_signatures: tuple[datetime | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class AddressWithheld:
    """Since when the recipient gives the court no address, though told what follows, or evades it.

    `ended_at`: when he gave one after all (None: he has not).
    """

    how: Withholding
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressOnFile:
    """A place of his that the court knows of, and the day on which he last used it so (None: not told)."""

    source: AddressSource
    used_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """From when until when something was so of the recipient; `until` None: it still is."""

    status: PersonStatus
    since: datetime
    until: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether it was so at that moment; it is so no longer at the moment at which it ended."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """The person served. `domicile` is a two-letter country code, `cn` for the mainland, or `foreign`.

    Capacity: `born_on` tells a minor, `own_labour` that he lives mainly on what he earns, `lacks_capacity` that his own
    acts do not bind him though he is of age. `missing`: nobody knows where he is (None: not told). `agent_excluded`:
    the power of attorney keeps his agent from receiving. `addresses_on_file`: places of his that the court knows of
    without him, which matter where his own is `address_withheld` (at one time or several). `offline`, `soldier`,
    `in_custody` and `missing` hold at any time; what began or ended on a day is told by `status_periods`.
    """

    kind: RecipientKind
    domicile: str = "cn"
    offline: bool = False
    soldier: bool = False
    in_custody: bool = False
    home_law_forbids_electronic: bool = False
    missing: bool | None = None
    born_on: date | None = None
    own_labour: bool = False
    lacks_capacity: bool = False
    agent_excluded: bool = False
    address_withheld: tuple[AddressWithheld, ...] = ()
    addresses_on_file: tuple[AddressOnFile, ...] = ()
    status_periods: tuple[StatusPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One agreement to electronic service; `None` in stages or paper kinds stands for all of them (`*`).

    `by` is who gave it: the recipient, his agent in the suit with authority, or his statutory agent.
    """

    ground: ConsentGround
    at: datetime
    stages: tuple[Stage, ...] | None
    paper_kinds: tuple[PaperKind, ...] | None
    withdrawn_at: datetime | None = None
    by: Person = Person.RECIPIENT


@dataclass(frozen=True, slots=True)
class RefusalFact:
    """The recipient clearly said no."""

    at: datetime


@dataclass(frozen=True, slots=True)
class EventFact:
    """One thing that happened to an attempt; `by` is who did it, None where nothing else is on record."""

    kind: EventKind
    at: datetime
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class RebuttalFact:
    """What the recipient set against an attempt; for another arrival date, `proved_at` is that arrival."""

    ground: RebuttalGround
    proved_at: datetime
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class JudgeRuling:
    """What the judge found of an attempt at `at`: that it counts as service, or that it does not."""

    at: datetime
    counts: bool


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """One try, one way, one address. `to` is whose address it is; an opponent's own number never counts.

    `address_source` tells from what on file the court took the place, `address_used_on` when he last used it so.
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
    address_used_on: date | None = None


@dataclass(frozen=True, slots=True)
class RuledOutFact:
    """It is on record since `at` that this way cannot be used for the recipient, and why."""

    channel: Channel
    at: datetime
    ground: RuledOutGround


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a decision looks at, as known at `as_of`.

    `other_tries`: tries at the same person, in the same case and stage, that were made for other orders. They never
    serve this paper; like `ruled_out` they are looked at only for what a public notice needs before it.
    """

    as_of: datetime
    case: CaseFacts
    paper: PaperFacts
    recipient: RecipientFacts
    consents: tuple[ConsentFact, ...] = ()
    refusals: tuple[RefusalFact, ...] = ()
    attempts: tuple[AttemptFacts, ...] = ()
    other_tries: tuple[AttemptFacts, ...] = ()
    ruled_out: tuple[RuledOutFact, ...] = ()
    hearing_at: datetime | None = None
    jurisdiction: str = "cn"
