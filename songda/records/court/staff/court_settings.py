"""What a court settles for itself, each on record: public figures, calls before messages, the court above.

Figures are public only once somebody who runs the court has said so. A number that was only found may be called before
anything is sent there. The court above sees the figures of those below, and nothing of their cases.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThanOrEqual

from songda.channels.registry import entries
from songda.core.access import Act
from songda.core.evidence.canonical import Json
from songda.core.refusal import WrongField
from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask

_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM staff_court WHERE id = %s
    UNION SELECT court.id FROM staff_court court JOIN below ON court.above_id = below.id
) SELECT id FROM below
"""  # `UNION` drops what was met before, so that even a circle would end


def courts_that_publish() -> Sequence[Court]:
    """The courts whose figures anybody may see."""
    return list(Court.objects.exclude(figures_public_since=None).order_by("name"))


def courts_at_work() -> QuerySet[Court]:
    """The courts in which somebody works, in the order of their codes: only these can be asked for something."""
    staff = User.objects.filter(court=OuterRef("pk"), is_active=True)
    systems = ApiClient.objects.filter(court=OuterRef("pk"), revoked_at=None)
    return Court.objects.filter(Exists(staff) | Exists(systems)).order_by("code")


def public_court(code: str) -> Court | None:
    """The court with this code in its case numbers, if it publishes its figures."""
    return Court.objects.filter(code=code).exclude(figures_public_since=None).first()


def publish_figures(court: Court, by: str, now: datetime) -> None:
    """From now on anybody may see the court's figures."""
    _set(court, "figures.published", now, by, now)


def withdraw_figures(court: Court, by: str, now: datetime) -> None:
    """From now on only the court and those above it see them."""
    _set(court, "figures.withdrawn", None, by, now)


@transaction.atomic
def _set(court: Court, event: str, since: datetime | None, by: str, now: datetime) -> None:
    check_office(by, Act.RUN_COURT, court)
    locked = Court.objects.select_for_update().get(id=court.id)
    if (locked.figures_public_since is None) == (since is None):
        return
    locked.figures_public_since = since
    locked.save(update_fields=["figures_public_since"])
    record([NewEvent(event, f"court:{court.id}", None, now, by, {})], now)


@transaction.atomic
def call_found_first(court: Court, by: str, now: datetime, *, calls: bool) -> bool:
    """Set it; False where it was set so before. What is planned already still goes out."""
    if not Court.objects.filter(id=court.id).exclude(calls_found_first=calls).update(calls_found_first=calls):
        return False
    court.calls_found_first = calls
    name = "court.call_demanded" if calls else "court.call_left_open"
    record([NewEvent(name, f"court:{court.id}", None, happened_at=now, actor=by, data={})], now)
    return True


LONGEST_PAUSE = timedelta(hours=72)


@dataclass(frozen=True)
class Pause:
    """A channel to which nothing is to be handed over, until when, and why, which is kept sealed."""

    channel: str
    until: datetime
    why: str


def paused_until(court: Court, channel: str, now: datetime) -> datetime | None:
    """Until when the court hands nothing over to this channel; None where it does."""
    return pauses_of(court, now).get(channel)


def pauses_of(court: Court, now: datetime) -> dict[str, datetime]:
    """By channel, until when the court hands nothing over; those that are over are left out."""
    pauses = {channel: datetime.fromisoformat(until) for channel, until in json.loads(court.channels_paused).items()}
    return {channel: until for channel, until in pauses.items() if until > now}


def not_paused(channel: str, now: datetime) -> Q:
    """Attempts whose court hands over to this channel: said in the question that claims them."""
    pauses = Cast("envelope__case__court__channels_paused", JSONField())
    until = Coalesce(KeyTextTransform(channel, pauses), Value(""), output_field=TextField())
    return Q(LessThanOrEqual(until, Value(_written(now), output_field=TextField())))


@transaction.atomic
def pause_channel(court: Court, pause: Pause, by: str, now: datetime) -> None:
    """Hand nothing over to this channel until then; it ends by itself. WrongField for a time that cannot be.

    What was handed over goes its way. Codes, and texts about a call, that somebody waits for still go out.
    """
    check_office(by, Act.RUN_COURT, court)
    if pause.channel not in entries():
        raise WrongField("channel", "wrong_channel")
    if not now < pause.until <= now + LONGEST_PAUSE:
        raise WrongField("until", "pause_until", hours=int(LONGEST_PAUSE.total_seconds() // 3600))
    locked = Court.objects.select_for_update().get(id=court.id)
    _keep_pauses(locked, court, pauses_of(locked, now) | {pause.channel: pause.until})
    data: dict[str, Json] = {"channel": pause.channel, "until": pause.until.isoformat()}
    record([NewEvent("court.channel_paused", f"court:{court.id}", None, now, by, data, {"reason": pause.why})], now)


@transaction.atomic
def resume_channel(court: Court, channel: str, by: str, now: datetime) -> bool:
    """Hand over again at once what waits; False where nothing was held back."""
    check_office(by, Act.RUN_COURT, court)
    locked = Court.objects.select_for_update().get(id=court.id)
    was_paused = paused_until(locked, channel, now) is not None
    if was_paused:
        _keep_pauses(locked, court, {name: until for name, until in pauses_of(locked, now).items() if name != channel})
        record([NewEvent("court.channel_resumed", f"court:{court.id}", None, now, by, {"channel": channel})], now)
        ask("attempts.send", queue=channel, channel=channel)
    return was_paused


def _keep_pauses(locked: Court, shown: Court, pauses: Mapping[str, datetime]) -> None:
    written = json.dumps({channel: _written(until) for channel, until in pauses.items()})
    locked.channels_paused = shown.channels_paused = written
    locked.save(update_fields=["channels_paused"])


def _written(at: datetime) -> str:
    """All in one zone, so that they can be compared as they are written."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def court_and_below(court: Court) -> Sequence[Court]:
    """The court, then all that stand below it in any depth, by name; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [court.id])
        ids = {row[0] for row in cursor.fetchall()}
    below = Court.objects.filter(id__in=ids - {court.id}).order_by("name")
    return [court, *below]


def possible_parents(court: Court) -> Sequence[Court]:
    """The courts that this one could name as the one above it: neither itself nor one that stands below it."""
    under = [one.id for one in court_and_below(court)]
    return list(Court.objects.exclude(id__in=under).order_by("name"))


@transaction.atomic
def place_below(court: Court, above_id: UUID | None, by: str, now: datetime) -> None:
    """Name the court above, or none; it sees the figures of this one from now on. WrongField for one that cannot be."""
    check_office(by, Act.RUN_COURT, court)
    list(Court.objects.order_by("id").select_for_update())  # two courts must not come to stand below one another
    locked = Court.objects.get(id=court.id)
    if above_id == locked.above_id:
        return
    if above_id is not None and above_id not in {one.id for one in possible_parents(locked)}:
        raise WrongField("above", "court.above")
    before, locked.above_id = locked.above_id, above_id
    locked.save(update_fields=["above"])
    details = {"before": str(before) if before else None, "above": str(above_id) if above_id else None}
    record([NewEvent("court.placed", f"court:{court.id}", None, now, by, details)], now)
