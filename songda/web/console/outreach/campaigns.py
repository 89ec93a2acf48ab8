"""Campaigns: the calendar, one with its material and photographs, what is entered of it, and what it changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from songda.clock import now
from songda.core.access import Act
from songda.core.figures import figure
from songda.core.refusal import Refused
from songda.core.words import languages, say
from songda.records.overview.campaign_effects import classes_of, effect_of, figure_of, period_of, usual_class
from songda.records.service.outreach.campaigns import (
    LIMITS,
    LONGEST_CAPTION,
    CampaignDraft,
    MaterialDraft,
    add_material,
    add_photo,
    between,
    call_off,
    campaign_of,
    change_campaign,
    count_reached,
    photo_of,
    picture,
    plan_campaign,
)
from songda.records.service.outreach.models import Campaign
from songda.web.console.shared import words
from songda.web.console.shared.forms import ChosenFile, Words, carry_out, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, Text, ask, whole_number
from songda.web.console.shared.words import language

YEARS = range(1950, 2200)


@dataclass(frozen=True)
class Month:
    """One month of the calendar, and what takes place in it."""

    first: date
    campaigns: list[Campaign]


def year_in_address(request: StaffRequest) -> int:
    """The year that the address names, else this one."""
    year_wanted = whole_number(request.GET.get("year", "")) or 0
    return year_wanted if year_wanted in YEARS else timezone.localtime(now()).year


@behind(Act.RUN_OUTREACH)
def outreach(request: StaffRequest) -> HttpResponse:
    """The campaigns of a year, month by month; one that goes over several months stands in each."""
    year = year_in_address(request)
    begun = between(request.court, date(year, 1, 1), date(year, 12, 31))
    months = [Month(date(year, number, 1), _in_month(begun, year, number)) for number in range(1, 13)]
    context = {
        "desk": "outreach",
        "page": "campaigns",
        "year": year,
        "months": [month for month in months if month.campaigns],
        "campaigns": begun,
        "today": timezone.localtime(now()).date(),
    }
    return render(request, "console/outreach/campaigns.html", context)


def _in_month(begun: list[Campaign], year: int, number: int) -> list[Campaign]:
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return [campaign for campaign in begun if campaign.starts_on < after and campaign.ends_on >= first]


@behind(Act.RUN_OUTREACH)
def campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Everything that is on record of one campaign."""
    found = _the_campaign(request, campaign_id)
    context = {
        "desk": "outreach",
        "campaign": found,
        "materials": list(found.materials.order_by("kind", "topic", "language")),
        "photos": list(found.photos.order_by("recorded_at", "id")),
        "has_begun": found.starts_on <= timezone.localtime(now()).date(),
    }
    return render(request, "console/outreach/campaign.html", context)


@behind(Act.RUN_OUTREACH)
def campaign_photo(request: StaffRequest, photo_id: UUID) -> HttpResponse:
    """The picture itself, which we drew."""
    found = lookup_or_404(lambda: photo_of(request.court, photo_id))
    return HttpResponse(picture(found), content_type="image/jpeg")


@behind(Act.RUN_OUTREACH)
def campaign_effect(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Whether the campaign changed anything; "cannot tell" is an answer.

    The class that was reached is chosen; all others of the same kind are what it is compared with.
    """
    found = _the_campaign(request, campaign_id)
    classes, period = classes_of(found), period_of(found)
    chosen = request.GET.get("class", usual_class(found))
    today = timezone.localtime(now()).date()
    context = {
        "desk": "outreach",
        "campaign": found,
        "figure": figure(figure_of(found)),
        "classes": [(f"{dimension}:{key}", dimension, key) for dimension, key in classes],
        "chosen": chosen,
        "period": period,
        "is_over": today > period.last,
        "effect": effect_of(found, chosen, classes, today),
    }
    return render(request, "console/outreach/effect.html", context)


class Day(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class CampaignForm(forms.Form):
    """What, for whom, when, where, by whom."""

    title = Words(label=_lazy("Name of the campaign"), max_length=LIMITS["title"])
    aim = forms.ChoiceField(label=_lazy("Aim"), choices=to_choose(words.choices(words.OUTREACH_AIM)))
    group = forms.ChoiceField(label=_lazy("For whom"), choices=to_choose(words.choices(words.OUTREACH_GROUP)))
    starts_on = Day(label=_lazy("Day on which it begins"))
    ends_on = Day(
        label=_lazy("Day on which it ends"), help_text=_lazy("The same as the first for a campaign of one day.")
    )
    place = Words(label=_lazy("Where it takes place"), max_length=LIMITS["place"])
    speaker = Words(
        label=_lazy("Speaker"),
        max_length=LIMITS["speaker"],
        required=False,
        help_text=_lazy("Name and office, as it may be published."),
    )

    def draft(self) -> CampaignDraft:
        return CampaignDraft(**self.cleaned_data)


class PeopleForm(forms.Form):
    """How many people, and how they were counted."""

    reached = forms.IntegerField(label=_lazy("People reached"), min_value=0)
    counted_how = Words(
        label=_lazy("How they were counted"),
        max_length=120,
        help_text=_lazy("For example: signed in, seats taken, leaflets handed out."),
    )


class SupplyForm(forms.Form):
    """Which piece of material, how many copies."""

    kind = forms.ChoiceField(label=_lazy("Material"), choices=to_choose(words.choices(words.OUTREACH_KIND)))
    topic = forms.ChoiceField(label=_lazy("Topic"), choices=to_choose(words.choices(words.OUTREACH_TOPIC)))
    language = forms.ChoiceField(
        label=_lazy("Language"), choices=lambda: [(each, say("language.name", each)) for each in languages()]
    )
    copies = forms.IntegerField(
        label=_lazy("Copies"), min_value=1, help_text=_lazy("Of what is shown or spoken: how often.")
    )

    def draft(self) -> MaterialDraft:
        return MaterialDraft(**self.cleaned_data)


class PhotoForm(forms.Form):
    """One photograph and what it shows."""

    file = forms.FileField(
        label=_lazy("Photograph"),
        help_text=_lazy("JPEG, PNG or WebP, at most 15 MB. Place, time and camera are taken out of the file."),
        widget=ChosenFile(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    shows = Words(
        label=_lazy("What it shows"),
        max_length=LONGEST_CAPTION,
        help_text=_lazy("For whoever cannot see it. Ask people who can be recognised before you take or publish it."),
    )


FORM = "console/outreach/form.html"


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def new_campaign(request: StaffRequest) -> HttpResponse:
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
