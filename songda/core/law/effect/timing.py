"""From an event to the moment at which the law lets it take effect."""

from datetime import UTC, datetime, time, timedelta

from songda.core.law.calendar import months_after
from songda.core.law.facts import EventFact, EventKind, Person
from songda.core.law.profile import Profile
from songda.core.law.profile.rows import EffectRow

_LAST_SECOND = time(23, 59, 59)
_DAY = timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


def event_moment(row: EffectRow, events: tuple[EventFact, ...], to: Person, as_of: datetime) -> datetime | None:
    """When the event happened that the row asks for: the first one that nothing took back, or the last publication.

    Where nobody is told who did it, it was whom the attempt went `to`.
    """
    found = [
        event.at
        for event in events
        if event.kind in row.events and event.at <= as_of and (event.by or to) in row.by and is_of_the_sort(row, event)
    ]
    if not found:
        return None
    if row.last_event_counts:
        return max(event.at for event in events if event.kind in row.events and event.at <= as_of)
    lost = [event.at for event in events if event.kind in row.taken_back_by and event.at <= as_of]
    if lost:
        found = [at for at in found if at > max(lost)]
    return min(found, default=None)


def is_of_the_sort(row: EffectRow, event: EventFact) -> bool:
    """Whether it was left, came back, or was published in a way that the row lets count."""
    return event.how in row.how and event.cause in row.cause and event.where in row.where


def taken_back_at(row: EffectRow, events: tuple[EventFact, ...], as_of: datetime) -> datetime | None:
    """When a later failure took the row's event back, if that is why it does not count."""
    if not any(event.kind in row.events and event.at <= as_of for event in events):
        return None
    return max((event.at for event in events if event.kind in row.taken_back_by and event.at <= as_of), default=None)


def effective_moment(row: EffectRow, at: datetime, profile: Profile) -> datetime:
    """At the event itself; after so many days or months, when the last of them has run; or on a later working day."""
    local = at.astimezone(profile.zone)
    if row.days_after or row.months_after:
        month_day = months_after(local.date(), row.months_after, to_month_end=row.to_month_end)
        day = month_day + row.days_after * _DAY
        return datetime.combine(day, _LAST_SECOND, profile.zone)
    late = row.cut_off is not None and local.time() >= row.cut_off
    days = row.working_days_after + late
    if not days:
        return at
    return datetime.combine(profile.calendar.working_days_after(local.date(), days), time.min, profile.zone)


def earliest_effect(row: EffectRow, events: tuple[EventFact, ...], profile: Profile) -> datetime:
    """The end of the months that must run since sending; where nothing is on record of it, nothing must run."""
    sent = min((event.at for event in events if event.kind is EventKind.SENT), default=None)
    if sent is None:
        return _EVER
    day = months_after(profile.day_of(sent), row.months_after_sending)
    return datetime.combine(day, _LAST_SECOND, profile.zone)
