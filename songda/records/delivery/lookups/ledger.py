"""The court's own ledger of the quota: every question that left, errors too; what the provider says of its limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from songda.core.evidence.canonical import Json
from songda.core.lookups import AlarmKind, Purpose, Spent
from songda.records.delivery.lookups.models import Inquiry, LedgerLine, Quota
from songda.records.delivery.lookups.watching import NewAlarm, raise_alarms
from songda.records.ground.evidence.actions import NewEvent, record
from songda.registries import contract

ZONE = ZoneInfo("Asia/Shanghai")  # in which the platform counts its days
FIRST_LIMIT = 1000  # until the provider has told its own


def day_of(now: datetime) -> date:
    """The day that the provider counts."""
    return now.astimezone(ZONE).date()


def next_day(now: datetime) -> datetime:
    """When the next day's quota begins."""
    return datetime.combine(day_of(now) + timedelta(days=1), time(), ZONE)


def lock_quota(purpose: str, now: datetime) -> Quota:
    """Inside the caller's transaction: the quota of a purpose, held so that two workers never spend the same share."""
    Quota.objects.get_or_create(purpose=purpose, defaults={"limit": FIRST_LIMIT, "told_at": now})
    return Quota.objects.select_for_update().get(purpose=purpose)


def spent(quota: Quota, now: datetime) -> Spent:
    """How much of today's quota is used up by our own counting."""
    lines = LedgerLine.objects.filter(purpose=quota.purpose, day=day_of(now)).order_by("-at")
    last = lines.values_list("at", flat=True).first()
    return Spent(quota.limit, lines.count(), last)


def enter(inquiries: Sequence[Inquiry], purpose: str, now: datetime) -> None:
    """These questions leave for the provider now."""
    LedgerLine.objects.bulk_create(
        [LedgerLine(purpose=purpose, day=day_of(now), at=now, inquiry=inquiry) for inquiry in inquiries]
    )


def heed(quotas: Sequence[contract.Quota], now: datetime) -> None:
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


def _alarm(kind: AlarmKind, purpose: str, figures: tuple[int, int], now: datetime) -> None:
    count, usual = figures
    about = f"{kind.value}:{purpose}:{day_of(now)}:{usual}-{count}"
    if kind is AlarmKind.QUOTA_USED_UP:
        about = f"{kind.value}:{purpose}:{day_of(now)}"
    raise_alarms([NewAlarm(kind, about, day_of(now), actor=purpose, count=count, usual=usual)], now)


@dataclass(frozen=True)
class Standing:
    """Today's quota of a purpose by our own ledger."""

    purpose: str
    used: int
    limit: int | None  # None: nothing was asked yet for this purpose
    is_slow: bool
    is_used_up: bool


def standings(now: datetime) -> list[Standing]:
    """Every purpose, in the order of the list."""
    known = {quota.purpose: quota for quota in Quota.objects.all()}
    return [_standing(purpose.value, known.get(purpose.value), now) for purpose in Purpose]


def _standing(purpose: str, quota: Quota | None, now: datetime) -> Standing:
    if quota is None:
        return Standing(purpose, 0, None, is_slow=False, is_used_up=False)
    today = spent(quota, now)
    return Standing(purpose, today.used, today.limit, today.is_slow, today.is_used_up)
