"""Which rules speak of an attempt, found once for each kind of it and each stretch of law.

A kind of service, or of attempt, is what the rules look at and nothing else, so that equal cases are one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar

from songda.core.law.decision import Citation, Reason, Standing, Status
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    AttemptFacts,
    CaseFacts,
    Channel,
    ConsentGround,
    PaperFacts,
    Person,
    Procuratorate,
    RebuttalGround,
    RecipientFacts,
    Withholding,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import OF_THE_ATTEMPT, OF_THE_SERVICE, Circumstances, Value
from songda.core.law.profile.index import RowIndex
from songda.core.law.profile.rows import (
    CautionRow,
    ConductRow,
    ConsentRow,
    EffectRow,
    ExcludedRow,
    ExhaustionRow,
    LapseRow,
    NoEffectRow,
    RebuttalRow,
    Row,
    Rows,
    RulingRow,
    SubstituteAddressRow,
    WayRow,
)


@dataclass(frozen=True, slots=True, eq=False)
class ServiceKind:
    """One kind of paper to one kind of person in one kind of case."""

    profile: Profile
    circumstances: Circumstances


class StateAtAttempt(NamedTuple):
    """What was so at the moment of an attempt.

    Whether the person's own acts bound them, how they withheld their address, whether the procuratorate agreed, if it
    takes part, whether their agent's mandate was over, and whether their age is told and makes them capable.
    """

    capable: bool = True
    withholds: Withholding | None = None
    procuratorate: Procuratorate | None = None
    mandate_over: bool = False
    of_age: bool = False


class AttemptKind(NamedTuple):
    """By which way, to what sort of address, whose.

    `source`: from what on file the court took the address, because they withheld their own.
    """

    channel: Channel
    address_class: AddressClass | None
    to: Person
    shared_with_opponent: bool
    capable: bool
    source: AddressSource | None = None
    withholds: Withholding | None = None
    procuratorate: Procuratorate | None = None
    mandate_over: bool = False
    of_age: bool = False


def service_of(profile: Profile, case: CaseFacts, paper: PaperFacts, recipient: RecipientFacts) -> ServiceKind:
    """The kind of service that the facts tell of."""
    court = "maritime" if case.maritime_court else "internet" if case.internet_court else "general"
    words = (case.branch, case.procedure, case.stage, court, case.status_case, paper.kind)
    others = (paper.carried_out, case.retrial_of, case.pilot_court, recipient.foreign_state)
    return _service(profile, *words, *person_of(profile, recipient), *others)


def person_of(profile: Profile, recipient: RecipientFacts) -> tuple[Value, ...]:
    """What the rules look at in the recipient, in the order of OF_THE_SERVICE."""
    return (
        profile.zone_of(recipient.domicile),
        recipient.kind,
        recipient.offline,
        recipient.soldier,
        recipient.in_custody,
        recipient.home_law_forbids_electronic,
        recipient.missing,
        recipient.agent_excluded,
        recipient.home_law_forbids_post,
        recipient.branch_may_receive,
        recipient.business_agent_may_receive,
        recipient.notice_at_first_instance,
        recipient.role,
        recipient.must_appear,
        recipient.deceased,
        recipient.dissolved,
        recipient.in_bankruptcy,
    )


@lru_cache(maxsize=4096)
def _service(profile: Profile, *words: Value) -> ServiceKind:
    return ServiceKind(profile, dict(zip(OF_THE_SERVICE, words, strict=True)))


def circumstances_on(service: ServiceKind, attempt_kind: AttemptKind) -> Circumstances:
    """Everything that a condition may ask about."""
    return {**service.circumstances, **_of_attempt(attempt_kind)}


def _of_attempt(attempt_kind: AttemptKind) -> Circumstances:
    return dict(zip(OF_THE_ATTEMPT, attempt_kind, strict=True))


Values = tuple[tuple[str, object], ...]
AnyRow = TypeVar("AnyRow", bound=Row)


@dataclass(frozen=True, slots=True, eq=False)
class ApplicableRules:
    """The rules for one kind of attempt in one stretch of law; `way` None: no rule opens this way."""

    service: ServiceKind
    profile: Profile
    way: WayRow | None
    block: Row | None
    effects: tuple[EffectRow, ...]
    consents: Mapping[ConsentGround, ConsentRow]
    conduct: ConductRow | None
    waiver: Row | None
    no_effect: NoEffectRow | None
    defects: Mapping[str, Citation]
    first_way_wins: Row | None
    substitute_addresses: tuple[SubstituteAddressRow, ...]
    rebuttals: Mapping[RebuttalGround, RebuttalRow]
    rulings: tuple[RulingRow, ...]
    cross_references: tuple[Row, ...]
    cautions: tuple[CautionRow, ...]
    no_way: Row | None
    is_verified: bool
    excluded: tuple[ExcludedRow, ...]
    ladder: ExhaustionRow | None
    lapse: LapseRow | None
    attempt_kind: AttemptKind

    def defect(self, code: str, values: Values = ()) -> Reason:
        """A reason why something does not count, with the rule that the law has for it, if it has one."""
        return Reason(code, values, self.defects.get(code))

    @property
    def removing(self) -> RulingRow | None:
        """The rule under which the judge may find that the attempt does not count."""
        return next((row for row in self.rulings if not row.counts), None)

    def confirming(self, status: Status) -> RulingRow | None:
        """The first rule under which the judge may find that an effect of that status counts."""
        return next((row for row in self.rulings if row.counts and status in row.confirms), None)

    @property
    def is_closed_unverified(self) -> bool:
        """Whether nothing opens the way, but no text that was read closes it either."""
        return not self.is_open and not self.is_verified

    @property
    def remarks(self) -> tuple[CautionRow, ...]:
        """The advice that also belongs to the answer on a service."""
        return tuple([row for row in self.cautions if row.told_afterwards])

    @property
    def on_file(self) -> tuple[Reason, ...]:
        """What the file must hold of a try by this way; nothing where the way is closed."""
        return tuple([Reason(row.say, (), row.rule) for row in self.cautions if row.on_file and self.is_open])

    @property
    def is_open(self) -> bool:
        """Whether the law opens this way, consent aside."""
        return self.way is not None and self.way.open


def rules_for_attempt(
    service: ServiceKind, attempt: AttemptFacts, regime: int, state: StateAtAttempt | None = None
) -> ApplicableRules:
    """The rules for an attempt that was made in that stretch of law, when things stood as `state` says."""
    state = state or StateAtAttempt()
    source = attempt.address_source if state.withholds is not None else None
    address = (attempt.channel, attempt.address_class, attempt.to, attempt.shared_with_opponent)
    return applicable_rules(service, regime, AttemptKind(*address, state.capable, source, *state[1:]))


@lru_cache(maxsize=16384)
def applicable_rules(service: ServiceKind, regime: int, attempt_kind: AttemptKind) -> ApplicableRules:
    """The rules that are in force and fit, out of all rows of the jurisdiction."""
    mask = _service_mask(service, regime) & _attempt_mask(service.profile, regime, attempt_kind)
    found = _in_force(service.profile, regime).fitting(mask)
    return ApplicableRules(
        service=service,
        profile=service.profile,
        way=first_of(found.way),
        block=first_of(found.block),
        effects=found.effect,
        consents={row.ground: row for row in reversed(found.consent)},
        conduct=first_of(found.conduct),
        waiver=first_of(found.waiver),
        no_effect=first_of(found.no_effect),
        defects={row.say: row.rule for row in reversed(found.defect)},
        first_way_wins=first_of(found.first_way_wins),
        substitute_addresses=found.substitute_address,
        rebuttals={row.ground: row for row in reversed(found.rebuttal)},
        rulings=found.ruling,
        cross_references=found.cross_reference,
        cautions=found.caution,
        no_way=first_of(found.no_way),
        is_verified=_is_verified(found, service, regime),
        excluded=found.excluded,
        ladder=first_of(found.exhaustion) if attempt_kind.channel is Channel.PUBLIC_NOTICE else None,
        lapse=first_of(found.lapse),
        attempt_kind=attempt_kind,
    )


@lru_cache(maxsize=1024)
def _in_force(profile: Profile, regime: int) -> RowIndex:
    return RowIndex(profile.rows, profile.regime_days[regime])


@lru_cache(maxsize=16384)
def _service_mask(service: ServiceKind, regime: int) -> int:
    return _in_force(service.profile, regime).of_service(service.circumstances)


@lru_cache(maxsize=16384)
def _attempt_mask(profile: Profile, regime: int, attempt_kind: AttemptKind) -> int:
    return _in_force(profile, regime).of_attempt(_of_attempt(attempt_kind))


@lru_cache(maxsize=16384)
def rules_for_service(service: ServiceKind, regime: int, channel: str = "") -> Rows:
    """The rows of every kind that speak of the service in that stretch of law: of any attempt, or by this way."""
    index = _in_force(service.profile, regime)
    return index.fitting(_service_mask(service, regime) & index.of_attempt({"channel": channel} if channel else {}))


def rules_under(profile: Profile, regime: int, circumstances: Circumstances) -> Rows:
    """The rows of every kind that speak of these circumstances in that stretch of law."""
    index = _in_force(profile, regime)
    return index.fitting(index.of_service(circumstances) & index.of_attempt(circumstances))


def first_of(rows: tuple[AnyRow, ...]) -> AnyRow | None:
    """The first of the rows that fit, which prevails."""
    return rows[0] if rows else None


def _is_verified(found: Rows, service: ServiceKind, regime: int) -> bool:
    """Whether texts that were read say if the way is open.

    They do not where the row that closes it was not checked, where one that would open it is off, or where no text of
    that time opens any way for such a case, paper and domicile.
    """
    if found.way:
        return found.way[0].rule.standing is not Standing.UNCHECKED
    return bool(found.no_way) or (
        "way" not in found.off
        and _is_any_open(service.profile, regime, tuple(service.circumstances[each] for each in _WHAT_IS_OPENED))
    )


_WHAT_IS_OPENED = ("branch", "zone", "paper", "court", "foreign_state")


@lru_cache(maxsize=4096)
def _is_any_open(profile: Profile, regime: int, values: tuple[Value, ...]) -> bool:
    """Whether a rule of that time opens any way for such a paper, in a case of this branch, to a domicile there."""
    day, such = profile.regime_days[regime], dict(zip(_WHAT_IS_OPENED, values, strict=True))
    rows = (row for row in profile.rows.way if row.open and row.is_in_force(day))
    return any(all(each.holds(such) for each in row.conditions if each.subject in such) for row in rows)


def reason_for_way(rules: ApplicableRules, channel: Channel) -> Reason:
    """Why the way is not open."""
    row = rules.way or rules.no_way
    if row is None and rules.is_closed_unverified:
        return Reason("way_not_verified", (("channel", channel),))
    if row is None:
        return Reason("no_rule_opens", (("channel", channel),))
    return Reason(row.say, (("channel", channel),), row.rule)
