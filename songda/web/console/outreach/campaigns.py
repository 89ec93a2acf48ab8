"""The calendar of campaigns, and one of them with its material and photographs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.outreach.models import Campaign
from songda.records.delivery.outreach.photos import photo_of, picture
from songda.records.delivery.outreach.report import between, campaign_of
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import whole_number

YEARS = range(1950, 2200)


@dataclass(frozen=True)
class Month:
    """One month of the calendar, and what takes place in it."""

    first: date
    campaigns: list[Campaign]


def year_asked(request: StaffRequest) -> int:
    """The year that the address names, else this one."""
    asked = whole_number(request.GET.get("year", "")) or 0
    return asked if asked in YEARS else timezone.localtime(now()).year


@behind(Act.RUN_OUTREACH)
def outreach(request: StaffRequest) -> HttpResponse:
    """The campaigns of a year, month by month; one that goes over several months stands in each."""
    year = year_asked(request)
    held = between(request.court, date(year, 1, 1), date(year, 12, 31))
    months = [Month(date(year, number, 1), _in_month(held, year, number)) for number in range(1, 13)]
    context = {
        "desk": "outreach",
        "page": "campaigns",
        "year": year,
        "months": [month for month in months if month.campaigns],
        "campaigns": held,
        "today": timezone.localtime(now()).date(),
    }
    return render(request, "console/outreach/campaigns.html", context)


def _in_month(held: list[Campaign], year: int, number: int) -> list[Campaign]:
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return [campaign for campaign in held if campaign.starts_on < after and campaign.ends_on >= first]


@behind(Act.RUN_OUTREACH)
def campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Everything that is on record of one campaign."""
    found = lookup_or_404(lambda: campaign_of(request.court, campaign_id))
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
