"""A party's page, its particulars on request, and what is entered about parties."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.facts.consent import consents_at_stage
from songda.records.delivery.address_forms.queries import forms_of
from songda.records.delivery.lookups.covering import covered
from songda.records.delivery.lookups.queries import lookups_about
from songda.records.delivery.mandates.queries import mandates_of
from songda.records.delivery.personal_proofs.actions import question_for
from songda.records.delivery.tasks.off_line import mark_offline
from songda.records.delivery.tasks.off_line import withdraw_own_wish as take_back
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.care import care_of, said_elsewhere
from songda.records.matter.parties.actions import add_party
from songda.records.matter.parties.doubts import doubts_about
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_showing
from songda.web.console.parties.changes import shown_corrections
from songda.web.console.parties.forms import OfflineForm, PartyForm, RepresentativeForm
from songda.web.console.shared.circumstances import shown_circumstances
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.endings import shown_endings
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import as_choices
from songda.web.console.shared.words import language


@behind(Act.SEE_CASES)
def party(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The party with masked number and addresses."""
    return _page(request, the_party(request, party_id), in_full=False)


@behind(Act.SEE_PERSONAL, POST_ONLY)
def show(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The same page with number and addresses in full; that they were looked at goes on record."""
    found = the_party(request, party_id)
    note_showing(found, actor(request), now())
    return _page(request, found, in_full=True)


def _page(request: StaffRequest, found: Party, *, in_full: bool) -> HttpResponse:
    addresses = list(found.addresses.order_by("retired_at", "recorded_at").prefetch_related("findings"))
    context = {
        "party": found,
        "case": found.case,
        "desk": "cases",
        "in_full": in_full,
        "addresses": addresses,
        "covered": covered(request.user, addresses),  # looked up, and not this person's to see
        "lookups": lookups_about(found),
        "mandates": mandates_of(found),
        "agreed": question_for(found),
        "care": care_of(found, now()),
        "elsewhere": said_elsewhere(found),
        "answers": [*found.consents.select_related("given_by").order_by("-at"), *found.refusals.order_by("-at")],
        "stances": consents_at_stage(found.case, [found.id], now()),
        "calls": found.calls.select_related("caller", "address").order_by("-at"),
        "representatives": found.representatives.order_by("recorded_at"),
        "envelopes": found.envelopes.order_by("-placed_at"),
        "signed_forms": forms_of(found),
        "circumstances": shown_circumstances(found, request.user, in_full=in_full),
        "corrections": shown_corrections(found, request.user, in_full=in_full),
        "endings": shown_endings(found, request.user),
    }
    return render(request, "console/parties/party.html", context)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_party(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Enter a party; a wrong number is refused with the part that is wrong."""
    case = the_case(request, case_id)
    form = PartyForm(request.POST or None)
    question = Question(_("Add a party"), _("Add"), _back(case), case, template="console/parties/party_form.html")
    return _enter(request, form, question)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_representative(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Enter someone who acts for a party."""
    case = the_case(request, case_id)
    represented = [party for party in parties_of(case) if party.acts_for_id is None]
    form = RepresentativeForm(request.POST or None, parties=as_choices(represented))
    question = Question(
        _("Add a representative"),
        _("Add"),
        _back(case),
        case,
        intro=_("Serving the party or the agent is enough; a designated receiver receives in the party's place."),
    )
    return _enter(request, form, question)


def _enter(request: StaffRequest, form: PartyForm, question: Question) -> HttpResponse:
    case = question.case
    assert case is not None  # noqa: S101 - both callers give it
    odd = [one.sentence(language()) for one in doubts_about(case, form.draft())] if form.is_valid() else []
    is_kept = form.is_valid() and is_sure(form, odd)
    if is_kept and (entered := carry_out(form, lambda: add_party(case, form.draft(), actor(request), now()))):
        messages.success(request, _("Entered. Next: how can this person be reached?"))
        return redirect("console:party", entered.id)
    return ask(request, form, question)


def _back(case: Case) -> str:
    return reverse("console:parties", args=[case.id])


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def offline(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Mark the party to be served off line, until a judge lifts it."""
    found = the_party(request, party_id)
    form: forms.Form = OfflineForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if succeeds(form, lambda: mark_offline(found, reason, actor(request), now())):
            messages.success(request, _("From now on papers go to this party by other ways only."))
            return redirect("console:party", found.id)
    question = Question(
        _("Serve off line only"),
        _("Mark as served off line"),
        reverse("console:party", args=[found.id]),
        found.case,
        intro=_("Until a judge lifts it, nothing is sent electronically to this party. Open services become tasks."),
        context={"party": found},
    )
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def withdraw_own_wish(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that the party no longer wishes to be served on paper only."""
    found = the_party(request, party_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and succeeds(form, lambda: take_back(found, actor(request), now())):
        messages.success(request, _("Noted. They may be asked again whether they agree to electronic service."))
        return redirect("console:party", found.id)
    question = Question(
        _("They take their wish back"),
        _("Record"),
        reverse("console:party", args=[found.id]),
        found.case,
        intro=_("In all their cases at this court. It is no consent: without that nothing is served electronically."),
        context={"party": found},
    )
    return ask(request, form, question)
