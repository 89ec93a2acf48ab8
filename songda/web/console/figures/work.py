"""How the work of the court lies: whose desk, how old, who waits for whom."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.core.charts import NARROW, Bar, ChartTexts, Column, bars, columns
from songda.records.overview.boards.workload import AGES, OLDER, Awaited, Load, Workload, loads, workload
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import word


@behind(Act.HAND_TASKS)
def work(request: StaffRequest) -> HttpResponse:
    """Three charts, each with its table."""
    moment = now()
    people, found = loads(request.court, moment), workload(request.court, moment)
    context = {
        "desk": "figures",
        "people": people,
        "found": found,
        "ages": [(_between(key), n) for key, n in found.ages],
        "awaited": [(_whom(row), row) for row in found.awaited],
        "drawn": {
            "loads": mark_safe(_loads(people)),  # noqa: S308 - drawn by us from escaped words
            "ages": mark_safe(_ages(found)),  # noqa: S308 - the same
            "awaited": mark_safe(_awaited(found.awaited)),  # noqa: S308 - the same
        },
    }
    return render(request, "console/figures/work.html", context)


def _about(key: str, title: str) -> ChartTexts:
    return ChartTexts(f"chart-{key}", title, _("The numbers stand in the table below."), _("No task is open."))


def _loads(people: Sequence[Load]) -> str:
    rows = [
        Bar(str(one.person or _("Nobody yet")), one.open, f"{one.open:,}", other=None) for one in people if one.open
    ]
    return bars(_about("loads", _("Open tasks by person")), tuple(rows), NARROW)


def _ages(found: Workload) -> str:
    drawn = tuple(Column(_age(key), n, f"{n:,}") for key, n in found.ages)
    return columns(_about("ages", _("How long tasks are open")), drawn, (), NARROW, lambda value: f"{value:,.0f}")


def _awaited(rows: Sequence[Awaited]) -> str:
    drawn = tuple(Bar(_whom(row), row.count, f"{row.count:,}") for row in rows)
    return bars(_about("awaited", _("Whom tasks wait for")), drawn, NARROW)


def _age(key: str) -> str:
    if key == OLDER:
        return _("older")
    return ngettext("%(days)s day", "%(days)s days", int(key)) % {"days": f"≤ {key}"}


def _between(key: str) -> str:
    """From when to when, each task counted once; in the chart there is room for the end alone."""
    if key == OLDER:
        return _("more than %(days)s days") % {"days": AGES[-1]}
    place = AGES.index(int(key))
    if not place:
        return _("up to one day")
    return _("%(first)s to %(last)s days") % {"first": AGES[place - 1], "last": key}


def _whom(row: Awaited) -> str:
    if row.wait:
        return word(row.wait, "task_wait")
    if row.person is None:
        return _("A judge, none named yet") if row.is_judge else _("Nobody yet")
    return f"{row.person} · {word(row.person.role, 'office')}"
