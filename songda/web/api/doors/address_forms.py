"""Address confirmation forms: fetched to be signed, kept when signed on paper, listed, fetched again."""

import hashlib
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from songda.clock import now
from songda.records.delivery.address_forms.actions import keep_scanned
from songda.records.delivery.address_forms.forms import blank_form, form_of, form_to_sign, forms_of
from songda.records.delivery.address_forms.models import SignedForm
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_file
from songda.web.api.once import ChangingRouter, create_once, file_of
from songda.web.api.readings import gives_party
from songda.web.api.shapes.address_forms import SignedFormIn, SignedFormOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["address forms"])
_PDF = file_of("application/pdf")


@router.get("/address-form", summary="Fetch the blank address form", openapi_extra=_PDF)
def blank(request: ApiRequest) -> HttpResponse:
    """The address confirmation form with nothing filled in but the court (PDF/A-3a)."""
    return _file(blank_form(court_of(request), now()), "address-form.pdf")


@router.get("/parties/{uuid:party_id}/address-form", summary="Fetch the address form of a party", openapi_extra=_PDF)
def to_sign(request: ApiRequest, party_id: UUID) -> HttpResponse:
    """The form filled in from the record, to be signed by hand; nothing is ticked. That it was fetched is on record."""
    party, moment = _party(request, party_id), now()
    note_file(party.case, "address_form", party.id, actor_of(request), moment)
    return _file(form_to_sign(party, moment), f"address-form-{party_id}.pdf")


@router.creates("/parties/{uuid:party_id}/address-forms", SignedFormOut, "Keep a signed address form")
def keep(request: ApiRequest, party_id: UUID, form: Form[SignedFormIn], pdf: File[UploadedFile]) -> HttpResponse:
    """Takes the scan as multipart form with what stands in it; addresses, consent or refusal come on record with it."""
    party, body = _party(request, party_id), pdf.read()
    wish = form.model_dump_json().encode() + hashlib.sha256(body).digest()

    def act() -> SignedFormOut:
        return SignedFormOut.of(keep_scanned(party, form.draft(), body, actor_of(request), now()))

    return create_once(request, wish, act)


@router.get(
    "/parties/{uuid:party_id}/address-forms", response=list[SignedFormOut], summary="List the signed address forms"
)
def listed(request: ApiRequest, party_id: UUID) -> list[SignedFormOut]:
    """The forms that the party signed, on the platform or on paper, the newest first."""
    return [SignedFormOut.of(form) for form in forms_of(gives_party(request, _party(request, party_id)))]


@router.get("/address-forms/{uuid:form_id}/file", summary="Fetch a signed address form", openapi_extra=_PDF)
def signed_file(request: ApiRequest, form_id: UUID) -> HttpResponse:
    """The PDF as it was signed; that it was fetched is on record."""
    form: SignedForm = form_of(court_of(request), form_id)
    body = form.read()
    note_file(form.party.case, "address_form", form.id, actor_of(request), now())
    return _file(body, f"address-form-{form_id}.pdf")


def _party(request: ApiRequest, party_id: UUID) -> Party:
    rows = Party.objects.select_related("case__court", "acts_for")
    return rows.get(id=party_id, case__court=court_of(request))


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
