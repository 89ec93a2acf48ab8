"""The facts of one paper's service on one person: as records, and as the JSON that `read_facts` reads."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from songda.core.law.facts.words import (
    AddressClass,
    AddressSource,
    Branch,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    PersonStatus,
    Posting,
    Procedure,
    RebuttalGround,
    RecipientKind,
    RetrialOf,
    ReturnCause,
    Role,
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
    (None: it has not). `maritime_court`: a maritime court hears it; `pilot_court`: a court of the pilot of 2020 and
    2021 that diverted simple cases. `retrial_of`: of a retrial, whose decision is tried again (None: not told).
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
    retrial_of: RetrialOf | None = None
    maritime_court: bool = False
    pilot_court: bool = False


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The paper, fixed by its hash.

    `days_set_in_paper` is the period that the paper itself sets (an evidence notice). `other_signatures` tells when
    each of the other parties signed a mediation document (None: not yet). `carried_out` tells whether a preservation
    ruling has been carried out. `issued_at`: when the court issued a payment order, which lapses if it is not served
    in time.
    """

    id: str
    kind: PaperKind
    sha256: str
    replaces: str | None = None
    days_set_in_paper: int | None = None
    carried_out: bool | None = None
    other_signatures: tuple[datetime | None, ...] | None = None
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressWithheld:
    """Since when the recipient gives the court no address, though told what follows, or evades it.

    `ended_at`: when they gave one after all (None: they have not).
    """

    how: Withholding
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressOnFile:
    """A place of theirs that the court knows of, and the day on which they last used it so (None: not told)."""

    source: AddressSource
    last_used_on: date | None = None


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

    Capacity: `born_on` tells a minor, `own_labour` that they live mainly on what they earn, `lacks_capacity` that their
    own acts do not bind them though they are of age. `missing`: nobody knows where they are (None: not told).
    `agent_excluded`: the power of attorney keeps their agent from receiving. `addresses_on_file`: places of theirs that
    the court knows of without them, which matter where their own is `address_withheld` (at one time or several).
    Abroad: `home_law_forbids_electronic`, `home_law_forbids_post` tell what their state does not allow;
    `branch_may_receive`, `business_agent_may_receive` that they gave their branch or business agent in the mainland the
    power to receive; `notice_at_first_instance` that they were served by public notice there.
    `deceased`; `dissolved`: a body that ended; `in_bankruptcy`: a court has accepted a petition against it.
    `foreign_state`: the recipient is a foreign State, or an organ of one.
    `mandate_ended_at`: since then the court knows in writing that their agent acts for them no longer.
    `role` in the case (None: not told); `must_appear`: the case cannot be heard without them, or they owe support.
    These flags hold at any time; what began or ended on a day is told by `status_periods`.
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
    home_law_forbids_post: bool = False
    branch_may_receive: bool = False
    business_agent_may_receive: bool = False
    notice_at_first_instance: bool = False
    role: Role | None = None
    must_appear: bool = False
    deceased: bool = False
    dissolved: bool = False
    in_bankruptcy: bool = False
    foreign_state: bool = False
    mandate_ended_at: datetime | None = None
    address_withheld: tuple[AddressWithheld, ...] = ()
    addresses_on_file: tuple[AddressOnFile, ...] = ()
    status_periods: tuple[StatusPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One agreement to electronic service; `None` in stages or paper kinds stands for all of them (`*`).

    `by` is who gave it: the recipient, their agent in the suit with authority, or their statutory agent.
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

    def next_moment(self) -> datetime | None:
        """The first moment after `as_of` of anything told here: the answer may be another then; None: there is none.

        The hearing is no such moment: an arrival is held against it, never `as_of`.
        """
        return min((at for at in self._moments() if at is not None and at > self.as_of), default=None)

    def _moments(self) -> Iterator[datetime | None]:
        yield from self._moments_of_case_and_person()
        for consent in self.consents:
            yield from (consent.at, consent.withdrawn_at)
        yield from (refusal.at for refusal in self.refusals)
        yield from (closed_way.at for closed_way in self.ruled_out)
        for attempt in (*self.attempts, *self.other_tries):
            yield attempt.disowned_at
            yield from (event.at for event in attempt.events)
            yield from (ruling.at for ruling in attempt.rulings)
            yield from (rebuttal.proved_at for rebuttal in attempt.rebuttals)

    def _moments_of_case_and_person(self) -> Iterator[datetime | None]:
        objection = self.case.jurisdiction_objection
        if objection is not None:
            yield from (objection.raised_at, objection.dismissal_in_force_at)
        yield from (self.case.procuratorate_agreed_at, self.paper.issued_at, self.recipient.mandate_ended_at)
        yield from self.paper.other_signatures or ()
        for withheld in self.recipient.address_withheld:
            yield from (withheld.at, withheld.ended_at)
        for period in self.recipient.status_periods:
            yield from (period.since, period.until)


Written = bool | int | str | list["Written"] | dict[str, "Written"] | None
_ALL = ["*"]


def write_facts(facts: Facts) -> dict[str, Written]:
    """The facts as plain JSON values; read again they are the same facts."""
    return _written_record(facts)


def _written_record(fact: Any) -> dict[str, Written]:
    members = ((one, getattr(fact, one.name)) for one in fields(fact))
    written = {one.name: _written_value(value) for one, value in members if not _is_left_out(one, value)}
    if not isinstance(fact, ConsentFact):
        return written
    # A consent to everything says so, since nothing is guessed.
    return written | {key: [*_ALL] for key in ("stages", "paper_kinds") if getattr(fact, key) is None}


def _is_left_out(one: Field[Any], value: object) -> bool:
    return one.default is not MISSING and value == one.default


def _written_value(value: Any) -> Written:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if isinstance(value, tuple):
        return [_written_value(each) for each in value]
    return _written_record(value) if is_dataclass(value) else value
