"""Writes the address confirmation form in words: what is asked, what the court must tell, what is declared.

Chinese binds, the other languages help.

What a form must hold: postcode, full address and telephone (Provisions on Service by Court Express Mail of 2004,
article 4 (1)); that it is kept confidential on request (4 (2)) and changes are told in writing until first instance,
second instance and enforcement end (4 (3)); what follows from refusing an address (5) or from a wrong one (11); the
electronic addresses, the agent's address and how long it all holds (Opinions on Strengthening Civil Service of 2017,
articles 4 to 7; Interpretation of the Civil Procedure Law, article 137); the consent itself (the same, article 136);
scope, effect and change of the electronic address (Online Litigation Rules, article 30).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from songda.core.identifiers.postal import PostalAddress
from songda.core.law.facts import Branch, Stage
from songda.core.words import Value, day, find, name_of, names_of, say

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
    branch: str = Branch.CIVIL
    recipient: FormPerson | None = None
    agents: tuple[FormPerson, ...] = ()
    statement: Statement = field(default_factory=Statement)
    signature: OnLineSignature | None = None
    is_sample: bool = False


Words = Mapping[str, str]  # the same thing in each language of the form


@dataclass(frozen=True)
class Box:
    """Something that is chosen or not."""

    label: Words
    is_ticked: bool


@dataclass(frozen=True)
class Line:
    """One labelled field: what stands in it (empty: room to write), or boxes to tick; `is_wide` takes a whole row."""

    label: Words
    value: str = ""
    boxes: tuple[Box, ...] = ()
    is_wide: bool = False


@dataclass(frozen=True)
class Part:
    """Fields that belong together."""

    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Explanation:
    """What the court tells in the form, and the articles that say so; none for advice of the house."""

    text: Words
    source: Words | None


@dataclass(frozen=True)
class AddressFormContent:
    """Everything that stands on the form; `signed` tells of a signature on the platform, None leaves room for a pen."""

    title: Words
    court: Words
    case_number: str
    hint: Words
    parts: tuple[Part, ...]
    told_title: Words
    explained: tuple[Explanation, ...]
    declared_title: Words
    declared: tuple[Words, ...]
    signing: tuple[Words, ...]
    signed: Words | None
    made_at: datetime
    is_sample: bool


LANGUAGES = ("zh", "en")  # in which the form speaks, the binding one first
# What the form tells and lets declare in criminal cases: its other sentences are rules of civil procedure.
CRIMINAL_TOLD = ("criminal_receipt", "criminal_notice", "care")
CRIMINAL_DECLARED = ("true", "criminal_change")
_ORDER = ("province", "city", "district", "postcode", "street", "addressee")  # of the parts of an address, two a row


def write_address_form(facts: FormFacts) -> AddressFormContent:
    """The content of the form; nothing is ticked that the statement does not say."""
    return AddressFormContent(
        title=_phrase("title"),
        court=facts.court,
        case_number=facts.case_number,
        hint=_phrase("blank_hint"),
        parts=(_case(facts), _place(facts.statement), _electronic(facts), _secrecy(facts.statement)),
        told_title=_label("told"),
        explained=explanations(facts.branch),
        declared_title=_label("declared"),
        declared=what_is_declared(facts.branch),
        signing=(_label("signature"), _label("signed_on"), _label("witness")),
        signed=_signed(facts.signature, facts) if facts.signature else None,
        made_at=facts.made_at,
        is_sample=facts.is_sample,
    )


def explanations(branch: str = Branch.CIVIL) -> tuple[Explanation, ...]:
    """What the court must tell whoever signs, and where it is written: in criminal cases little of it holds."""
    keys = CRIMINAL_TOLD if branch == Branch.CRIMINAL else _but(CRIMINAL_TOLD[:-1], "told")
    return tuple(_explanation(key) for key in keys)


def what_is_declared(branch: str = Branch.CIVIL) -> tuple[Words, ...]:
    """What whoever signs declares."""
    keys = CRIMINAL_DECLARED if branch == Branch.CRIMINAL else _but(CRIMINAL_DECLARED[1:], "declared")
    return tuple(_phrase(f"declared.{key}") for key in keys)


def _but(left_out: tuple[str, ...], table: str) -> list[str]:
    return [key for key in names_of(f"address_form.{table}", LANGUAGES[0]) if key not in left_out]


def _phrase(key: str, **values: Value) -> Words:
    return {language: say(f"address_form.{key}", language, **values) for language in LANGUAGES}


def _label(key: str) -> Words:
    return _phrase(f"label.{key}")


def _case(facts: FormFacts) -> Part:
    recipient = facts.recipient
    lines = [
        Line(_label("case_number"), facts.case_number),
        Line(_label("cause"), facts.cause),
        Line(_label("recipient"), _person(recipient) if recipient else ""),
        Line(_label("number"), recipient.number if recipient else ""),
    ]
    lines += [Line(_label("agent"), _person(agent), is_wide=True) for agent in facts.agents or (FormPerson("", ""),)]
    return Part(_label("case"), tuple(lines))


def _person(person: FormPerson) -> str:
    """In the binding language; what the record calls the role is the court's own word."""
    if not person.name:
        return ""
    role = name_of("roles.role", person.role, LANGUAGES[0])
    if not person.authority:
        return say("address_form.person", LANGUAGES[0], role=role, name=person.name)
    authority = name_of("roles.agent_authority", person.authority, LANGUAGES[0])
    return say("address_form.acting", LANGUAGES[0], role=role, name=person.name, authority=authority)


