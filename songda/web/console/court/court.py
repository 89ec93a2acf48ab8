"""The court itself: who works there in which office, and which systems may speak for it."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.clock import now
from songda.core.access import Act, Role, Scope, needs_second_person
from songda.core.refusal import Refused
from songda.core.warnings import COURT_LINE
from songda.records.court.staff.actions import (
    ClientDraft,
    UserDraft,
    check_client,
    make_user,
    refuse_taken,
    revoke_api_client,
)
from songda.records.court.staff.court_settings import call_found_first
from songda.records.court.staff.office import propose, waiting_in
from songda.records.court.staff.queries import clients_of, everybody_of
from songda.records.court.staff.signing_in import ask_all_for_factor, new_password
from songda.records.service.tasks.approving import to_admit, to_admit_system, to_lower_factor_rule
from songda.web.console.court.proposals import account_of, back_to_court, propose_from_form, shown_once, waiting_message
from songda.web.console.shared import words
from songda.web.console.shared.forms import TickChoices, Words, carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_client
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language

USER_NAME = RegexValidator(
    r"^[a-z][a-z0-9._-]{1,29}\Z", _lazy("2 to 30 small letters, digits, dots or hyphens, beginning with a letter.")
)


class StaffForm(forms.Form):
    display_name = Words(label=pgettext_lazy("staff", "Name"), max_length=60)
    username = Words(
        label=_lazy("User name"),
        max_length=30,
        validators=[USER_NAME],
        help_text=_lazy("For signing in: small letters and digits, as in chenxm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_lazy("Office"), choices=words.choices(words.OFFICE))

    def draft(self) -> UserDraft:
        """The account with a first password, which must be changed at the first sign-in."""
        typed = self.cleaned_data
        role = Role(typed["role"])
        return UserDraft(typed["username"], typed["display_name"], role, new_password(), must_change_password=True)


class ClientForm(forms.Form):
    """Another system: what it may do, and for how long."""

    name = Words(
        label=_lazy("Name of the system"), max_length=80, help_text=_lazy("As in: Case management of the high court.")
    )
    scopes = forms.MultipleChoiceField(
        label=_lazy("What it may do"),
        choices=words.choices(words.SCOPE),
        widget=TickChoices,
        help_text=_lazy("Only what it needs. Everything else is refused."),
    )
    ends_on = forms.DateField(
        label=_lazy("Good until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_lazy("A year at most; then it gets a new token."),
    )

    def draft(self) -> ClientDraft:
        """The system as it is to be admitted; its token is good to the end of that day in the court's zone."""
        typed = self.cleaned_data
        ends_at = make_aware(datetime.combine(typed["ends_on"], time.max))
        return ClientDraft(typed["name"], tuple(Scope(word) for word in typed["scopes"]), ends_at)


_FORM_PAGE = "console/court/court_form.html"


@behind(Act.RUN_COURT)
def court(request: StaffRequest) -> HttpResponse:
    """All accounts and all systems, those in use first."""
    people, systems = everybody_of(request.court), clients_of(request.court)
    context = {"desk": "court", "people": people, "systems": systems, "now": now()}
    context |= {"proposals": waiting_in(request.court, now()), "is_common_line": request.court.phone == COURT_LINE}
    context["is_factor_demanded"] = settings.DEMANDS_SECOND_FACTOR
    return render(request, "console/court/court.html", context)


@behind(Act.RUN_COURT, GET_AND_POST)
def admit(request: StaffRequest) -> HttpResponse:
    """Open an account, one of weight by two people; its first password is shown once."""
    if first := step_up(request, Door.ACCOUNTS):
        return first
    form = StaffForm(request.POST or None)
    if form.is_valid():
        draft = form.draft()
        if needs_second_person(draft.role):
            if answer := _ask_for(request, draft, form):
                return answer
        elif user := carry_out(form, lambda: make_user(draft, request.court, actor(request), now())):
            return shown_once(request, _("First password"), draft.password, account_of(user))
    question = Question(
        _("Admit somebody"),
        _("Open the account"),
        reverse("console:court"),
        template=_FORM_PAGE,
        context={"desk": "court"},
    )
    return ask(request, form, question)


def _ask_for(request: StaffRequest, draft: UserDraft, form: StaffForm) -> HttpResponse | None:
    """Ask a second person for an account of weight; a name that is taken is told at once."""
    if succeeds(form, lambda: refuse_taken(draft.username)):
        return propose_from_form(request, to_admit(draft), form)
    return None


@behind(Act.RUN_COURT, GET_AND_POST)
def admit_system(request: StaffRequest) -> HttpResponse:
    """Ask that another system may speak for the court; whoever approves it is shown its token once."""
    if first := step_up(request, Door.TOKENS):
        return first
    in_a_year = localtime(now()).date() + timedelta(days=365)
    form = ClientForm(request.POST or None, initial={"ends_on": in_a_year})
    if form.is_valid():
        draft = form.draft()
        is_sound = succeeds(form, lambda: check_client(draft.scopes, draft.ends_at, now()))
        if is_sound and (answer := propose_from_form(request, to_admit_system(draft), form)):
            return answer
    intro = _(
        "It may then do what is ticked here, for this court only, until the day named. "
        "Another person who runs the court approves it and is shown the token."
    )
    question = Question(
        _("Admit a system"),
        _("Ask for the token"),
        reverse("console:court"),
        intro=intro,
        template=_FORM_PAGE,
        context={"desk": "court"},
    )
    return ask(request, form, question)


@behind(Act.RUN_COURT, POST_ONLY)
def found_rule(request: StaffRequest) -> HttpResponse:
    """Call a number that was only found before anything is sent there, or do not."""
    call_found_first(request.court, actor(request), now(), calls=request.POST.get("calls") == "first")
    return back_to_court(request, _("The rule about found numbers is set."))


@behind(Act.RUN_COURT, POST_ONLY)
def factor_rule(request: StaffRequest) -> HttpResponse:
    """Demand a second factor of the whole staff; or ask that it is demanded of the offices of weight alone."""
    if first := step_up(request, Door.ACCOUNTS, reverse("console:court")):
        return first
    if request.POST.get("asks") != "all":
        return _lower(request)
    ask_all_for_factor(request.court, actor(request), now(), asks=True)
    return back_to_court(request, _("The rule about second factors is set."))


def _lower(request: StaffRequest) -> HttpResponse:
    try:
        propose(request.court, to_lower_factor_rule(), request.user, now())
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
        return back_to_court(request, "")
    return back_to_court(request, waiting_message())


@behind(Act.RUN_COURT, POST_ONLY)
def shut_out(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Take a system's token away."""
    revoke_api_client(the_client(request, client_id), actor(request), now())
    return back_to_court(request, _("The system is shut out; its token never works again."))
