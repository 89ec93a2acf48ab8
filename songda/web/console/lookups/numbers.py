"""A found number is shown in full to whoever has to call it, and that goes on record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.delivery.lookups.actions import uncover
from songda.web.console.lookups.finding import the_number
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.words import language


@behind(Act.SEE_PERSONAL, POST_ONLY)
def uncover_number(request: StaffRequest, number_id: UUID) -> HttpResponse:
    """Uncover it; the page of the look-up then shows it to this person."""
    number = the_number(request, number_id)
    try:
        uncover(number, request.user, now())
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:lookup", number.inquiry.lookup_id)
