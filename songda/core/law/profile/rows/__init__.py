"""What a rule looks like once it has been read from its row."""

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
from songda.core.law.profile.rows.of_a_jurisdiction import Rows
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
