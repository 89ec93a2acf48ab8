"""By when work is due and which days are days of rest: the rules of the house and of the country, for everybody to see.

Neither is set here: see decision 59.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.core.law.profile.calendar import Calendar
from songda.core.terms import Budget
from songda.records.service.findings.law_version import JURISDICTION
from songda.web.console.shared.gate import StaffRequest, behind


@dataclass(frozen=True)
class TermRow:
    """One kind of task: whose desk it lies on, and how long it has."""

    kind: str
    lane: str
    budget: Budget
    days_before_hearing: int

    @property
    def hours(self) -> int:
        """Its minutes in hours; 0 where they are no whole ones."""
        return 0 if self.budget.minutes % 60 else self.budget.minutes // 60


@dataclass(frozen=True)
class YearRow:
    """One year: whether its notice is known, on which weekdays it rests, on which weekend days it works."""

    year: int
    is_published: bool
    rest: Sequence[date]
    work: Sequence[date]


@behind(Act.RUN_COURT)
def days(request: StaffRequest) -> HttpResponse:
    """The terms of every kind of task, and the days of rest of this year, those beside it, and the last one known."""
    calendar = profile_of(JURISDICTION).calendar
    this_year = localtime(now()).year
    context = {
        "desk": "court",
        "terms": [TermRow(kind, row.lane, row.budget, row.days_before_hearing) for kind, row in ROWS.items()],
        "years": year_rows(calendar, this_year),
        "first": min(calendar.years),
        "last": max(calendar.years),
    }
    return render(request, "console/court/days.html", context)


def year_rows(calendar: Calendar, this_year: int) -> list[YearRow]:
    """Last year, this one and the next."""
    return [
        YearRow(
            year,
            year in calendar.years,
            sorted(day for day in calendar.rest if day.year == year),
            sorted(day for day in calendar.work if day.year == year),
        )
        for year in (this_year - 1, this_year, this_year + 1)
    ]
