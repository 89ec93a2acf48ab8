"""Who hands messages over just now: leases that workers renew, all on the database's clock."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from songda.core.delivery.states import LEASE
from songda.records.service.attempts.models import Attempt, Lease

LEASE_S = LEASE.total_seconds()
COUNTED_S = 6.0  # three beats
_BEGIN = """
INSERT INTO attempts_lease (name, channels, ready_at, renewed_at)
VALUES (%s, '{}', clock_timestamp(), clock_timestamp())
"""
_RENEW = """
UPDATE attempts_lease SET renewed_at = clock_timestamp(), channels = %(channels)s,
    ready_at = CASE WHEN channels @> %(channels)s::varchar[] THEN ready_at ELSE clock_timestamp() END
WHERE name = %(name)s AND lost_at IS NULL
"""
# Of each channel: how many senders there are, and whether all of them have counted again since this one came. Whoever
# fell silent is counted for some beats more; the next worker of a killed one must not wait until its lease has ended.
_SHARES = """
SELECT channel, count(*), bool_and(other.renewed_at > me.ready_at OR other.name = me.name)
FROM attempts_lease me, attempts_lease other, unnest(other.channels) channel
WHERE me.name = %s AND other.lost_at IS NULL AND other.renewed_at > clock_timestamp() - make_interval(secs => %s)
GROUP BY channel
"""
_LIVING = """
SELECT channels FROM attempts_lease
WHERE lost_at IS NULL AND renewed_at > clock_timestamp() - make_interval(secs => %s)
"""
_LOSE = """
UPDATE attempts_lease SET lost_at = clock_timestamp()
WHERE lost_at IS NULL AND renewed_at <= clock_timestamp() - make_interval(secs => %s)
"""


@dataclass(frozen=True)
class Share:
    """Of one channel: among how many senders, and whether every one of them knows it."""

    senders: int
    is_settled: bool


def begin_lease(name: str) -> None:
    """A worker begins to send, under a name that nobody ever had."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [name])


@transaction.atomic(savepoint=False)
def renew_lease(name: str, channels: list[str]) -> Mapping[str, Share] | None:
    """Renew it, naming the channels that can be sent over; with whom each is shared.

    None when it was lost: nothing is held any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"name": name, "channels": channels})
        if not cursor.rowcount:
            return None
        cursor.execute(_SHARES, [name, COUNTED_S])
        return {channel: Share(count, settled) for channel, count, settled in cursor.fetchall()}


def end_lease(name: str) -> None:
    """The worker ends in peace: whatever it still holds may be doubted at once."""
    Lease.objects.filter(name=name).delete()


def living_leases() -> list[list[str]]:
    """Of each worker whose lease lives, over which channels it can send just now."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVING, [LEASE_S])
        return [channels for (channels,) in cursor.fetchall()]


def channels_sent_over() -> set[str]:
    """The channels over which some worker can send just now."""
    return {channel for channels in living_leases() for channel in channels}


@transaction.atomic
def lose_dead_leases() -> int:
    """Whoever has not renewed for the length of a lease counts as dead, even if they live; forget who held nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_LOSE, [LEASE_S])
        lost: int = cursor.rowcount
    if Lease.objects.exclude(lost_at=None).exists():
        holding = Attempt.objects.filter(state="submitting").values("claimed_by")
        Lease.objects.exclude(lost_at=None).exclude(name__in=holding).delete()
    return lost
