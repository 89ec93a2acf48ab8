"""How far a number has been tried: when, with what outcome on the line, and whether it is exhausted."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from songda.core.calling import Stretch, is_exhausted, missing_stretches, stretch_of
from songda.core.calling.tries import COUNTS
from songda.core.law import profile_of
from songda.records.delivery.telephone.dialling import JURISDICTION
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.rules import calling_rules
from songda.records.matter.parties.models import Address


@dataclass(frozen=True)
class NumberTries:
    """The tries of one number that count."""

    count: int
    last_at: datetime | None
    missing: tuple[Stretch, ...]
    is_exhausted: bool


def tries_of(address: Address) -> NumberTries:
    """The tries since the number last answered."""
    zone, rules = ZoneInfo(address.party.case.court.zone), calling_rules()
    calendar = profile_of(JURISDICTION).calendar
    rows = list(Dial.objects.filter(address=address).exclude(ended_at=None).order_by("asked_at"))
    since = max((at for at, row in enumerate(rows, 1) if row.answered_at), default=0)
    tries = [(stretch_of(row.asked_at, calendar, zone, rules), row.line) for row in rows[since:] if row.line in COUNTS]
    missing = missing_stretches((stretch for stretch, _ in tries), rules)
    last = rows[-1].asked_at if rows else None
    return NumberTries(len(tries), last, missing, is_exhausted(tries, rules))
