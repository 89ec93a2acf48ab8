"""What the law says of a service: dated rules as rows, small pure functions, every answer with its article."""

from songda.core.law.answer import decide
from songda.core.law.decision import Citation, Decision, Ground, GuardAnswer, PeriodAnswer, Reason, Status
from songda.core.law.facts import Facts, FactsError, read_facts

__all__ = [
    "Citation",
    "Decision",
    "Facts",
    "FactsError",
    "Ground",
    "GuardAnswer",
    "PeriodAnswer",
    "Reason",
    "Status",
    "decide",
    "read_facts",
]
