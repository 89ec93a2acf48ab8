"""A notice call: the court's telephone rings a number by itself and speaks a text that names no case and no person."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.delivery.lookups.covering import covered
from songda.records.delivery.telephone.notices import languages_of, place_notice, text_of, why_no_notices
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language
from songda.web.console.telephone.dials import numbers_of
from songda.web.console.telephone.forms import LANGUAGES, NoticeForm


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_notice(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Start a notice call to one of a party's numbers, having read what will be said."""
    party = the_party(request, party_id)
    numbers, act = numbers_of(party), actor(request)
    masked = covered(request.user, numbers)
    first = {"address": str(numbers[0].id) if numbers else None, "language": "zh"}
    languages = languages_of(request.court)
    form = NoticeForm(request.POST or None, numbers=numbers, masked=masked, languages=languages, initial=first)
    if form.is_valid() and (
        begun := carry_out(form, lambda: place_notice(form.number(), form.cleaned_data["language"], act, now()))
    ):
        return redirect("console:dial", begun.id)
    why = why_no_notices(request.court)
    context = {
        "party": party,
        "numbers": numbers,
        "why_not": Refused(why).sentence(language()) if why else "",
        "texts": [(code, LANGUAGES[code], text_of(request.court, code)) for code in languages],
    }
    asked = Question(
        _("Notice call"),
        _("Start the notice call"),
        reverse("console:party", args=[party.id]),
        party.case,
        _("The court's telephone rings the number and speaks a fixed text; you do not take part."),
        "console/telephone/new_notice.html",
        context,
    )
    return ask(request, form, asked)
