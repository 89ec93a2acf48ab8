"""Proofs: the signed certificate of a service."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from songda.records.certificates.queries import current
from songda.records.orders.queries import service_of
from songda.web.api.problems import plain_problem, respond
from songda.web.api.tokens import ApiRequest, court_of

router = Router(tags=["proofs"])
_NONE_YET = ("尚未生成送达凭证。", "There is no certificate yet.")


@router.get("/services/{uuid:service_id}/certificate", summary="Fetch the certificate", response={200: None})
def certificate(request: ApiRequest, service_id: UUID) -> HttpResponse:
    """The certificate in force as signed PDF (PDF/A-3a)."""
    found = current(service_of(court_of(request), service_id))
    if found is None:
        return respond(plain_problem(404, "no_certificate_yet", _NONE_YET))
    return _file(found.read(), "application/pdf", f"certificate-{service_id}.pdf")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
