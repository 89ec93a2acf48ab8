"""Address confirmation forms: fetched to be signed, kept when signed on paper, listed, fetched again."""

import hashlib
from typing import Annotated, Literal, Self
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.address_form import NUMBERS, Answer
from songda.core.identifiers.postal import LONGEST, PARTS, PostalAddress, compose, faults
from songda.core.refusal import WrongField
from songda.records.matter.parties.showing import note_file
from songda.records.ways.portal.address_forms.actions import keep_scanned
from songda.records.ways.portal.address_forms.forms import FormDraft, blank_form, form_of, form_to_sign, forms_of
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import How, In, Moment, Out, StageWord, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown, party_of


class SignedFormIn(In):
    """What stands in a form that was signed on paper; the scan comes beside it as `pdf`.

    Of a postal address `province` and `street` at least; a number, a mailbox or an account where the form names one.
    `answer` is what is ticked about electronic service: `yes` (with `stages`, and `judgments` where these are ticked
    too), `no`, or nothing. `signer_id` names the representative who signed in the party's place.
    """

    signed_at: Moment
    province: How = ""
    city: How = ""
    district: How = ""
    street: Text = ""
    postcode: How = ""
    addressee: How = ""
    mobile: Text = ""
    email: Text = ""
    wechat: Text = ""
    fax: Text = ""
    inbox: Text = ""
    answer: Literal["yes", "no", ""] = ""
    stages: Annotated[list[StageWord], Field(max_length=10)] = []
    judgments: bool = False
    wants_secrecy: bool = False
    signer_id: UUID | None = None

    def draft(self) -> FormDraft:
        """For the records; WrongField names the part of an address that is missing or wrong."""
        return FormDraft(
            self.signed_at,
            place=self._place(),
            numbers=tuple((kind, getattr(self, kind)) for kind in NUMBERS if getattr(self, kind)),
            answer=Answer(self.answer),
            stages=tuple(self.stages),
            judgments=self.judgments,
            wants_secrecy=self.wants_secrecy,
            signer_id=self.signer_id,
        )

    def _place(self) -> str:
        parts = {part: str(getattr(self, part)) for part in PARTS}
        if not any(parts.values()):
            return ""
        place = PostalAddress(**parts)
        for part, code in faults(place).items():
            raise WrongField(part, f"postal.{code}", longest=LONGEST[part])
        return compose(place)


class SignedFormOut(Out):
    """A signed form: when and how it was signed, what came of it, and its SHA-256; the file is fetched by its id."""

    id: UUID
    party_id: UUID
    way: str
    signed_at: AwareDatetime
    signer_id: UUID | None
    consent_id: UUID | None
    refusal_id: UUID | None
    wants_secrecy: bool
    sha256: str
    pages: int
    size: int
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, form: SignedForm) -> Self:
        known = {name: getattr(form, name) for name in cls.model_fields if name != "sha256"}
        return cls(sha256=form.sha256_hex, **known)


router = ChangingRouter(tags=["address forms"])
_PDF = file_of("application/pdf")


@router.get("/address-form", summary="Fetch the blank address form", openapi_extra=_PDF)
def blank(request: ApiRequest) -> HttpResponse:
    """The address confirmation form with nothing filled in but the court (PDF/A-3a)."""
    return _pdf(blank_form(court_of(request), now()), "address-form.pdf")


@router.get("/parties/{uuid:party_id}/address-form", summary="Fetch the address form of a party", openapi_extra=_PDF)
def to_sign(request: ApiRequest, party_id: UUID) -> HttpResponse:
    """The form filled in from the record, to be signed by hand; nothing is ticked. That it was fetched is on record."""
    party, moment = party_of(request, party_id), now()
    note_file(party.case, "address_form", party.id, actor_of(request), moment)
    return _pdf(form_to_sign(party, moment), f"address-form-{party_id}.pdf")


@router.creates("/parties/{uuid:party_id}/address-forms", SignedFormOut, "Keep a signed address form")
def keep(request: ApiRequest, party_id: UUID, form: Form[SignedFormIn], pdf: File[UploadedFile]) -> HttpResponse:
    """Takes the scan as multipart form with what stands in it; addresses, consent or refusal come on record with it."""
    party, body = party_of(request, party_id), pdf.read()
    wish = form.model_dump_json().encode() + hashlib.sha256(body).digest()

    def act() -> SignedFormOut:
        return SignedFormOut.of(keep_scanned(party, form.draft(), body, actor_of(request), now()))

    return create_once(request, wish, act)


@router.get(
    "/parties/{uuid:party_id}/address-forms", response=list[SignedFormOut], summary="List the signed address forms"
)
def listed(request: ApiRequest, party_id: UUID) -> list[SignedFormOut]:
    """The forms that the party signed, on the platform or on paper, the newest first."""
    return [SignedFormOut.of(form) for form in forms_of(note_party_shown(request, party_of(request, party_id)))]


@router.get("/address-forms/{uuid:form_id}/file", summary="Fetch a signed address form", openapi_extra=_PDF)
def signed_file(request: ApiRequest, form_id: UUID) -> HttpResponse:
    """The PDF as it was signed; that it was fetched is on record."""
    form: SignedForm = form_of(court_of(request), form_id)
    body = form.read()
    note_file(form.party.case, "address_form", form.id, actor_of(request), now())
    return _pdf(body, f"address-form-{form_id}.pdf")


def _pdf(body: bytes, name: str) -> HttpResponse:
    return as_file(HttpResponse(body, content_type="application/pdf"), name)
