"""The certificates of the court, and the signed file of each."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.parties.showing import note_file
from songda.records.proof.certificates.queries import certificates_of_court
from songda.web.console.shared.gate import StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_certificate
from songda.web.console.shared.pages import attachment


@behind(Act.SEE_CERTIFICATES)
def certificates(request: StaffRequest) -> HttpResponse:
    """All certificates, newest first."""
    page = certificates_of_court(request.court, request.GET.get("page", ""))
    return render(request, "console/certificates/certificates.html", {"page": page, "desk": "certificates"})


@behind(Act.TAKE_FILES)
def certificate_file(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """The signed PDF, byte for byte."""
    found = the_certificate(request, certificate_id)
    note_file(found.service.envelope.case, "certificate", found.id, actor(request), now())
    return attachment(found.read(), f"{found.number}.pdf", "application/pdf")
