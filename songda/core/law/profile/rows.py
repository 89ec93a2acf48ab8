"""What a rule looks like once it has been read from its row: source, dates, conditions, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from songda.core.law.decision import Citation, Ground, Status
from songda.core.law.facts import AddressSource, Channel, ConsentGround, EventKind, Person, RebuttalGround
from songda.core.law.profile.conditions import Circumstances, Condition, first_failing


class Mark(StrEnum):
    """How well a row is founded: read in the text, derived from it, known but not read there, or unsure (off)."""

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    UNCHECKED = "unchecked"
    UNSURE = "unsure"


class ConsentNeed(StrEnum):
    """What an effect asks of the recipient's consent."""

    GIVEN = "given"
    GIVEN_OR_CONDUCT = "given_or_conduct"
    NONE = "none"


class GuardNeed(StrEnum):
    """What a guard row asks of the summons."""

    EFFECTIVE = "effective"
    NEVER = "never"
    DAYS_BEFORE_HEARING = "days_before_hearing"
    PROOF_OF_RECEIPT = "proof_of_receipt"
    NO_PENDING_REBUTTAL = "no_pending_rebuttal"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Row:
    """`until` is the first day on which the row is no longer in force; `say` is the code of its sentence."""

    rule: Citation
    since: date
    until: date
    conditions: tuple[Condition, ...] = ()
    say: str = ""
    mark: Mark = Mark.CONFIRMED

    def is_in_force(self, day: date) -> bool:
        """Whether the row is law on that day."""
        return self.since <= day < self.until

    def fits(self, circumstances: Circumstances) -> bool:
        """Whether the row speaks of these circumstances."""
        return first_failing(self.conditions, circumstances) is None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WayRow(Row):
    """Opens or closes a way of service."""

    open: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConsentRow(Row):
    """A ground of consent that the law knows; `ended_by_earlier_refusal`: an earlier clear no bars it."""

    ground: ConsentGround
    ended_by_earlier_refusal: bool = False
    by: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CapacityRow(Row):
    """From which age on a person's own acts bind him; `own_labour`: only one who lives mainly on what he earns."""

    from_age: int
    own_labour: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExcludedRow(Row):
    """Whose reading, replying and signing does not count."""

    by: frozenset[Person]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConductRow(Row):
    """Which of his own acts show that the recipient accepts the service."""

    events: frozenset[EventKind]
    by: frozenset[Person]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EffectRow(Row):
    """When an attempt takes effect: which events, taken back by which, how long after, with what consent.

    `months_after_sending`: not before so many months have run since it was sent, however early the event came.
    `at_substitute_address`: only at an address that stands for the one that the recipient withholds.
    """

    events: frozenset[EventKind]
    status: Status
    ground: Ground
    consent: ConsentNeed
    by: frozenset[Person] = frozenset(Person)
    taken_back_by: frozenset[EventKind] = frozenset()
    last_event_counts: bool = False
    days_after: int = 0
    months_after: int = 0
    months_after_sending: int = 0
    working_days_after: int = 0
    cut_off: time | None = None
    without_consent: Status | None = None
    say_without_consent: str = ""
    waits_for_other_signatures: bool = False
    at_substitute_address: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SubstituteAddressRow(Row):
    """Which address stands for one that is withheld, in their order; `within_months`: used so lately at most."""

    source: AddressSource
    within_months: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RebuttalRow(Row):
    """What an accepted rebuttal does: it moves the effect, or removes the attempt.

    `against`: only effects on these grounds fall; where none is named, the attempt does.
    """

    ground: RebuttalGround
    moves: bool = False
    against: frozenset[Ground] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RulingRow(Row):
    """What the judge's ruling does: where it says `counts`, it lifts the statuses `confirms`; else it removes."""

    counts: bool
    confirms: frozenset[Status] = frozenset()


@dataclass(frozen=True, slots=True)
class TierWays:
    """One tier of the ladder: ways of which one must have failed; the name is a word of the jurisdiction."""

    name: str
    ways: tuple[Channel, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExhaustionRow(Row):
    """Which tiers must be exhausted before the last way.

    `months_of_silence`: how long nothing may be heard of what was sent off until it has failed (0: silence proves
    nothing).
    """

    tiers: tuple[TierWays, ...]
    months_of_silence: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CautionRow(Row):
    """Advice before a way is chosen; `told_afterwards`: it also belongs to the answer on a service.

    `in_notice`: it is one of the things that the text of a public notice must tell.
    """

    told_afterwards: bool = False
    in_notice: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountingRow(Row):
    """How a period is counted to its end."""

    extends_over_rest_days: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PeriodRow(Row):
    """A period that starts from the service of a paper, or from `starts`; `stated`: the paper itself says how long."""

    kind: str
    days: int = 0
    months: int = 0
    hours: int = 0
    starts: str = "service"
    runs_out_on_any_day: bool = False
    stated: bool = False
    only_on_request: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NoPeriodRow(Row):
    """Where a period that one might expect does not exist."""

    kind: str
    only_on_request: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SuspensionRow(Row):
    """Which period stands still from an objection to jurisdiction until its dismissal is in force."""

    kind: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LimitRow(Row):
    """The least and the most that the court may set for a period."""

    kind: str
    at_least: int = 0
    at_most: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GuardRow(Row):
    """One thing that must hold before a default judgment."""

    needs: GuardNeed
    days: int = 0
    events: frozenset[EventKind] = frozenset()
    by: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rows:
    """All rows of a jurisdiction, each kind in the order of its files; `off` are the unsure ones, which never act."""

    way: tuple[WayRow, ...] = ()
    consent: tuple[ConsentRow, ...] = ()
    capacity: tuple[CapacityRow, ...] = ()
    conduct: tuple[ConductRow, ...] = ()
    waiver: tuple[Row, ...] = ()
    no_way: tuple[Row, ...] = ()
    block: tuple[Row, ...] = ()
    excluded: tuple[ExcludedRow, ...] = ()
    effect: tuple[EffectRow, ...] = ()
    no_effect: tuple[Row, ...] = ()
    defect: tuple[Row, ...] = ()
    first_way_wins: tuple[Row, ...] = ()
    substitute_address: tuple[SubstituteAddressRow, ...] = ()
    rebuttal: tuple[RebuttalRow, ...] = ()
    ruling: tuple[RulingRow, ...] = ()
    cross_reference: tuple[Row, ...] = ()
    exhaustion: tuple[ExhaustionRow, ...] = ()
    caution: tuple[CautionRow, ...] = ()
    counting: tuple[CountingRow, ...] = ()
    period: tuple[PeriodRow, ...] = ()
    no_period: tuple[NoPeriodRow, ...] = ()
    limit: tuple[LimitRow, ...] = ()
    suspension: tuple[SuspensionRow, ...] = ()
    hours: tuple[Row, ...] = ()
    guard: tuple[GuardRow, ...] = ()
    off: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
