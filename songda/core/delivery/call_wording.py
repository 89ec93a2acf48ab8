"""The words of the text messages before and after a call: who calls, when, what was agreed; nothing of the case."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.language import COURT_LANGUAGE
from songda.core.warnings import never_asked
from songda.core.words import Value, say

REPEATED = (
    "agrees",
    "received",
    "refuses",
    "wants_paper",
    "call_again",
)  # outcomes in which something was said that can be repeated


@dataclass(frozen=True)
class CallingCourt:
    """Who calls, from which number, and whom to ask whether it is so."""

    name: str
    caller: str
    phone: str


def announcement(court: CallingCourt, at: datetime) -> str:
    """That the court will call; `at` is in the time of the person who is called."""
    return say(
        "messages.call_announced",
        COURT_LANGUAGE,
        court=court.name,
        day=at.date(),
        time=at.strftime("%H:%M"),
        caller=court.caller,
        phone=court.phone,
        never=never_asked(COURT_LANGUAGE),
    )


def repetition(court: CallingCourt, outcome: str, code: str, again_at: datetime | None) -> str:
    """What was agreed, and the code by which the court and they know that they speak of the same call."""
    when: dict[str, Value] = {"day": again_at.date(), "time": again_at.strftime("%H:%M")} if again_at else {}
    agreed = say(f"messages.call_repeated.{outcome}", COURT_LANGUAGE, **when)
    return say(
        "messages.call_repeated.text",
        COURT_LANGUAGE,
        court=court.name,
        agreed=agreed,
        code=code,
        phone=court.phone,
        never=never_asked(COURT_LANGUAGE),
    )
