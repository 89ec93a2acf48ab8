"""Address confirmation forms: what one says, the form as a file, and those that a party has signed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.channels.registry import place_kinds
from songda.core.address_form import Answer, FormFacts, FormPerson, OnLineSignature, Statement, write_address_form
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import PostalAddress, parse
from songda.core.words import name_of, say
from songda.records.court.staff.models import Court
from songda.records.matter.parties.models import OWN_CLASSES, Party
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.trust.typesetting import address_form_pdf

LANGUAGE = "zh"  # of the form: the Chinese text is the binding one


@dataclass(frozen=True)
class FormDraft:
    """A form that was signed at `signed_at`: the place in one line, the numbers, each with its kind of address, and
    the answer.

    `signer_id`: the representative who signed for the party; None: the party themselves. `stages` and `judgments`
    belong to a yes alone.
    """

    signed_at: datetime
    place: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    answer: Answer = Answer.OPEN
    stages: tuple[str, ...] = ()
    judgments: bool = False
    wants_secrecy: bool = False
    signer_id: UUID | None = None

    @property
    def statement(self) -> Statement:
        """The part of the draft that is printed on the form."""
        return Statement(
            place=place_of(self.place),
            numbers={kind: self._of_kind(kind) for kind, _ in self.numbers},
            answer=self.answer,
            stages=self.stages,
            judgments=self.judgments,
            wants_secrecy=self.wants_secrecy,
        )

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.numbers if known == kind)

    @property
    def values(self) -> dict[str, Json]:
        """Everything that the form says, as JSON, to be sealed."""
        stages: list[Json] = list(self.stages)
        return {
            "place": self.place,
            "numbers": [list(each) for each in self.numbers],
            "answer": self.answer.value,
            "stages": stages,
            "judgments": self.judgments,
            "wants_secrecy": self.wants_secrecy,
        }


def place_of(line: str) -> PostalAddress | None:
    """A one-line place in its parts; None for an empty line. Free text goes whole into the last part."""
    return (parse(line) or PostalAddress("", "", "", line)) if line else None


def blank_form(court: Court, now: datetime) -> bytes:
    """The form as a PDF with nothing filled in but the court."""
    return address_form_pdf(write_address_form(_of_court(court, now)))


def form_to_sign(party: Party, now: datetime) -> bytes:
    """The form as a PDF, filled in with who they are and the addresses that they gave or confirmed; nothing is ticked.

    What the court only found is not theirs until they say so, and is left out.
    """
    return address_form_pdf(write_address_form(_facts(party, statement_on_record(party), now, None)))


def form_as_signed(party: Party, statement: Statement, now: datetime) -> bytes:
    """The form as a PDF, as a party (or an agent with papers of their own) signs it on the platform at this moment."""
    return address_form_pdf(write_address_form(_facts(party, statement, now, OnLineSignature(party.name, now))))


def statement_on_record(party: Party) -> Statement:
    """The addresses in use that the party gave or confirmed; of places the one that was recorded last."""
    own = party.addresses.filter(retired_at=None, address_class__in=OWN_CLASSES).order_by("recorded_at", "id")
    usable = [address for address in own if not address.is_disowned]
    numbers: dict[str, tuple[str, ...]] = {}
    for address in usable:
        if address.kind not in place_kinds():
            numbers[address.kind] = (*numbers.get(address.kind, ()), address.value)
    places = [address.value for address in usable if address.kind in place_kinds()]
    return Statement(place=place_of(places[-1]) if places else None, numbers=numbers)


def _of_court(court: Court, now: datetime) -> FormFacts:
    named = {language: court.name_in(language) for language in (LANGUAGE, "en")}
    return FormFacts(named, ZoneInfo(court.zone), now.replace(microsecond=0), is_sample=settings.IS_DEMO)


def _facts(party: Party, statement: Statement, now: datetime, signature: OnLineSignature | None) -> FormFacts:
    case, principal = party.case, party.acts_for or party
    agents = [party] if party.acts_for else party.representatives.filter(removed_at=None).order_by("recorded_at", "id")
    blank = _of_court(case.court, now)
    stage = name_of("cases.stage", case.stage, LANGUAGE)
    return FormFacts(
        blank.court,
        blank.zone,
        blank.made_at,
        case_number=case.number,
        branch=case.branch,
        cause=say("address_form.cause", LANGUAGE, cause=case.cause, stage=stage) if case.cause else stage,
        recipient=_person(principal),
        agents=tuple(_person(agent) for agent in agents),
        statement=statement,
        signature=signature,
        is_sample=blank.is_sample,
    )


def _person(party: Party) -> FormPerson:
    return FormPerson(party.name, party.role, party.number, party.agent_authority)


def forms_of(party: Party) -> list[SignedForm]:
    """The forms of a party, the newest first."""
    return list(SignedForm.objects.filter(party=party).select_related("signer").order_by("-signed_at", "-id"))


def form_of(court: Court, form_id: UUID) -> SignedForm:
    """One form in a case of this court; SignedForm.DoesNotExist for any other."""
    return SignedForm.objects.select_related("party__case__court").get(id=form_id, party__case__court=court)
