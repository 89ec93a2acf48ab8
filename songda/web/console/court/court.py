"""The court itself: who works there in which office, and which systems may speak for it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.staff.actions import make_api_client, make_user
from songda.records.staff.factors import ask_all_for_factor
from songda.records.staff.models import User
from songda.records.staff.queries import clients_of, everybody_of
from songda.web.console.court.forms import ClientForm, StaffForm
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up

FORM_PAGE = "console/court/court_form.html"


@behind(Act.RUN_COURT)
def court(request: StaffRequest) -> HttpResponse:
    """All accounts and all systems, those in use first."""
    people, systems = everybody_of(request.court), clients_of(request.court)
    context = {"desk": "court", "people": people, "systems": systems, "now": now()}
    return render(request, "console/court/court.html", context)


@behind(Act.RUN_COURT, GET_AND_POST)
def admit(request: StaffRequest) -> HttpResponse:
    """Open an account; its first password is shown once."""
    form = StaffForm(request.POST or None)
    if form.is_valid():
        draft = form.draft()
        if user := carry_out(form, lambda: make_user(draft, request.court, actor(request), now())):
            return shown_once(request, _("First password"), draft.password, account_of(user))
    question = Question(
        _("Admit somebody"),
        _("Open the account"),
        reverse("console:court"),
        template=FORM_PAGE,
        context={"desk": "court"},
    )
    return ask(request, form, question)


@behind(Act.RUN_COURT, GET_AND_POST)
def admit_system(request: StaffRequest) -> HttpResponse:
    """Let another system speak for the court; its token is shown once."""
    in_a_year = localtime(now()).date() + timedelta(days=365)
    form = ClientForm(request.POST or None, initial={"ends_on": in_a_year})
    if form.is_valid():
        draft = form.draft()
        if made := carry_out(form, lambda: make_api_client(request.court, draft, actor(request), now())):
            return shown_once(request, _("Token"), made[1], draft.name, is_password=False)
    intro = _("It may then do what is ticked here, for this court only, until the day named.")
    question = Question(
        _("Admit a system"),
        _("Make the token"),
        reverse("console:court"),
        intro=intro,
        template=FORM_PAGE,
        context={"desk": "court"},
    )
    return ask(request, form, question)


def shown_once(request: StaffRequest, what: str, secret: str, whose: str, *, is_password: bool = True) -> HttpResponse:
    """The page that shows a password or token; it is kept nowhere and cannot be shown again."""
    context = {"desk": "court", "what": what, "secret": secret, "whose": whose, "is_password": is_password}
    return render(request, "console/court/shown_once.html", context, status=201)


def account_of(user: User) -> str:
    """Whose account it is, with the name that is typed to sign in."""
    return _("%(name)s · user name %(username)s") % {"name": user.display_name, "username": user.username}


def said(request: StaffRequest, word: str) -> HttpResponse:
    """Back to the court's page, with a word about what was done."""
    messages.success(request, word)
    return redirect("console:court")


@behind(Act.RUN_COURT, POST_ONLY)
def factor_rule(request: StaffRequest) -> HttpResponse:
    """Demand a second factor of the whole staff, or of the offices of weight alone."""
    if first := step_up(request, Door.ACCOUNTS, reverse("console:court")):
        return first
    asks = request.POST.get("asks") == "all"
    ask_all_for_factor(request.court, actor(request), now(), asks=asks)
    return said(request, _("The rule about second factors is set."))
