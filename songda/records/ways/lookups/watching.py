"""The watch over look-ups: who asked more than is usual, at odd hours, for nothing, or for a person of two courts.

Its alarms are judged by somebody whom they are not about. The quota has a ledger of the court's own: every question
that left, errors too, and what the provider says of its limit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Case, Value, When

from songda.clock import new_id
from songda.core.access import Act, may
from songda.core.evidence.canonical import Json
from songda.core.law import profile_of
from songda.core.lookups import (
    HABIT,
    MUST_BE_USED_WITHIN,
    AlarmKind,
    Habit,
    Purpose,
    QuotaUse,
    first_day_of_habit,
    is_off_hours,
    is_too_many,
    most_expected,
)
from songda.core.refusal import Refused
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.office import as_they_are
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.pages import Page, page_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.attempts.models import Attempt
from songda.records.service.calls.models import Call
from songda.records.ways.lookups.models import Alarm, FoundNumber, Inquiry, LedgerLine, Lookup, Quota
from songda.registries import contract

LOOKED_BACK = timedelta(days=1)  # a watch that did not run for a night looks at yesterday too
Days = dict[str, Counter[date]]
ZONE = ZoneInfo("Asia/Shanghai")  # in which the platform counts its days
FIRST_LIMIT = 1000  # until the provider has told its own


def watch(now: datetime) -> int:
    """Look at what was asked since yesterday in every court; how many alarms are new."""
    return sum(raise_alarms(list(_of_court(court, now)), now) for court in Court.objects.order_by("id"))


@dataclass(frozen=True)
class NewAlarm:
    """What is raised; `about` says the same thing in the same words, so that it is raised once."""

    kind: AlarmKind
    about: str
    day: date
    court_id: UUID | None = None
    actor: str = ""
    lookup_id: UUID | None = None
    count: int = 0
    usual: int = 0


@transaction.atomic
def raise_alarms(drafts: Sequence[NewAlarm], now: datetime) -> int:
    """Raise those that were not raised before, with one event each; how many."""
    known = set(Alarm.objects.filter(about__in=[one.about for one in drafts]).values_list("about", flat=True))
    rows = [Alarm(id=new_id(), raised_at=now, **_columns(one)) for one in drafts if one.about not in known]
    Alarm.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Alarm.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row.id in written]
    record([_raised(row, now) for row in fresh], now)
    return len(fresh)


@transaction.atomic
def review(alarm: Alarm, reason: Reason, user: User, now: datetime) -> None:
    """Say what was found; Refused for whom it is about, without the office, or when somebody was faster."""
    words = reason.read()
    locked = Alarm.objects.select_for_update(of=("self",)).get(id=alarm.id)
    by = f"staff:{user.id}"
    if not may(as_they_are(user).role, Act.WATCH_LOOKUPS) or locked.court_id not in (None, user.court_id):
        raise Refused("alarm_not_yours")
    if locked.actor == by:
        raise Refused("alarm_about_you")
    if locked.reviewed_at is not None:
        raise Refused("alarm_reviewed_already")
    locked.reviewed_at, locked.reviewed_by = now, by
    locked.review_sealed = vault.seal_text(f"alarm.review:{locked.id}", words)
    locked.save(update_fields=["reviewed_at", "reviewed_by", "review_sealed"])
    record([_event("lookup_alarm.reviewed", locked, by, now, words)], now)
    alarm.refresh_from_db()


def alarms_of(court: Court, requests_by_day: str = "") -> Page[Alarm]:
    """A page of the alarms of a court and those that concern every court: open ones first, the newest first."""
    rows = Alarm.objects.filter(court=court) | Alarm.objects.filter(court=None)
    waits = When(reviewed_at=None, then=Value(1))
    return page_of(rows.annotate(waits=Case(waits, default=Value(0))), ("-waits", "-raised_at", "-id"), requests_by_day)


def open_alarms(court: Court) -> int:
    """How many wait to be judged."""
    rows = Alarm.objects.filter(court=court) | Alarm.objects.filter(court=None)
    return rows.filter(reviewed_at=None).count()


@dataclass(frozen=True)
class QuotaState:
    """Today's quota of a purpose by our own ledger."""

    purpose: str
    used: int
    limit: int | None  # None: nothing was asked yet for this purpose
    is_slow: bool
    is_used_up: bool


def quota_states(now: datetime) -> list[QuotaState]:
    """Every purpose, in the order of the list."""
    known = {quota.purpose: quota for quota in Quota.objects.all()}
    return [_quota_state(purpose.value, known.get(purpose.value), now) for purpose in Purpose]


