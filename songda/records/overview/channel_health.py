"""How each channel of a court fares: what waits, what became of the last day's messages, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from songda.channels.registry import routes
from songda.core.delivery.states import State
from songda.records.court.staff.court_settings import paused_until
from songda.records.court.staff.models import Court
from songda.records.ground.closed_lists import is_one_of
from songda.records.ground.incidents.actions import open_incidents
from songda.records.ground.incidents.models import Incident
from songda.records.service.attempts.models import Attempt

WITHIN = timedelta(hours=24)
NEWEST = 20_000  # attempts of the installation that are looked at: a page must not cost more the larger the court is
_LOST = (State.FAILED, State.REJECTED, State.EXPIRED)


@dataclass(frozen=True)
class Course:
    """What became of messages planned within a day; `lost` was refused, failed, or nothing was heard of it in time."""

    handed_over: int = 0
    arrived: int = 0
    lost: int = 0
    last_handed_over_at: datetime | None = None
    last_arrived_at: datetime | None = None

    @property
    def loses_many(self) -> bool:
        """Whether a tenth or more of what was handed over did not arrive, of twenty at least."""
        return self.handed_over >= 20 and self.lost * 10 >= self.handed_over


@dataclass(frozen=True)
class ChannelHealth:
    """One channel for one court: whether a provider is named, until when it is paused, what is wrong, what waits."""

    name: str
    is_named: bool
    paused_until: datetime | None
    incident: Incident | None
    waiting: int
    waits_since: datetime | None
    course: Course

    @property
    def tone(self) -> str:
        """Bad where it is in trouble, open where it is paused or loses many, none where no provider is named."""
        if self.incident is not None:
            return "bad"
        if self.paused_until is not None or self.course.loses_many:
            return "open"
        return "good" if self.is_named else ""


def channel_health(court: Court, now: datetime) -> list[ChannelHealth]:
    """Every channel of the house, the first to be tried first; four statements."""
    waiting, courses = _waiting(court), _courses(court, now)
    troubled = {incident.subject: incident for incident in open_incidents() if incident.subject}
    return [
        ChannelHealth(
            route.name,
            bool(settings.CHANNEL_URLS.get(route.name)),
            paused_until(court, route.name, now),
            troubled.get(route.name),
            *waiting.get(route.name, (0, None)),
            courses.get(route.name, Course()),
        )
        for route in routes()
    ]


def _waiting(court: Court) -> Mapping[str, tuple[int, datetime | None]]:
    waiting = Attempt.objects.filter(is_one_of("state", State.PENDING), envelope__case__court=court)
    rows = waiting.values_list("channel")
    return {channel: (count, since) for channel, count, since in rows.annotate(n=Count("id"), since=Min("planned_at"))}


def _courses(court: Court, now: datetime) -> Mapping[str, Course]:
    newest = Attempt.objects.aggregate(id=Max("id"))["id"] or 0
    recent = Attempt.objects.filter(id__gt=newest - NEWEST, planned_at__gt=now - WITHIN, envelope__case__court=court)
    counted = recent.values_list("channel").annotate(
        handed_over=Count("id", filter=~Q(submitted_at=None)),
        arrived=Count("id", filter=~Q(arrived_at=None)),
        lost=Count("id", filter=Q(state__in=_LOST)),
        last_handed_over_at=Max("submitted_at"),
        last_arrived_at=Max("arrived_at"),
    )
    return {channel: Course(*became) for channel, *became in counted}
