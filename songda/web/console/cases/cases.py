"""The list of cases, the search in it, and the registration of a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, may
from songda.records.cases.actions import register_case, search_cases
from songda.records.cases.queries import CasePage, cases_of, is_personal
from songda.web.console.cases.forms import CaseForm
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask, page_number


@behind(Act.SEE_CASES, GET_AND_POST)
def cases(request: StaffRequest) -> HttpResponse:
    """The court's cases. A search is posted, so that no name or number of a person stands in an address."""
    asked = request.POST if request.method == "POST" else request.GET
    search = request.POST.get("search", "").strip()
    found = _found(request, search, page_number(asked.get("page", "")))
    context = {"page": found, "search": search, "kept": {"search": search}, "desk": "cases"}
    return render(request, "console/cases/cases.html", context)


def _found(request: StaffRequest, search: str, page: int) -> CasePage:
    if is_personal(search) and not may(request.user.role, Act.SEE_PERSONAL):
        messages.error(request, _("Your office may search by case number only."))
        return CasePage((), 1, has_next=False)
    if search:
        return search_cases(request.court, search, actor(request), now(), page)
    return cases_of(request.court, page=page)


@behind(Act.REGISTER_CASE, GET_AND_POST)
def register(request: StaffRequest) -> HttpResponse:
    """Register a case; a wrong number is refused with the part that is wrong."""
    form = CaseForm(request.POST or None, court=request.court)
    if form.is_valid():
        case = carry_out(form, lambda: register_case(request.court, form.draft(), actor(request), now()))
        if case:
            messages.success(request, _("Case %(number)s is registered.") % {"number": case.number})
            return redirect("console:case", case.id)
    question = Question(
        title=_("Register a case"),
        submit=_("Register"),
        back=reverse("console:cases"),
        template="console/cases/case_form.html",
        context={"court": request.court},
    )
    return ask(request, form, question)
