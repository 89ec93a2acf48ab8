"""What an address confirmation form is written from: the case, the person, and what they state in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from songda.core.identifiers.postal import PostalAddress

NUMBERS = ("mobile", "email", "wechat", "fax", "inbox")  # the kinds of electronic address, in the form's order


class Answer(StrEnum):
    """What somebody says to electronic service; the form never says it for them."""

    OPEN = ""
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Statement:
    """What stands in the form: where papers are to go, whether electronically, for which stages, and secrecy.

    `numbers`: the electronic addresses by kind. `judgments`: the yes reaches judgments, rulings and mediation
    documents too. `stages`: words of `core.law.facts.Stage`. `phone`: by which they are reached, where it is not one of
    the numbers.
    """

    place: PostalAddress | None = None
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phone: str = ""
    answer: Answer = Answer.OPEN
    stages: tuple[str, ...] = ()
    judgments: bool = False
    wants_secrecy: bool = False


@dataclass(frozen=True)
class FormPerson:
    """Somebody as the form names them: `role` and `authority` are words of the record."""

    name: str
    role: str
    number: str = ""
    authority: str = ""


@dataclass(frozen=True)
class OnLineSignature:
    """Who signed on the platform, and when, after proof of identity."""

    name: str
    at: datetime


@dataclass(frozen=True)
class FormFacts:
    """One form: `recipient` None for a blank one; `agents` act for the recipient; `signature` None on paper."""

    court: Mapping[str, str]
    zone: tzinfo
    made_at: datetime
    case_number: str = ""
    cause: str = ""
    stage: str = ""
    recipient: FormPerson | None = None
    agents: tuple[FormPerson, ...] = ()
    statement: Statement = field(default_factory=Statement)
    signature: OnLineSignature | None = None
    is_sample: bool = False
