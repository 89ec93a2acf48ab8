"""What a rule looks like once it has been read from its row; each kind of rule adds what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from songda.core.law.decision import Citation, Ground, Status
from songda.core.law.facts import (
    AddressSource,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    Person,
    Posting,
    RebuttalGround,
    ReturnCause,
)
from songda.core.law.profile.conditions import Circumstances, Condition, first_failing


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Row:
    """`until` is the first day on which the row is no longer in force; `say` is the code of its sentence.

    `off`: it is there to be read, and never acts.
    """

    rule: Citation
    since: date
    until: date
    conditions: tuple[Condition, ...] = ()
    say: str = ""
    off: bool = False

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


class ConsentNeed(StrEnum):
    """What an effect asks of the recipient's consent."""

    GIVEN = "given"
    GIVEN_OR_CONDUCT = "given_or_conduct"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EffectRow(Row):
    """When an attempt takes effect: which events, taken back by which, how long after, with what consent.

    `months_after_sending`: not before so many months have run since it was sent, however early the event came.
    `to_month_end`: months that begin on the last day of a month end on the last day of another.
    `how`, `cause`: in which ways a paper must have been left, or for what it must have come back, to count; `where`: in
    which of these places a notice must have been published, whatever came after it elsewhere.
    `at_substitute_address`: only at an address that stands for the one that the recipient withholds.
    `named`: of whom the text itself speaks; that the act of another of those in `by` counts follows from it.
    """

    events: frozenset[EventKind]
    status: Status
    ground: Ground
    consent: ConsentNeed
    by: frozenset[Person] = frozenset(Person)
    how: frozenset[Leaving] = frozenset(Leaving)
    cause: frozenset[ReturnCause] = frozenset(ReturnCause)
    where: frozenset[Posting] = frozenset(Posting)
    taken_back_by: frozenset[EventKind] = frozenset()
    last_event_counts: bool = False
    days_after: int = 0
    months_after: int = 0
    to_month_end: bool = False
    months_after_sending: int = 0
    working_days_after: int = 0
    cut_off: time | None = None
    without_consent: Status | None = None
    say_without_consent: str = ""
    waits_for_other_signatures: bool = False
    at_substitute_address: bool = False
    named: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NoEffectRow(Row):
    """What is said of a way by which nothing has come about yet.

    `months_of_silence`: the text says so once so many months have run since it was sent and nothing was heard of it.
    """

    months_of_silence: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConsentRow(Row):
    """A ground of consent that the law knows; `ended_by_earlier_refusal`: an earlier clear no bars it."""

    ground: ConsentGround
    ended_by_earlier_refusal: bool = False
    by: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CapacityRow(Row):
    """From which age on a person's own acts bind them; `own_labour`: only one who lives mainly on what they earn."""

    from_age: int
    own_labour: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExcludedRow(Row):
    """Whose reading, replying and signing does not count; `after_mandate`: only since their mandate is over."""

    by: frozenset[Person]
    after_mandate: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConductRow(Row):
    """Which of their own acts show that the recipient accepts the service."""

    events: frozenset[EventKind]
    by: frozenset[Person]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LapseRow(Row):
    """Within how many days of its issue a paper must take effect, or it is void."""

    days: int


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
    nothing); `months_on_request`: how long where another authority was asked (0: as long as the others).
    """

    tiers: tuple[TierWays, ...]
    months_of_silence: int = 0
    months_on_request: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CautionRow(Row):
    """Advice before a way is chosen; `told_afterwards`: it also belongs to the answer on a service.

    `in_notice`: it is one of the things that the text of a public notice must tell. `on_file`: what the file must hold
    of such a try; it is told with every answer on one, whatever came of it, and by the ladder that leads there.
    `days_before_hearing`: so many days before it the paper must have been served; what came of that is told with the
    answer, where the day of the hearing is known.
    """

    told_afterwards: bool = False
    in_notice: bool = False
    on_file: bool = False
    days_before_hearing: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CountingRow(Row):
    """How a period is counted to its end.

    `to_month_end`: months that begin on the last day of a month end on the last day of another.
    """

    extends_over_rest_days: bool
    to_month_end: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PeriodRow(Row):
    """A period that starts from the service of a paper, or from `starts`; `set_in_paper`: the paper says how long."""

    kind: str
    days: int = 0
    working_days: int = 0
    months: int = 0
    hours: int = 0
    starts: str = "service"
    runs_out_on_any_day: bool = False
    set_in_paper: bool = False
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


class GuardNeed(StrEnum):
    """What a guard row asks of the summons."""

    EFFECTIVE = "effective"
    NEVER = "never"
    NOT_AGAINST_THEM = "not_against_them"
    DAYS_BEFORE_HEARING = "days_before_hearing"
    PROOF_OF_RECEIPT = "proof_of_receipt"
    NO_PENDING_REBUTTAL = "no_pending_rebuttal"
    DENIAL_ANSWERED = "denial_answered"
    SIGNER_KNOWN = "signer_known"
    ROLE_UNTOLD = "role_untold"
    MONTHS_SINCE_SERVICE = "months_since_service"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GuardRow(Row):
    """One thing that must hold before a default judgment."""

    needs: GuardNeed
    days: int = 0
    months: int = 0
    events: frozenset[EventKind] = frozenset()
    by: frozenset[Person] = frozenset(Person)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rows:
    """All rows of a jurisdiction, each kind in the order of its files; `off` are those that never act."""

    way: tuple[WayRow, ...] = ()
    consent: tuple[ConsentRow, ...] = ()
    capacity: tuple[CapacityRow, ...] = ()
    conduct: tuple[ConductRow, ...] = ()
    waiver: tuple[Row, ...] = ()
    no_way: tuple[Row, ...] = ()
    block: tuple[Row, ...] = ()
    excluded: tuple[ExcludedRow, ...] = ()
    effect: tuple[EffectRow, ...] = ()
    lapse: tuple[LapseRow, ...] = ()
    no_effect: tuple[NoEffectRow, ...] = ()
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
