"""The words of the messages: who, which case, where to look, whom to call, and what a court never asks.

Those before and after a call tell who calls, when, what was agreed; nothing of the case. Some a court may put in words
of its own (see `own_words`), which come with the facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from songda.core.identifiers import mask_case_number
from songda.core.language import COURT_LANGUAGE
from songda.core.warnings import code_rule, never_asked
from songda.core.words import Value, fill, say


@dataclass(frozen=True)
class MessageFacts:
    """What a message may tell: the name is masked, no paper is named, nothing of the case is told but its number."""

    court: str
    masked_name: str
    case_number: str
    link: str
    phone: str
    own: Mapping[str, str] = field(default_factory=dict)  # the court's own words, by message


def service_text(facts: MessageFacts) -> str:
    """The text message that tells a recipient to look; the link stands early, so that no part of it is cut off.

    A text of more than 70 characters goes out in parts of 67; old phones open only a link that lies within one.
    """
    return _worded("service", facts.own, **_shown(facts))


def _worded(message: str, own: Mapping[str, str], **values: Value) -> str:
    told: dict[str, Value] = {**values, "never": never_asked(COURT_LANGUAGE)}
    if text := own.get(message):
        return fill(text, COURT_LANGUAGE, **told)
    return say(f"messages.{message}", COURT_LANGUAGE, **told)


def _shown(facts: MessageFacts) -> dict[str, str]:
    return {
        "court": facts.court,
        "name": facts.masked_name,
        "link": facts.link,
        "case_number": facts.case_number,
        "phone": facts.phone,
    }


def service_subject(facts: MessageFacts) -> str:
    """The subject of the same message as e-mail."""
    return say("messages.service_subject", COURT_LANGUAGE, court=facts.court, case_number=facts.case_number)


def hearing_text(facts: MessageFacts) -> str:
    """The message that a hearing is not as the summons says; it names no time, so that nobody comes on its word."""
    return _worded("hearing", facts.own, **_shown(facts))


def hearing_subject(facts: MessageFacts) -> str:
    """The subject of the same message as e-mail."""
    return say("messages.hearing_subject", COURT_LANGUAGE, court=facts.court, case_number=facts.case_number)


def notice_text(facts: MessageFacts) -> str:
    """The message that a public notice names them; they read it in the portal, once they proved who they are."""
    return _worded("notice", facts.own, **_shown(facts))


def notice_subject(facts: MessageFacts) -> str:
    """The subject of the same message as e-mail."""
    return say("messages.notice_subject", COURT_LANGUAGE, court=facts.court)


def account_connected_text(facts: MessageFacts) -> str:
    """The message to an account that was connected just now; it has the lines of the one that tells to look."""
    code = facts.link.rpartition("/")[2]
    shown = {**_shown(facts), "case_number": mask_case_number(facts.case_number)}
    return say("messages.account_connected", COURT_LANGUAGE, code=code, **shown)


def account_told_text(facts: MessageFacts, became: str, channel: str) -> str:
    """The message to the number on record that an account was connected, is used in all their cases, or is no more."""
    shown = {**_shown(facts), "channel": channel, "never": never_asked(COURT_LANGUAGE)}
    return say(f"messages.account_told.{became}", COURT_LANGUAGE, **shown)


def channel_test_text(court: str, number: int) -> str:
    """The message with which staff try a channel out: it concerns no case, and asks nothing of whoever reads it."""
    return say("messages.channel_test", COURT_LANGUAGE, court=court, number=number)


def channel_test_subject(court: str, number: int) -> str:
    """The subject of the same message as e-mail."""
    return say("messages.channel_test_subject", COURT_LANGUAGE, court=court, number=number)


def code_text(court: str, code: str, minutes: int) -> str:
    """The text message that carries a one-time code."""
    return _with_code("messages.code", court, code, minutes)


def holder_code_text(court: str, code: str, minutes: int) -> str:
    """The message with which somebody shows that a number is in their hand: they say that it is not the recipient's."""
    return _with_code("messages.holder_code", court, code, minutes)


def address_code_text(court: str, code: str, minutes: int) -> str:
    """The message with which a recipient shows that an address that they name is their own."""
    return _with_code("messages.address_code", court, code, minutes)


def _with_code(text: str, court: str, code: str, minutes: int) -> str:
    rule = code_rule("one_time", "court_page", COURT_LANGUAGE)
    return say(text, COURT_LANGUAGE, court=court, code=code, minutes=minutes, code_rule=rule)


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
    own: Mapping[str, str] = field(default_factory=dict)  # its own words, by message


def announcement(court: CallingCourt, at: datetime) -> str:
    """That the court will call; `at` is in the time of the person who is called."""
    when: dict[str, Value] = {"day": at.date(), "time": at.strftime("%H:%M")}
    who = {"court": court.name, "caller": court.caller, "phone": court.phone}
    return _worded("call_announced", court.own, **who, **when)


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
