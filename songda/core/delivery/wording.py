"""The words of the messages: who, which case, where to look, whom to call, and what a court never asks."""

from dataclasses import dataclass

from songda.core.language import COURT_LANGUAGE
from songda.core.words import say


@dataclass(frozen=True)
class MessageFacts:
    """What a message may tell: the name is masked, no paper is named, nothing of the case is told but its number."""

    court: str
    masked_name: str
    case_number: str
    link: str
    phone: str


def service_text(facts: MessageFacts) -> str:
    """The text message that tells a recipient to look; the link stands early, so that no part of it is cut off.

    A text of more than 70 characters goes out in parts of 67; old phones open only a link that lies within one.
    """
    return say(
        "messages.service",
        COURT_LANGUAGE,
        court=facts.court,
        name=facts.masked_name,
        link=facts.link,
        case_number=facts.case_number,
        phone=facts.phone,
    )


def service_subject(facts: MessageFacts) -> str:
    """The subject of the same message as e-mail."""
    return say("messages.service_subject", COURT_LANGUAGE, court=facts.court, case_number=facts.case_number)


def code_text(court: str, code: str, minutes: int) -> str:
    """The text message that carries a one-time code."""
    return say("messages.code", COURT_LANGUAGE, court=court, code=code, minutes=minutes)


def address_code_text(court: str, code: str, minutes: int) -> str:
    """The message with which a recipient shows that an address that they name is their own."""
    return say("messages.address_code", COURT_LANGUAGE, court=court, code=code, minutes=minutes)
