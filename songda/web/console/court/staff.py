"""One account of the court's staff: another office, a new password, closed, opened again."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act, ProposalKind, Role, needs_second_person
from songda.core.refusal import Refused
from songda.records.court.staff import signing_in
from songda.records.court.staff.actions import readmit_user
from songda.records.court.staff.models import User
from songda.records.court.staff.office import ProposalDraft, propose
from songda.records.court.staff.signing_in import give_password, has_second_factor, is_opened_by_password, require_free
from songda.records.service.tasks.handing import change_office, close_account
from songda.trust.sign_on import LONGEST_NAME
from songda.web.console.court.proposals import account_of, back_to_court, propose_from_form, shown_once, waiting_message
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_member
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language


class OfficeForm(forms.Form):
    """Another office for somebody."""

    role = forms.ChoiceField(label=_lazy("Office"), choices=words.choices(words.OFFICE))


class SignOnForm(forms.Form):
    """By what the court's single sign-on knows somebody."""

    sign_on_name = Words(label=_lazy("What the single sign-on calls them"), max_length=LONGEST_NAME)


@behind(Act.RUN_COURT, GET_AND_POST)
def member(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """The account; its office is changed here, one of weight by two people."""
    user = the_member(request, user_id)
    if request.method == "POST" and (first := step_up(request, Door.ACCOUNTS)):
        return first
    form = OfficeForm(request.POST or None, initial={"role": user.role})
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        if needs_second_person(role) and role != user.role:
            wish = ProposalDraft(ProposalKind.OFFICE, user, {"role": role.value})
            return propose_from_form(request, wish, form) or _page(request, user, form)
        fell: list[int] = []
        if succeeds(form, lambda: fell.append(change_office(user, role, actor(request), now()))):
            sentence = _("The office is changed; it counts from the next click.")
            return back_to_court(request, f"{sentence} {left_behind(sum(fell))}".strip())
    return _page(request, user, form)


@behind(Act.RUN_COURT, POST_ONLY)
def new_password(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Give a new first password, shown once; every session of the account ends."""
    user = the_member(request, user_id)
    if first := step_up(request, Door.ACCOUNTS, reverse("console:member", args=[user.id])):
        return first
    if is_opened_by_password(user):
        return _ask(request, ProposalDraft(ProposalKind.PASSWORD, user), user)
    secret = give_password(user, actor(request), now())
    return shown_once(request, _("New password"), secret, account_of(user))


@behind(Act.RUN_COURT, POST_ONLY)
def drop_factors(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Ask that second factors are taken away whose device is lost; another person approves it."""
    user = the_member(request, user_id)
    if first := step_up(request, Door.ACCOUNTS, reverse("console:member", args=[user.id])):
        return first
    return _ask(request, ProposalDraft(ProposalKind.FACTORS, user), user)


@behind(Act.RUN_COURT, POST_ONLY)
def name_for_sign_on(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Ask that whoever the single sign-on calls so opens the account; another person approves it."""
    user = the_member(request, user_id)
    if first := step_up(request, Door.ACCOUNTS, reverse("console:member", args=[user.id])):
        return first
    form = SignOnForm(request.POST)
    if form.is_valid() and succeeds(form, lambda: require_free(form.cleaned_data["sign_on_name"], user)):
        wish = ProposalDraft(ProposalKind.SIGN_ON, user, form.cleaned_data)
        if answer := propose_from_form(request, wish, form):
            return answer
    return _page(request, user, OfficeForm(initial={"role": user.role}), form)


@behind(Act.RUN_COURT, POST_ONLY)
def strike_sign_on(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """The single sign-on opens the account no more; one person does that alone."""
    user = the_member(request, user_id)
    signing_in.strike_sign_on(user, actor(request), now())
    return back_to_court(request, _("The single sign-on opens the account no more. Open sessions ended."))


@behind(Act.RUN_COURT, POST_ONLY)
def close(request: StaffRequest, user_id: UUID) -> HttpResponse:
    user = the_member(request, user_id)
    try:
        fell = close_account(user, actor(request), now())
    except Refused as refused:
        return _refused(request, user, refused)
    sentence = _("The account is closed. What was done with it stays on record.")
    return back_to_court(request, f"{sentence} {left_behind(fell)}".strip())


@behind(Act.RUN_COURT, POST_ONLY)
def readmit(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Open a closed account again with a new password, so that no session from before comes back to life."""
    user = the_member(request, user_id)
    if first := step_up(request, Door.ACCOUNTS, reverse("console:member", args=[user.id])):
        return first
    if needs_second_person(user.role) or is_opened_by_password(user):
        return _ask(request, ProposalDraft(ProposalKind.READMISSION, user), user)
    readmit_user(user, actor(request), now())
    user.refresh_from_db()
    secret = give_password(user, actor(request), now())
    return shown_once(request, _("New password"), secret, account_of(user))


def left_behind(count: int) -> str:
    """What became of the open tasks of somebody who does none any more; nothing where there were none."""
    sentence = ngettext(
        "Their open task fell anew, by the court's rule.",
        "Their %(count)d open tasks fell anew, by the court's rule.",
        count,
    )
    return sentence % {"count": count} if count else ""


def _page(request: StaffRequest, user: User, form: OfficeForm, sign_on_form: SignOnForm | None = None) -> HttpResponse:
    context = {
        "sign_on_form": sign_on_form or SignOnForm(initial={"sign_on_name": user.sign_on_name}),
        "desk": "court",
        "person": user,
        "form": form,
        "is_self": user.id == request.user.id,
        "has_second_factor": has_second_factor(user),
    }
    return render(request, "console/court/member.html", context, status=422 if form.is_bound or sign_on_form else 200)


def _ask(request: StaffRequest, draft: ProposalDraft, user: User) -> HttpResponse:
    """Ask a second person for it."""
    try:
        propose(request.court, draft, request.user, now())
    except Refused as refused:
        return _refused(request, user, refused)
    return back_to_court(request, waiting_message())


def _refused(request: StaffRequest, user: User, refused: Refused) -> HttpResponse:
    messages.error(request, refused.sentence(language()))
    return redirect("console:member", user.id)
