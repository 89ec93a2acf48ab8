"""Proofs: the signed certificate of a service, and the bundle that anybody can check offline."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.delivery.orders.queries import service_of
from songda.records.ground.evidence.queries import NotCoveredError
from songda.records.matter.parties.showing import note_file
from songda.records.proof.certificates.queries import current, hand_out
from songda.web.api.once import ScopedRouter, file_of
from songda.web.api.problems import plain_problem, respond
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ScopedRouter(tags=["proofs"])
_PDF = file_of("application/pdf")
_ZIP = file_of("application/zip")


@router.get("/services/{uuid:service_id}/certificate", summary="Fetch the certificate", openapi_extra=_PDF)
def certificate(request: ApiRequest, service_id: UUID) -> HttpResponse:
    """The certificate that stands as signed PDF (PDF/A-3a), or the statement that the service does not count."""
    service = service_of(court_of(request), service_id)
    found = current(service)
    if found is None:
        return respond(plain_problem(404, "no_certificate_yet"))
    note_file(service.envelope.case, "certificate", found.id, actor_of(request), now())
    return _file(found.read(), "application/pdf", f"certificate-{service_id}.pdf")


@router.get("/services/{uuid:service_id}/bundle", summary="Fetch the proof bundle", openapi_extra=_ZIP)
def proof_bundle(request: ApiRequest, service_id: UUID) -> HttpResponse:
    """Certificate, events, proofs and checkpoint in one file, for `songda verify`."""
    service = service_of(court_of(request), service_id)
    if current(service) is None:
        return respond(plain_problem(404, "no_certificate_yet"))
    try:
        return _file(hand_out(service, actor_of(request), now()), "application/zip", f"proof-{service_id}.zip")
    except NotCoveredError:
        response = respond(plain_problem(503, "not_covered_yet"))
        response["Retry-After"] = "2"
        return response


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
