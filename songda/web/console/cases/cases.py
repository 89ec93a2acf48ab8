"""The list of cases, the search in it, and the registration of a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, may
from songda.core.identifiers.visible import one_line
from songda.records.court.staff.queries import judges_of
from songda.records.ground.pages import Page
from songda.records.matter.cases.actions import register_case
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.find_cases import STATES, Wanted, cases_of, is_personal, search_cases
from songda.records.matter.parties.showing import note_list
from songda.records.overview.boards.case_list import listed
from songda.web.console.cases.forms import CaseForm
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask


@behind(Act.SEE_CASES, GET_AND_POST)
def cases(request: StaffRequest) -> HttpResponse:
    """The court's cases. A search is posted, so that no name or number of a person stands in an address."""
    asked = request.POST if request.method == "POST" else request.GET
    judges = judges_of(request.court)
    wanted = _wanted(request, asked, {str(judge.id) for judge in judges})
    found = _shown(request, wanted, asked.get("page", ""))
    kept = {"search": wanted.text, "state": wanted.state, "judge": str(wanted.judge_id or "")}
    kept["mine"] = "1" if wanted.own else ""
    context = {"page": found, "lines": listed(found.rows), "kept": kept, "judges": judges, "desk": "cases"}
    return render(request, "console/cases/cases.html", context)


def _wanted(request: StaffRequest, asked: QueryDict, judges: set[str]) -> Wanted:
    judge, state = asked.get("judge", ""), asked.get("state", "")
    return Wanted(
        text=one_line(request.POST.get("search", "")),
        state=state if state in STATES else "",
        judge_id=UUID(judge) if judge in judges else None,
        own=request.user.id if asked.get("mine") == "1" else None,
        personal=may(request.user.role, Act.SEE_PERSONAL),
    )


def _shown(request: StaffRequest, wanted: Wanted, page: str) -> Page[Case]:
    """The page of cases; that their parties' names were shown is put on record, with the search or by itself."""
    if not wanted.personal:
        if is_personal(wanted.text):
            messages.info(request, _("Your office finds cases by number, cause and judge; it finds no persons."))
        return cases_of(request.court, wanted, page)
    request.shown.is_on_record = True
    if is_personal(wanted.text):
        return search_cases(request.court, wanted, actor(request), now(), page)
    found = cases_of(request.court, wanted, page)
    note_list(request.court, found.rows, actor(request), now())
    return found


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
