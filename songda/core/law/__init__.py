"""What the law says of a service: dated rules as rows, small pure functions, every answer with its article."""

from songda.core.law.answer import decide, ladder
from songda.core.law.attempt.consent import (
    ANY_PAPER,
    ConsentAnswer,
    ConsentStatus,
    consent_at_stage,
    consent_to_all,
    consent_to_paper,
)
from songda.core.law.attempt.ladder import Ladder, LadderStanding, Tier
from songda.core.law.decision import Citation, Decision, Ground, GuardAnswer, PeriodAnswer, Reason, Standing, Status
from songda.core.law.facts import Facts, FactsError, read_facts, read_json
from songda.core.law.guard import no_default_judgment
from songda.core.law.methods import OpenMethod, open_methods
from songda.core.law.periods.calculator import PeriodContext, PeriodError, last_day, period_kinds
from songda.core.law.periods.counting import Deadline, Length, Suspension
from songda.core.law.profile import Profile, ProfileError, jurisdictions, profile_of
from songda.core.law.trace import TracedRule, trace

__all__ = [
    "ANY_PAPER",
    "Citation",
    "ConsentAnswer",
    "ConsentStatus",
    "Deadline",
    "Decision",
    "Facts",
    "FactsError",
    "Ground",
    "GuardAnswer",
    "Ladder",
    "LadderStanding",
    "Length",
    "OpenMethod",
    "PeriodAnswer",
    "PeriodContext",
    "PeriodError",
    "Profile",
    "ProfileError",
    "Reason",
    "Standing",
    "Status",
    "Suspension",
    "Tier",
    "TracedRule",
    "consent_at_stage",
    "consent_to_all",
    "consent_to_paper",
    "decide",
    "jurisdictions",
    "ladder",
    "last_day",
    "no_default_judgment",
    "open_methods",
    "period_kinds",
    "profile_of",
    "read_facts",
    "read_json",
    "trace",
]