def lock_quota(purpose: str, now: datetime) -> Quota:
    """Inside the caller's transaction: the quota of a purpose, held so that two workers never spend the same share."""
    Quota.objects.get_or_create(purpose=purpose, defaults={"limit": FIRST_LIMIT, "told_at": now})
    return Quota.objects.select_for_update().get(purpose=purpose)


def quota_use(quota: Quota, now: datetime) -> QuotaUse:
    """How much of today's quota is used up by our own counting."""
    lines = LedgerLine.objects.filter(purpose=quota.purpose, day=day_of(now)).order_by("-at")
    last = lines.values_list("at", flat=True).first()
    return QuotaUse(quota.limit, lines.count(), last)


def enter(inquiries: Sequence[Inquiry], purpose: str, now: datetime) -> None:
    """These questions leave for the provider now."""
    LedgerLine.objects.bulk_create(
        [LedgerLine(purpose=purpose, day=day_of(now), at=now, inquiry=inquiry) for inquiry in inquiries]
    )


def note_quotas(quotas: Sequence[contract.Quota], now: datetime) -> None:
    """What the provider says of its limits; one that changed without notice is an alarm."""
    for one in quotas:
        if one.purpose not in set(Purpose):
            continue
        known = lock_quota(one.purpose, now)
        before, is_first = (
            known.limit,
            not LedgerLine.objects.filter(purpose=one.purpose, at__lt=known.told_at).exists(),
        )
        if before != one.limit:
            known.limit, known.told_at = one.limit, now
            known.save(update_fields=["limit", "told_at"])
            data: dict[str, Json] = {"before": before, "limit": one.limit, "used": one.used}
            record([NewEvent("quota.changed", f"quota:{one.purpose}", None, now, "engine", data)], now)
            if not (is_first and before == FIRST_LIMIT):
                _alarm(AlarmKind.QUOTA_CHANGED, one.purpose, (one.limit, before), now)
        if one.used >= one.limit:
            _alarm(AlarmKind.QUOTA_USED_UP, one.purpose, (one.used, one.limit), now)


def day_of(now: datetime) -> date:
    """The day that the provider counts."""
    return now.astimezone(ZONE).date()


def next_day(now: datetime) -> datetime:
    """When the next day's quota begins."""
    return datetime.combine(day_of(now) + timedelta(days=1), time(), ZONE)


def _columns(one: NewAlarm) -> dict[str, object]:
    return {**vars(one), "kind": one.kind.value}


def _raised(alarm: Alarm, now: datetime) -> NewEvent:
    raised = _event("lookup_alarm.raised", alarm, "engine", now)
    court = str(alarm.court_id) if alarm.court_id else None
    more: dict[str, Json] = {"court": court, "once": alarm.about, "day": alarm.day.isoformat()}
    return replace(raised, data={**raised.data, **more})


def _event(name: str, alarm: Alarm, by: str, now: datetime, words: str = "") -> NewEvent:
    data = {
        "kind": alarm.kind,
        "about": alarm.actor,
        "lookup": str(alarm.lookup_id) if alarm.lookup_id else None,
        "count": alarm.count,
        "usual": alarm.usual,
    }
    private = {"finding": words} if words else {}
    return NewEvent(name, f"lookup_alarm:{alarm.id}", None, now, by, dict(data), dict(private))


def _of_court(court: Court, now: datetime) -> Iterator[NewAlarm]:
    zone = ZoneInfo(court.zone)
    today = now.astimezone(zone).date()
    requests_by_day = _requests_by_day(court, now - HABIT - LOOKED_BACK, zone)
    for day in (today - LOOKED_BACK, today):
        yield from _too_many(court, requests_by_day, day)
    recent = list(Lookup.objects.filter(case__court=court, asked_at__gt=now - LOOKED_BACK, asked_at__lte=now))
    yield from _off_hours(court, recent, zone)
    yield from _two_courts(court, recent, zone)
    yield from _unused(court, now, zone)


def _requests_by_day(court: Court, since: datetime, zone: ZoneInfo) -> Days:
    counts: Days = defaultdict(Counter)
    rows = Lookup.objects.filter(case__court=court, asked_at__gte=since).values_list("asked_by", "asked_at")
    for actor, at in rows:
        counts[actor][at.astimezone(zone).date()] += 1
    return counts


