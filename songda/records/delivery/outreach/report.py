"""The report of a year: what was done, whom it reached and how that was counted, what was tried and what came of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from songda.records.court.staff.models import Court
from songda.records.delivery.outreach.models import Answer, Campaign, Experiment, Material

EARLIEST_YEAR, LATEST_YEAR = 1950, 2199


@dataclass(frozen=True)
class YearReport:
    """The acts of one year; `reached` adds only what was counted, and `uncounted` says how many acts were not."""

    year: int
    campaigns: tuple[Campaign, ...]
    reached: int
    uncounted: int
    by_aim: dict[str, int]
    by_group: dict[str, int]
    copies: dict[str, int]
    experiments: tuple[Experiment, ...]
    answers: int


def campaign_of(court: Court, campaign_id: UUID) -> Campaign:
    """One of them; Campaign.DoesNotExist for another court's."""
    return Campaign.objects.select_related("court").get(id=campaign_id, court=court)


def between(court: Court, first: date, last: date) -> list[Campaign]:
    """What takes place on some day from the first to the last, in the order of the calendar."""
    rows = Campaign.objects.filter(court=court, starts_on__lte=last, ends_on__gte=first, cancelled_at=None)
    return list(rows.order_by("starts_on", "id"))


def year_report(court: Court, year: int) -> YearReport:
    """The year by the day on which each campaign began; ValueError for a year that is none."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = Campaign.objects.filter(court=court, cancelled_at=None, starts_on__range=(first, last))
    held = tuple(begun.order_by("starts_on", "id").prefetch_related("materials", "photos"))
    zone = ZoneInfo(court.zone)
    of_year = (datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
    ended = Experiment.objects.filter(court=court, ended_at__gte=of_year[0], ended_at__lt=of_year[1])
    published = Answer.objects.filter(court=court, published_at__gte=of_year[0], published_at__lt=of_year[1])
    return YearReport(
        year=year,
        campaigns=held,
        reached=sum(campaign.reached or 0 for campaign in held),
        uncounted=sum(campaign.reached is None for campaign in held),
        by_aim=dict(Counter(campaign.aim for campaign in held)),
        by_group=dict(Counter(campaign.group for campaign in held)),
        copies=_copies(held),
        experiments=tuple(ended.filter(~Q(verdict="")).prefetch_related("arms").order_by("ended_at")),
        answers=published.count(),
    )


def _copies(campaigns: tuple[Campaign, ...]) -> dict[str, int]:
    found: Counter[str] = Counter()
    material: Material
    for campaign in campaigns:
        for material in campaign.materials.all():
            found[material.kind] += material.copies
    return dict(found)
