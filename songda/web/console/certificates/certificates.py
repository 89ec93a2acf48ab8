"""The certificates of the court, the signed file of each, and all of a case at once."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.showing import note_file, note_files
from songda.records.proof.certificates.all_of_case import MOST_IN_ONE, current_certificates, in_one, packed
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import certificates_of_court
from songda.trust.paper import PaperError
from songda.web.console.shared.gate import StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_certificate
from songda.web.console.shared.pages import attachment, streamed
from songda.web.console.shared.words import language


@behind(Act.SEE_CERTIFICATES)
def certificates(request: StaffRequest) -> HttpResponse:
    page = certificates_of_court(request.court, request.GET.get("page", ""))
    return render(request, "console/certificates/certificates.html", {"page": page, "desk": "certificates"})


@behind(Act.TAKE_FILES)
def certificate_file(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """The signed PDF, byte for byte."""
    found = the_certificate(request, certificate_id)
    note_file(found.service.envelope.case, "certificate", found.id, actor(request), now())
    return attachment(found.read(), f"{found.number}.pdf", "application/pdf")


@behind(Act.TAKE_FILES)
def case_certificates(request: StaffRequest, case_id: UUID, form: str) -> HttpResponseBase:
    """All certificates of a case that stand: the signed files in one ZIP, or their pages in one PDF to be printed."""
    case = the_case(request, case_id)
    current = current_certificates(case)
    if not current:
        messages.error(request, _("No certificate of this case stands yet."))
        return redirect("console:case", case.id)
    if form == "pdf" and len(current) > MOST_IN_ONE:
        sentence = _("The case has %(count)s certificates; one PDF takes %(most)s. Take the ZIP file.")
        messages.error(request, sentence % {"count": len(current), "most": MOST_IN_ONE})
        return redirect("console:case", case.id)
    name = _("Certificates %(number)s") % {"number": case.number}
    if form == "zip":
        return _taken(request, case, current, streamed(packed(current), f"{name}.zip", "application/zip"))
    try:
        whole = in_one(current)
    except PaperError as wrong:
        messages.error(request, wrong.refusal.sentence(language()))
        return redirect("console:case", case.id)
    return _taken(request, case, current, attachment(whole, f"{name}.pdf", "application/pdf"))


def _taken(
    request: StaffRequest, case: Case, taken: Sequence[Certificate], answer: HttpResponseBase
) -> HttpResponseBase:
    """Each of them is on record as taken before the first byte leaves."""
    note_files(case, "certificate", [one.id for one in taken], actor(request), now())
    return answer
