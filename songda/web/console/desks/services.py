"""One paper for one recipient: whether it is served, since when, on which ground, and the proof."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from songda.core.access import Act
from songda.records.certificates import queries as certificate_queries
from songda.records.certificates.models import Certificate
from songda.records.delivery.answers import answers_of
from songda.records.delivery.queries import acts_of, attempts_of, stream
from songda.records.evidence.queries import NotCoveredError
from songda.web.console.files import attachment
from songda.web.console.gate import StaffRequest, behind
from songda.web.console.reach import the_service
from songda.web.console.story import Cast, told
from songda.web.console.words import language


@behind(Act.SEE_CASES)
def service(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """The decision with reasons and articles, the periods, the acts, the certificates, the story."""
    found = the_service(request, service_id)
    attempts = attempts_of(found.envelope)
    answer = answers_of([found], language()).get(found.id)
    context = {
        "service": found,
        "envelope": found.envelope,
        "case": found.envelope.case,
        "party": found.envelope.party,
        "desk": "cases",
        "answer": answer,
        "attempt": next((a for a in attempts if answer and str(a.id) == answer["winning_attempt"]), None),
        "acts": [act for act in acts_of(found.envelope) if act.service_id == found.id],
        "certificates": Certificate.objects.filter(service=found).order_by("-made_at"),
        "scenes": told(stream(f"service:{found.id}"), Cast(found.envelope.case, request.user)),
    }
    return render(request, "console/service.html", context)


@behind(Act.TAKE_FILES)
def proof_bundle(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Everything that proves this service in one file, which anybody can check offline."""
    found = the_service(request, service_id)
    try:
        body = certificate_queries.bundle(found)
    except NotCoveredError:
        messages.warning(request, _("The newest events are being sealed. Try again in a few seconds."))
        return redirect("console:service", found.id)
    return attachment(body, f"songda-{found.id}.zip", "application/zip")
