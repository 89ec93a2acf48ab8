"""A campaign is entered, changed, counted, supplied, pictured, called off."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.delivery.outreach.campaigns import (
    CampaignDraft,
    add_material,
    call_off,
    change_campaign,
    count_reached,
    plan_campaign,
)
from songda.records.delivery.outreach.models import Campaign
from songda.records.delivery.outreach.photos import add_photo
from songda.records.delivery.outreach.report import campaign_of
from songda.web.console.outreach.forms import CampaignForm, PeopleForm, PhotoForm, SupplyForm
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, Text, ask
from songda.web.console.shared.words import language

FORM = "console/outreach/form.html"


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def new_campaign(request: StaffRequest) -> HttpResponse:
    """Enter a campaign."""
    form = CampaignForm(request.POST or None)
    if form.is_valid() and (
        made := carry_out(form, lambda: plan_campaign(request.court, form.draft(), actor(request), now()))
    ):
        messages.success(request, _("Entered."))
        return redirect("console:campaign", made.id)
    return _ask(request, form, _("Enter a campaign"), _("Enter"))


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def edit_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Put right what was entered."""
    found = _the_campaign(request, campaign_id)
    initial = {name: getattr(found, name) for name in CampaignDraft.__dataclass_fields__}
    form = CampaignForm(request.POST or None, initial=initial)
    return _done(request, form, found, lambda: change_campaign(found, form.draft(), actor(request), now())) or _ask(
        request, form, _("Change the campaign"), _("Save"), found
    )


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def count_people(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """How many people it reached."""
    found = _the_campaign(request, campaign_id)
    initial = {"reached": found.reached, "counted_how": found.counted_how}
    form = PeopleForm(request.POST or None, initial=initial)

    def count() -> None:
        typed = form.cleaned_data
        count_reached(found, typed["reached"], typed["counted_how"], actor(request), now())

    return _done(request, form, found, count) or _ask(request, form, _("People reached"), _("Save"), found)


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def supply(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Which material was handed out or shown."""
    found = _the_campaign(request, campaign_id)
    form = SupplyForm(request.POST or None)
    return _done(request, form, found, lambda: add_material(found, form.draft(), actor(request), now())) or _ask(
        request, form, _("Material handed out or shown"), _("Save"), found
    )


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def picture_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Add a photograph."""
    found = _the_campaign(request, campaign_id)
    form = PhotoForm(request.POST or None, request.FILES or None)

    def keep() -> None:
        body = form.cleaned_data["file"].read()
        add_photo(found, body, form.cleaned_data["shows"], actor(request), now())

    return _done(request, form, found, keep) or _ask(
        request, form, _("Add a photograph"), pgettext("photograph", "Add"), found
    )


@behind(Act.RUN_OUTREACH, POST_ONLY)
def call_off_campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """It does not take place."""
    found = _the_campaign(request, campaign_id)
    try:
        call_off(found, actor(request), now())
        messages.success(request, _("Called off. It stays on record and out of the report."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:campaign", found.id)


def _the_campaign(request: StaffRequest, campaign_id: UUID) -> Campaign:
    return lookup_or_404(lambda: campaign_of(request.court, campaign_id))


def _done(
    request: StaffRequest, form: forms.Form, found: Campaign, action: Callable[[], object]
) -> HttpResponse | None:
    """Back at the campaign when the form did what it asks for; None when it is still to be shown."""
    if not form.is_valid() or not succeeds(form, action):
        return None
    messages.success(request, _("Saved."))
    return redirect("console:campaign", found.id)


def _ask(
    request: StaffRequest, form: forms.Form, title: Text, submit: Text, found: Campaign | None = None
) -> HttpResponse:
    back = reverse("console:campaign", args=[found.id]) if found else reverse("console:outreach")
    context = {"desk": "outreach", "campaign": found}
    about = found.title if found else ""
    return ask(request, form, Question(title, submit, back, template=FORM, context=context, about=about))
