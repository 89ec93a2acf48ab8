"""What tests of figures do again and again: seal the log, count it, look at a number."""

from datetime import date, datetime, timedelta
from uuid import UUID

from songda.core.figures.periods import Period
from songda.records.ground.evidence.actions import sequence
from songda.records.overview.figures.asking import Question, Table, ask
from songda.records.overview.figures.counting import count_new
from songda.records.overview.figures.models import DayCount
from tests import make

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def count_all(now: datetime = make.NOW, chunk: int = 5_000) -> None:
    """Seal what waits, and count it to the end of the log."""
    sequence(now)
    while count_new(now, chunk):
        pass


def number(name: str, *, by: str | None = None, court: UUID | None = None, period: Period = YEAR) -> Table:
    """One figure of a court in a year."""
    return ask(Question((name,), period, (court or make.court().id,), by))


def parts(name: str) -> tuple[int, int | None]:
    """Numerator and denominator of a figure of the court of Xiaoyi."""
    found = number(name).total(name).parts
    return found.numerator, found.denominator


def kept() -> dict[tuple[str, ...], int]:
    """Every day count that is not nothing."""
    rows = DayCount.objects.exclude(n=0).values_list("court", "part", "dimension", "day", "key", "n")
    return {tuple(map(str, row[:5])): row[5] for row in rows}


LATER = make.NOW + timedelta(days=1)
