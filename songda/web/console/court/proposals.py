"""What nobody does alone: asked for by one person who runs the court, approved or declined by another.

And what the pages of the court end with: a secret that is shown once, or a word about what was done.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, ProposalKind
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.court.staff.office import ProposalDraft, decline, propose
from songda.records.service.tasks.approving import CarriedOut, approve
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_proposal
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language


def shown_once(request: StaffRequest, what: str, secret: str, whose: str, *, is_password: bool = True) -> HttpResponse:
    """The page that shows a password or token; it is kept nowhere and cannot be shown again."""
    context = {"desk": "court", "what": what, "secret": secret, "whose": whose, "is_password": is_password}
    return render(request, "console/court/shown_once.html", context, status=201)


def account_of(user: User) -> str:
    """Whose account it is, with the name that is typed to sign in."""
    return _("%(name)s · user name %(username)s") % {"name": user.display_name, "username": user.username}


def back_to_court(request: StaffRequest, word: str) -> HttpResponse:
    """Back to the court's page, with a word about what was done, where there is one."""
    if word:
        messages.success(request, word)
    return redirect("console:court")


def propose_from_form(request: StaffRequest, draft: ProposalDraft, form: forms.Form) -> HttpResponse | None:
    """Ask for it, and back to the court's page; None where that was refused, which then stands in the form."""
    if succeeds(form, lambda: propose(request.court, draft, request.user, now())):
        return back_to_court(request, waiting_message())
    return None


def waiting_message() -> str:
    """What is said once it was asked for."""
    return _("It waits for another person who runs the court: they find it on this page, for three days.")


@behind(Act.RUN_COURT, POST_ONLY)
def approve_proposal(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    """Approve it, which does it; a password or a token is shown once, to whoever approved."""
    proposal = the_proposal(request, proposal_id)
    if first := step_up(request, Door.ACCOUNTS, reverse("console:court")):
        return first
    try:
        done = approve(proposal.id, request.user, now())
    except Refused as refused:
        return _refused(request, refused)
    return _shown(request, done) if done.secret else back_to_court(request, _("It is approved and done."))


@behind(Act.RUN_COURT, POST_ONLY)
def decline_proposal(request: StaffRequest, proposal_id: UUID) -> HttpResponse:
    """Say no to it, or take one's own back."""
    proposal = the_proposal(request, proposal_id)
    try:
        decline(proposal.id, request.user, now())
    except Refused as refused:
        return _refused(request, refused)
    is_own = actor(request) == f"staff:{proposal.asked_by_id}"
    return back_to_court(request, _("It is taken back.") if is_own else _("It is declined."))


def _shown(request: StaffRequest, done: CarriedOut) -> HttpResponse:
    if done.proposal.kind == ProposalKind.TOKEN:
        return shown_once(request, _("Token"), done.secret, done.proposal.draft["name"], is_password=False)
    assert done.about is not None  # noqa: S101 - a password is somebody's
    return shown_once(request, _("New password"), done.secret, account_of(done.about))


def _refused(request: StaffRequest, refused: Refused) -> HttpResponse:
    """The court's page says what stands against it; what is no longer wanted is gone from it."""
    messages.error(request, refused.sentence(language()))
    return back_to_court(request, "")