def _place(given: Statement) -> Part:
    """The address in its parts, so that what somebody writes by hand is as complete as what is typed."""
    phone = given.phone or next(iter(given.numbers.get("mobile", ())), "")
    lines = [Line(_label(part), _part(given, part), is_wide=part == "street") for part in _ORDER]
    return Part(_label("place"), (*lines, Line(_label("phone"), phone)))


def _part(given: Statement, part: str) -> str:
    return str(getattr(given.place, part)) if given.place else ""


def _electronic(facts: FormFacts) -> Part:
    """The numbers; in criminal cases nobody is asked to agree."""
    given = facts.statement
    numbers = [
        Line(_label(kind), "  ".join(given.numbers.get(kind, ())), is_wide=kind == NUMBERS[-1]) for kind in NUMBERS
    ]
    if facts.branch == Branch.CRIMINAL:
        return Part(_label("reachable"), tuple(numbers))
    return Part(_label("electronic"), _with_answers(given, numbers))


def _with_answers(given: Statement, numbers: list[Line]) -> tuple[Line, ...]:
    answers = (
        Box(_phrase("choice.yes"), given.answer is Answer.YES),
        Box(_phrase("choice.no"), given.answer is Answer.NO),
    )
    stages = tuple(Box(_phrase(f"choice.{stage.value}"), stage.value in given.stages) for stage in Stage)
    return (
        _boxes("answer", *answers),
        *numbers,
        _boxes("stages", *stages),
        _boxes("kinds", Box(_phrase("choice.judgments"), given.judgments)),
    )


def _secrecy(given: Statement) -> Part:
    return Part(_label("secrecy_title"), (_boxes("secrecy", Box(_phrase("choice.secrecy"), given.wants_secrecy)),))


def _boxes(name: str, *boxes: Box) -> Line:
    return Line(_label(name), boxes=boxes, is_wide=True)


def _explanation(key: str) -> Explanation:
    is_law = find(f"address_form.source.{key}", LANGUAGES[0]) is not None
    return Explanation(_phrase(f"told.{key}"), _phrase(f"source.{key}") if is_law else None)


def _signed(signature: OnLineSignature, facts: FormFacts) -> Words:
    at = signature.at.astimezone(facts.zone)
    return {
        language: say(
            "address_form.signed.portal",
            language,
            name=signature.name,
            day=day(at.date(), language),
            time=f"{at:%H:%M}",
        )
        for language in LANGUAGES
    }
