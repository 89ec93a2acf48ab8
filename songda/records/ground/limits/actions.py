"""What strangers may type and send, and how often: failures are counted, by place on the network.

They are counted in the database, so that all web processes count together and a restart forgets nothing.

Right answers are not counted (but for files and requests, which cost work). Many people share one address behind a
mobile operator, so the numbers are generous; what really guards a recipient's papers is the lock of their own envelope
after a few wrong tries, and codes too long to be guessed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.db import connection

from songda.records.ground import vault
from songda.records.ground.limits.models import TryCount

TEN_MINUTES = timedelta(minutes=10)
log = logging.getLogger("songda.web")
A_DAY = timedelta(days=1)
KEEP = A_DAY  # as long as the longest window
SWEEP_AT_ONCE = 200
_COUNT = """
INSERT INTO limits_trycount AS t (origin, since, count) VALUES (%(origin)s, %(now)s, 1)
ON CONFLICT (origin) DO UPDATE SET
    count = CASE WHEN t.since <= %(before)s THEN 1 ELSE t.count + 1 END,
    since = CASE WHEN t.since <= %(before)s THEN excluded.since ELSE t.since END
RETURNING count
"""
_SWEEP = "DELETE FROM limits_trycount WHERE origin IN (SELECT origin FROM limits_trycount WHERE since < %s LIMIT %s)"


class LimitedInput(StrEnum):
    """What is tried."""

    IDENTITY = "identity"  # names, numbers and one-time codes typed in the portal
    LINK = "link"  # links that lead nowhere, opened or typed
    GENUINE = "genuine"  # codes of messages typed to learn whether they are genuine
    CERTIFICATE = "certificate"  # codes of certificates
    FILE = "file"  # PDFs sent in to be compared; every one counts
    OPENING = "opening"  # codes that are to open a locked link; every one counts
    REQUEST = "request"  # requests for paper or help sent by whoever holds a link; every one counts
    QUESTION = "question"  # questions of the public; every one counts
    TYPED = "typed"  # forms kept for one writer whom no session shows, by what their key says of them; every one counts
    NOTICE = "notice"  # case number and name, typed to find a public notice
    FACTOR = (
        "factor"  # second factors of staff, by account, and apart from that by each computer that is known as theirs
    )


@dataclass(frozen=True)
class Limit:
    """At most `count` times within `window`."""

    count: int
    window: timedelta


LIMITS: dict[LimitedInput, Limit] = {
    LimitedInput.IDENTITY: Limit(120, TEN_MINUTES),
    LimitedInput.LINK: Limit(60, TEN_MINUTES),
    LimitedInput.GENUINE: Limit(60, TEN_MINUTES),
    LimitedInput.CERTIFICATE: Limit(120, TEN_MINUTES),
    LimitedInput.FILE: Limit(20, TEN_MINUTES),
    LimitedInput.OPENING: Limit(2, TEN_MINUTES),
    LimitedInput.REQUEST: Limit(20, TEN_MINUTES),
    LimitedInput.QUESTION: Limit(5, TEN_MINUTES),
    LimitedInput.TYPED: Limit(30, A_DAY),
    LimitedInput.NOTICE: Limit(20, TEN_MINUTES),
    LimitedInput.FACTOR: Limit(25, A_DAY),
}
_NOT_BY_PLACE = {LimitedInput.FACTOR, LimitedInput.TYPED}


class TooManyTriesError(Exception):
    """This place on the network, or account, failed too often with one input; `wait` is how long the count is kept."""

    def __init__(self, limited_input: LimitedInput, wait: timedelta) -> None:
        super().__init__(limited_input)
        whose = "for one account" if limited_input in _NOT_BY_PLACE else "from one place on the network"
        log.warning("too many tries %s: %s", whose, limited_input)
        self.limited_input = limited_input
        self.wait = wait


def require_tries_left(limited_input: LimitedInput, address: str, now: datetime) -> None:
    """Raise TooManyTriesError when this network address has used up its wrong tries at this input; count nothing."""
    limit = LIMITS[limited_input]
    rows = TryCount.objects.filter(
        origin=_origin(limited_input, address), since__gt=now - limit.window, count__gte=limit.count
    )
    if rows.exists():
        raise TooManyTriesError(limited_input, limit.window)


def count_try(limited_input: LimitedInput, address: str, now: datetime) -> None:
    """Count one (wrong) try of this network address at this input; raises TooManyTriesError beyond the limit."""
    limit = LIMITS[limited_input]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"origin": _origin(limited_input, address), "now": now, "before": now - limit.window})
        count: int = cursor.fetchone()[0]
        if count == 1:
            cursor.execute(_SWEEP, [now - KEEP, SWEEP_AT_ONCE])
    if count > limit.count:
        raise TooManyTriesError(limited_input, limit.window)


def _origin(limited_input: LimitedInput, address: str) -> bytes:
    whose = address if limited_input in _NOT_BY_PLACE else _network_of(address)
    return vault.blind_index("tries.origin", f"{limited_input}:{whose}")


def _network_of(address: str) -> str:
    """One household of addresses: IPv6 gives a subscriber at least a /64, so its last half says nothing.

    An IPv4 address written as one of IPv6, or with a port as some proxies add it, is the same network; all of those
    would else stand under one count, and one stranger would shut the door for everybody.
    """
    try:
        read = ip_address(_without_port(address.strip()))
    except ValueError:
        return "unknown"
    if isinstance(read, IPv4Address):
        return str(read)
    return str(read.ipv4_mapped or IPv6Address(int(read) >> 64 << 64))


def _without_port(address: str) -> str:
    """[2001:db8::1]:443 and 192.0.2.1:443 as the addresses alone."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
