"""What is under way in a case and no longer fits it: on one page, with one press for all that people may decide."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.records.law.decisions.overtaken import overtaken_in, take_back_all
from songda.records.law.planning.under_way import under_way
from songda.web.console.shared.forms import ReasonForm
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask


@behind(Act.PLACE_ORDER, GET_AND_POST)
def case_under_way(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Each thing with whom it is for, how far it is, and whether it still fits; one press takes back what does not."""
    found = the_case(request, case_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        done = take_back_all(overtaken_in(found), form.why(), actor(request), now())
        said = ngettext("%(count)d paper was taken back.", "%(count)d papers were taken back.", done)
        messages.success(request, said % {"count": done})
        return redirect("console:case_under_way", found.id)
    things = under_way(found)
    for one in things:
        if one.party is not None:
            request.shown.person(one.party)
    question = Question(
        _("Under way"),
        _("Take back all that no longer fits"),
        reverse("console:case", args=[found.id]),
        found,
        template="console/cases/under_way.html",
        context={
            "wrong": [one for one in things if one.reason],
            "right": [one for one in things if not one.reason],
            "takeable": len(overtaken_in(found)),
        },
    )
    return ask(request, form, question)