def _too_many(court: Court, requests_by_day: Days, day: date) -> Iterator[NewAlarm]:
    since = first_day_of_habit(day)
    for actor, days in requests_by_day.items():
        habit = Habit(_before(days, since, day), _peers(requests_by_day, actor, since, day))
        if is_too_many(days[day], habit):
            about = f"{AlarmKind.TOO_MANY.value}:{court.id}:{actor}:{day}"
            usual = most_expected(habit)
            yield NewAlarm(AlarmKind.TOO_MANY, about, day, court.id, actor, count=days[day], usual=usual)


def _before(days: Counter[date], since: date, day: date) -> list[int]:
    return [count for on, count in days.items() if since <= on < day and count]


def _peers(requests_by_day: Days, actor: str, since: date, day: date) -> list[int]:
    """The days of the others, and today's of those who looked anybody up."""
    others = (days for who, days in requests_by_day.items() if who != actor)
    return [count for days in others for on, count in days.items() if since <= on <= day and count]


def _off_hours(court: Court, recent: Sequence[Lookup], zone: ZoneInfo) -> Iterator[NewAlarm]:
    calendar = profile_of("cn").calendar
    at_odd_hours: Counter[tuple[str, date]] = Counter()
    for lookup in recent:
        at = lookup.asked_at.astimezone(zone)
        if is_off_hours(at, calendar):
            at_odd_hours[lookup.asked_by, at.date()] += 1
    for (actor, day), count in at_odd_hours.items():
        about = f"{AlarmKind.OFF_HOURS.value}:{court.id}:{actor}:{day}"
        yield NewAlarm(AlarmKind.OFF_HOURS, about, day, court.id, actor, count=count)


def _two_courts(court: Court, recent: Sequence[Lookup], zone: ZoneInfo) -> Iterator[NewAlarm]:
    """Neither court is told which case of the other it was."""
    for lookup in recent:
        others = Lookup.objects.filter(subject_index=lookup.subject_index, asked_at__gt=lookup.asked_at - HABIT)
        for other in others.exclude(case__court=court).select_related("case")[:1]:
            for seen in (lookup, other):
                place = court.id if seen is lookup else other.case.court_id
                day = seen.asked_at.astimezone(zone).date()
                about = f"{AlarmKind.TWO_COURTS.value}:{seen.id}"
                yield NewAlarm(AlarmKind.TWO_COURTS, about, day, place, seen.asked_by, seen.id)


def _unused(court: Court, now: datetime, zone: ZoneInfo) -> Iterator[NewAlarm]:
    """Numbers were found, and three days later nobody has called or written."""
    since, until = now - MUST_BE_USED_WITHIN - HABIT, now - MUST_BE_USED_WITHIN
    found = FoundNumber.objects.exclude(address=None).values("inquiry__lookup_id")
    answered = Lookup.objects.filter(case__court=court, id__in=found, over_at__gt=since, over_at__lte=until)
    lookups = list(answered)
    used = _used(lookups)
    left: Counter[tuple[str, date]] = Counter(
        (one.asked_by, one.asked_at.astimezone(zone).date()) for one in lookups if one.id not in used
    )
    for (actor, day), count in left.items():
        about = f"{AlarmKind.UNUSED.value}:{court.id}:{actor}:{day}"
        yield NewAlarm(AlarmKind.UNUSED, about, day, court.id, actor, count=count)


def _used(lookups: Sequence[Lookup]) -> set[UUID]:
    """Those after which the party was called or written to."""
    by_party = {one.party_id: one for one in lookups}
    calls = Call.objects.filter(party__in=list(by_party)).values_list("party_id", "at")
    sent = Attempt.objects.filter(envelope__party__in=list(by_party)).values_list("envelope__party_id", "planned_at")
    return {by_party[party].id for party, at in [*calls, *sent] if at >= by_party[party].asked_at}


def _alarm(kind: AlarmKind, purpose: str, figures: tuple[int, int], now: datetime) -> None:
    count, usual = figures
    about = f"{kind.value}:{purpose}:{day_of(now)}:{usual}-{count}"
    if kind is AlarmKind.QUOTA_USED_UP:
        about = f"{kind.value}:{purpose}:{day_of(now)}"
    raise_alarms([NewAlarm(kind, about, day_of(now), actor=purpose, count=count, usual=usual)], now)


def _quota_state(purpose: str, quota: Quota | None, now: datetime) -> QuotaState:
    if quota is None:
        return QuotaState(purpose, 0, None, is_slow=False, is_used_up=False)
    today = quota_use(quota, now)
    return QuotaState(purpose, today.used, today.limit, today.is_slow, today.is_used_up)
