"""What a rule looks like once it has been read from its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from songda.core.law.profile.rows.consent import CapacityRow, ConductRow, ConsentRow, ExcludedRow
from songda.core.law.profile.rows.effect import (
    ConsentNeed,
    EffectRow,
    LapseRow,
    RebuttalRow,
    RulingRow,
    SubstituteAddressRow,
    WayRow,
)
from songda.core.law.profile.rows.guard import GuardNeed, GuardRow
from songda.core.law.profile.rows.notice import CautionRow, ExhaustionRow, TierWays
from songda.core.law.profile.rows.periods import CountingRow, LimitRow, NoPeriodRow, PeriodRow, SuspensionRow
from songda.core.law.profile.rows.row import Row

__all__ = [
    "CapacityRow",
    "CautionRow",
    "ConductRow",
    "ConsentNeed",
    "ConsentRow",
    "CountingRow",
    "EffectRow",
    "ExcludedRow",
    "ExhaustionRow",
    "GuardNeed",
    "GuardRow",
    "LapseRow",
    "LimitRow",
    "NoPeriodRow",
    "PeriodRow",
    "RebuttalRow",
    "Row",
    "Rows",
    "RulingRow",
    "SubstituteAddressRow",
    "SuspensionRow",
    "TierWays",
    "WayRow",
]


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
