"""Before a public notice: what was tried, the page for the file, and the question put to the judge."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.decision.facts.dossier import NOTICE, load_dossier_for_notice
from songda.records.decision.notices import ask_judge
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.person import notice_context
from songda.web.console.shared.words import language


@behind(Act.SEE_CASES)
def tried_so_far(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Reasons and course of the notice, to be printed for the file."""
    envelope = the_envelope(request, envelope_id)
    before = notice_context(request, load_dossier_for_notice(envelope), now())
    context = {"case": envelope.case, "desk": "cases", **before}
    return render(request, "console/notices/tried.html", context)


@behind(Act.PLACE_ORDER, POST_ONLY)
def put_to_judge(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Ask the judge of the case to approve the notice though ways are left."""
    envelope = the_envelope(request, envelope_id)
    try:
        ask_judge(envelope.id, now())
        messages.success(request, _("The judge is asked. You will find the answer among your tasks."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect(_place(envelope.id))


def _place(envelope_id: UUID) -> str:
    return f"{reverse('console:deed', args=[envelope_id])}?way={NOTICE}"
