"""When a person may be rung, how often a number is tried, and how many people a line calls on one day."""

from songda.core.calling.hours import DialRefusal, DialsBefore, refusal_now
from songda.core.calling.notice import notice_text
from songda.core.calling.rules import CallingRules, load_rules
from songda.core.calling.tries import Stretch, is_exhausted, missing_stretches, next_try, stretch_of

__all__ = [
    "CallingRules",
    "DialRefusal",
    "DialsBefore",
    "Stretch",
    "is_exhausted",
    "load_rules",
    "missing_stretches",
    "next_try",
    "notice_text",
    "refusal_now",
    "stretch_of",
]
