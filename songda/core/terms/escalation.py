"""Who is told when a term runs out, rung by rung; nothing is told at night or on a rest day unless the rung says so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.terms.hours import OfficeHours


@dataclass(frozen=True, slots=True)
class Rung:
    """`after` is counted from the moment at which the work is due, negative before it; `to`: who is told."""

    name: str
    after: timedelta
    to: str
    at_any_hour: bool = False


def due_rungs(
    rungs: Iterable[Rung], due_at: datetime, climbed: Collection[str], now: datetime, hours: OfficeHours
) -> list[Rung]:
    """The rungs whose moment has come and that were not climbed yet, in the order of their moments."""
    is_open = hours.is_open(now)
    due = [
        rung
        for rung in rungs
        if rung.name not in climbed and now >= due_at + rung.after and (is_open or rung.at_any_hour)
    ]
    return sorted(due, key=lambda rung: rung.after)
