"""When a person may be rung, how often a number is tried, and how many people a line calls on one day."""

from songda.core.calling.hours import DialRefusal, DialsBefore, refusal_now
from songda.core.calling.rules import CallingRules, load_rules
from songda.core.calling.tries import Stretch, is_exhausted, missing_stretches, next_try, stretch_of
from songda.core.words import say

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


def notice_text(court: str, phone: str, language: str) -> str:
    """The text of a notice call; it is the same for everybody, since whoever answers may be anybody."""
    return say("telephone.notice.text", language, court=court, phone=_spelled(phone, language))


def _spelled(phone: str, language: str) -> str:
    """A number digit by digit: read as one number nobody could write it down."""
    return " ".join(say(f"telephone.digit.{digit}", language) for digit in phone if digit.isdigit() and digit.isascii())
