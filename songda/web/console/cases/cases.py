"""The list of cases and the search in it; a case is registered, corrected, closed, opened again."""

from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act, may
from songda.core.identifiers import IdentifierError, read_case_number
from songda.core.identifiers.china import CASE_NUMBER
from songda.core.identifiers.typed import one_line
from songda.records.court.staff.models import Court
from songda.records.court.staff.queries import judges_of
from songda.records.ground.pages import Page
from songda.records.law.decisions.overtaken import take_back_all, to_take_back
from songda.records.matter.cases.actions import LONGEST_REASON, CaseDraft
from songda.records.matter.cases.corrections import CaseChange, correct_case, draft_of, version_of
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.showing import note_list
from songda.records.overview.boards.board import SOON, listed, waiting_cases
from songda.records.overview.find_cases import STATES, CaseFilter, cases_of, is_personal, search_cases
from songda.records.service.tasks.unfinished import close, open_again, unfinished
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    CorrectionReasonForm,
    Moment,
    ReasonForm,
    Words,
    carry_out,
    is_sure,
    succeeds,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


class CaseForm(forms.Form):
    """A case as it is registered; the branch is read from the number unless it is chosen."""

    number = Words(
        label=_lazy("Case number"),
        max_length=80,
        help_text=format_lazy(_lazy("As in {example}. Half-width brackets will do."), example=CASE_NUMBER["example"]),
    )
    branch = forms.ChoiceField(
        label=_lazy("Branch"),
        required=False,
        choices=[("", _lazy("As the case number says")), *words.choices(words.BRANCH)],
    )
    procedure = forms.ChoiceField(label=_lazy("Procedure"), choices=words.choices(words.PROCEDURE))
    stage = forms.ChoiceField(label=_lazy("Stage"), choices=words.choices(words.STAGE))
    cause = Words(label=_lazy("Cause of action"), max_length=120, required=False)
    judge = forms.TypedChoiceField(label=_lazy("Judge"), coerce=UUID, empty_value=None, required=False)
    is_status_case = forms.ChoiceField(
        label=_lazy("Personal status case (divorce, parentage, guardianship)"),
        required=False,
        choices=[("", _lazy("As the cause of action says")), ("on", _lazy("Yes")), ("no", _lazy("No"))],
        help_text=_lazy("Stricter rules apply to service and to default judgments."),
    )
    status_reason = Words(
        label=_lazy("If it is none though its cause is: why"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_lazy("For the file; kept sealed."),
    )

    def __init__(self, *args: object, court: Court, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own shape
        judges = [(str(judge.id), str(judge)) for judge in judges_of(court)]
        self.fields["judge"].choices = [("", _lazy("Not assigned yet")), *judges]  # type: ignore[attr-defined]

    def draft(self) -> CaseDraft:
        """What is to be registered, with nothing in the place of what could not be read."""
        typed = defaultdict(str, self.cleaned_data)
        return CaseDraft(
            number=typed["number"],
            branch=typed["branch"] or branch_of(typed["number"]),
            procedure=typed["procedure"],
            stage=typed["stage"],
            is_status_case={"on": True, "no": False}.get(typed["is_status_case"]),
            status_reason=typed["status_reason"],
            cause=typed["cause"],
            judge_id=typed["judge"] or None,
        )


def branch_of(number: str) -> str:
    """The branch that the number tells; a wrong number is for the record to refuse."""
    try:
        return read_case_number(number).branch or "civil"
    except IdentifierError:
        return "civil"


class CaseCorrectionForm(CaseForm, CorrectionReasonForm):
    """A case as it stands, to be mended, or to move on from a day."""

    since = Moment(
        label=_lazy("Only since"),
        required=False,
        help_text=_lazy(
            "Leave it empty where the entry was wrong from the beginning: everything is decided anew. Give the moment "
            "where the case moved on (other procedure, next stage): what was ordered before stays as it was."
        ),
    )

    field_order = [*CaseForm.base_fields, "since", "reason", "seen"]

    def __init__(self, *args: object, **options: Any) -> None:
        """Why a tick is taken away is the reason of the correction."""
        super().__init__(*args, **options)
        del self.fields["status_reason"]

    def change(self) -> CaseChange:
        return CaseChange(self.draft(), self.cleaned_data["since"])


@behind(Act.SEE_CASES, GET_AND_POST)
def cases(request: StaffRequest) -> HttpResponse:
    """The court's cases. A search is posted, so that no name or number of a person stands in an address."""
    query = request.POST if request.method == "POST" else request.GET
    judges = judges_of(request.court)
    wanted = _wanted(request, query, {str(judge.id) for judge in judges})
    found = _shown(request, wanted, query.get("page", ""))
    kept = {"search": wanted.text, "state": wanted.state, "judge": str(wanted.judge_id or "")}
    kept["mine"] = "1" if wanted.own else ""
    kept |= {"unserved": "1" if query.get("unserved") == "1" else "", "hearing": str(_days(query) or "")}
    context = {
        "page": found,
        "lines": listed(found.rows, now()),
        "kept": kept,
        "is_sifted": any(kept.values()),
        "judges": judges,
        "soon": [(str(days), _within(days)) for days in SOON],
        "desk": "cases",
    }
    return render(request, "console/cases/cases.html", context)


def _days(query: QueryDict) -> int | None:
    return next((days for days in SOON if str(days) == query.get("hearing", "")), None)


def _within(days: int) -> str:
    return ngettext("within %(days)d day", "within %(days)d days", days) % {"days": days}


def _wanted(request: StaffRequest, query: QueryDict, judges: set[str]) -> CaseFilter:
    judge, state = query.get("judge", ""), query.get("state", "")
    return CaseFilter(
        text=one_line(request.POST.get("search", "")),
        state=state if state in STATES else "",
        judge_id=UUID(judge) if judge in judges else None,
        own=request.user.id if query.get("mine") == "1" else None,
        personal=may(request.user.role, Act.SEE_PERSONAL),
        among=waiting_cases(now(), unserved=query.get("unserved") == "1", hearing_days=_days(query)),
    )


def _shown(request: StaffRequest, wanted: CaseFilter, page: str) -> Page[Case]:
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
def correct(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Correct a case, or let it move on."""
    found = the_case(request, case_id)
    values = vars(draft_of(found))
    is_status_case = "on" if values["is_status_case"] else "no"
    seen = version_of(found)
    initial = {**values, "judge": values["judge_id"], "is_status_case": is_status_case, "seen": seen}
    form = CaseCorrectionForm(request.POST or None, court=request.court, initial=initial)
    back = reverse("console:case", args=[found.id])
    if form.is_valid():
        change, why = form.change(), form.why()
        if carry_out(form, lambda: correct_case(found, change, why, actor(request), now())):
            messages.success(request, _("The case is corrected. What hangs on it is looked at again."))
            return redirect(back)
    question = Question(_("Correct the case"), _("Correct"), back, found)
    return ask(request, form, question)


class CloseForm(ReasonForm):
    """Why the case is closed, and whether what is under way stops with it."""

    stop = forms.BooleanField(
        label=_lazy("Take back what is not served"),
        required=False,
        help_text=_lazy(
            "Messages, letters and visits that have not left the house stop. Without it they go on, as a judgment "
            "must. What the recipient has opened, and what is in the post, stays."
        ),
    )
    field_order = ("stop", "reason")


@behind(Act.REGISTER_CASE, GET_AND_POST)
def close_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = the_case(request, case_id)
    form = CloseForm(request.POST or None)
    left = unfinished(found, now())
    doubts = [line.sentence(language()) for line in left.lines]
    if (
        form.is_valid()
        and is_sure(form, doubts)
        and succeeds(form, lambda: close(found, form.why(), actor(request), now(), is_known=True))
    ):
        messages.success(request, _("The case is closed."))
        if form.cleaned_data["stop"]:
            take_back_all(to_take_back(found), form.why(), actor(request), now())
        return redirect(
            "console:case_under_way" if may(request.user.role, Act.PLACE_ORDER) else "console:case", found.id
        )
    intro = _(
        "Nothing more can be ordered in a closed case; it can be opened again. Hearings to come are cancelled with it, "
        "and whoever was summoned is told by text message where one reaches them."
    )
    question = _ending(found, _("Close the case"), intro)
    more = replace(question, template="console/cases/close_case.html", context={"left": left})
    return ask(request, form, more)


@behind(Act.REGISTER_CASE, GET_AND_POST)
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Open the case again; at an address of its own, so that a second click on "close" opens nothing."""
    found = the_case(request, case_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: open_again(found, form.why(), actor(request), now())):
        messages.success(request, _("The case is open again."))
        return redirect("console:case", found.id)
    intro = _("From then on papers can be ordered in it as before.")
    return ask(request, form, _ending(found, _("Open the case again"), intro))


def _ending(case: Case, title: str, intro: str) -> Question:
    return Question(title, title, reverse("console:case", args=[case.id]), case, intro)
