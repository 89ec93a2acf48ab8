"""Figures of any period: the question, the charts and tables with what they count, and the same as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.charts import NARROW, WIDE
from songda.core.figures import FIGURES, Form, figure
from songda.core.figures.periods import Period, WrongPeriodError
from songda.core.figures.sums import NOTHING
from songda.core.words import day, name_of, say
from songda.records.court.staff.court_settings import court_and_below
from songda.records.court.staff.models import Court
from songda.records.overview.figure_reports import Line, Report, ReportRequest, Section, draw, report_of
from songda.records.overview.figure_reports.files import (
    definition_heads,
    definition_rows,
    report_csv,
    report_xlsx,
    revision_lines,
)
from songda.records.overview.figure_reports.making import SAME_SERVICES
from songda.records.overview.figure_reports.papers import ask_for_paper, file_of_paper, paper_of
from songda.records.overview.figure_reports.report import Kind
from songda.records.overview.figure_reports.wording import (
    count,
    doubts_of,
    interval_phrase,
    name_of_line,
    number_of,
    parts_phrase,
    period_phrase,
    phrase,
    summary_of,
    title_of,
    verdict_of,
)
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import file_or_404, lookup_or_404
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.words import language

NONE, BEFORE, YEAR, OTHER = "", "before", "year", "other"
COMPARE = [
    (NONE, pgettext_lazy("figures", "nothing")),
    (BEFORE, _("the period before")),
    (YEAR, _("the year before")),
    (OTHER, _("another period")),
]
_FIELD_OF = {"from": "since", "to": "until"}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


def _title(name: str) -> str:
    return FIGURES[name].title(language())


def _dimension(name: str) -> str:
    return name_of("figures.dimension", name, language())


_lazy_title, _lazy_dimension = lazy(_title, str), lazy(_dimension, str)


class QuestionForm(forms.Form):
    """The question; every field has an answer when nothing is typed, so the first visit shows something."""

    since = _day(_("From"))
    until = _day(_("To"))
    compare = forms.ChoiceField(label=_("Compared with"), choices=COMPARE, required=False)
    other_since = _day(_("Compared from"), required=False)
    other_until = _day(_("Compared to"), required=False)
    figure = forms.ChoiceField(label=_("Definition"), required=False)
    by = forms.ChoiceField(label=_("Split by"), required=False)
    court = forms.ChoiceField(label=_("Courts"), required=False)

    def __init__(self, *args: Any, courts: Sequence[Court], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.courts, self.today = courts, today
        names = [*SAME_SERVICES, *(one.name for one in FIGURES.values() if one.form is not Form.WAIT)]
        self._choices("figure", [(name, _lazy_title(name)) for name in dict.fromkeys(names)])
        dimensions = dict.fromkeys(by for one in FIGURES.values() for by in one.dimensions if by != "wait")
        self._choices(
            "by", [("", pgettext_lazy("figures", "nothing")), *((by, _lazy_dimension(by)) for by in dimensions)]
        )
        own = [(court.code, court.name_in(language())) for court in courts]
        self._choices("court", [("", _("all shown to this court")), *own])
        if len(courts) == 1:
            del self.fields["court"]

    def clean(self) -> dict[str, Any]:
        """The periods make sense, and the figure can be split that way."""
        typed = super().clean() or {}
        self.period = self._period(typed, "since", "until")
        self.other = self._compared(typed)
        chosen = figure(typed.get("figure") or "success")
        if (by := typed.get("by")) and by not in chosen.dimensions:
            sentence = _("“%(figure)s” cannot be split that way. Choose one of: %(ways)s.")
            ways = say("language.comma", language()).join(_dimension(one) for one in chosen.dimensions if one != "wait")
            self.add_error("by", forms.ValidationError(sentence, params={"figure": _title(chosen.name), "ways": ways}))
        return typed

    def wanted(self) -> ReportRequest:
        """The question of a valid form."""
        assert self.period is not None  # noqa: S101 - a valid form has one
        typed = self.cleaned_data
        code = typed.get("court")
        courts = tuple(court for court in self.courts if code in {None, "", court.code})
        return ReportRequest(
            courts, figure(typed.get("figure") or "success"), self.period, self.other, typed.get("by") or None
        )

    def query(self) -> str:
        """The same question as it stands in an address; it names nobody."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def _choices(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _period(self, typed: dict[str, Any], first: str, last: str) -> Period | None:
        since, until = typed.get(first), typed.get(last)
        if since is None or until is None:
            return None
        try:
            return Period.read(since, until, self.today)
        except WrongPeriodError as wrong:
            self.add_error(
                first if _FIELD_OF[wrong.place] == "since" else last, phrase(f"wrong.{wrong.reason}", language())
            )
            return None

    def _compared(self, typed: dict[str, Any]) -> Period | None:
        if self.period is None:
            return None
        match typed.get("compare"):
            case "before":
                return self.period.before()
            case "year":
                return Period(_year_before(self.period.first), _year_before(self.period.last))
            case "other":
                for name in ("other_since", "other_until"):
                    if not typed.get(name) and name not in self.errors:
                        self.add_error(name, _("Say which period to compare with."))
                return self._period(typed, "other_since", "other_until")
            case _:
                return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def usual(today: date) -> dict[str, str]:
    """What is asked on the first visit: the last twelve whole months and this one, by the main definition."""
    return {
        "since": today.replace(year=today.year - 1, day=1).isoformat(),
        "until": today.isoformat(),
        "figure": "success",
    }


@behind(Act.SEE_FIGURES)
def figures(request: StaffRequest) -> HttpResponse:
    """The page; what was asked wrongly is said beside its field, and nothing is counted then."""
    form = question_of(request)
    context: dict[str, object] = {"desk": "figures", "form": form}
    if not form.is_valid():
        return render(request, "console/figures/figures.html", context, status=422)
    report = report_of(form.wanted(), now())
    return render(request, "console/figures/figures.html", {**context, **_context(report), "query": form.query()})


def question_of(request: StaffRequest) -> QuestionForm:
    """What the address asks; on a first visit, what is usually asked."""
    today = today_of(request)
    given = {**usual(today), **request.GET.dict()}
    return QuestionForm(given, courts=court_and_below(request.court), today=today)


def today_of(request: HttpRequest) -> date:  # noqa: ARG001 - the gate has set the court's zone for this request
    """Today, where the court is."""
    return timezone.localdate(now())


def _context(report: Report) -> dict[str, object]:
    spoken = language()
    wanted = report.wanted
    return {
        "report": report,
        "panels": panels_of(report, spoken),
        "summary": summary_of(report, spoken),
        "period": period_phrase(wanted.period, spoken),
        "other": period_phrase(wanted.compare, spoken) if wanted.compare else "",
        "verdict": verdict_of(report.total, spoken),
        "defined_heads": definition_heads(spoken),
        "definitions": [_defined(*row) for row in definition_rows(report, spoken)],
        "doubts": doubts_of(report, spoken),
        "revised": revision_lines(report, spoken),
        "switches": [(name, name == wanted.figure.name) for name in SAME_SERVICES],
        "made_on": day(report.made_at.date(), spoken),
        "days": urlencode({"since": wanted.period.first, "until": wanted.period.last}),
    }


def _defined(*cells: object) -> list[object]:
    """A definition as a row of the page: what is not said is a dash, of its hash the first letters are enough."""
    *words, digest = map(str, cells)
    return [*(word or NOTHING for word in words), format_html('<code title="{}">{}…</code>', digest, digest[:16])]


@dataclass(frozen=True)
class ShownLine:
    """One line of the table: words for each cell; `key` and `part` lead to what is behind it."""

    name: str
    part: str
    number: str
    of: str
    share: str
    interval: str
    before: str
    verdict: str
    is_revised: bool
    key: str
    by: str


@dataclass(frozen=True)
class Panel:
    """A section as it stands on the page."""

    key: str
    title: str
    note: str  # how it is to be read
    drawings: Sequence[tuple[str, SafeString]]  # how wide, and the drawing
    rows: Sequence[ShownLine]
    is_wide: bool
    is_stacked: bool  # the table below the drawing, which takes the whole width
    is_empty: bool
    has_shares: bool
    has_before: bool


def panels_of(report: Report, language: str) -> list[Panel]:
    """Every section of the report."""
    return [_panel(report, section, language) for section in report.sections]


def _panel(report: Report, section: Section, language: str) -> Panel:
    is_wide = section.kind in {Kind.TREND, Kind.MULTIPLES}
    sizes = (("wide", WIDE), ("narrow", NARROW)) if is_wide else (("small", NARROW),)
    has_shares = any(line.parts and line.parts.denominator is not None for line in section.lines)
    return Panel(
        section.key,
        title_of(section, language),
        phrase("about.steps", language) if section.kind is Kind.FUNNEL else "",
        # Drawn by us from numbers and escaped words: see core/charts.
        [(name, mark_safe(draw(report, section, language, size, f"{section.key}-{name}"))) for name, size in sizes],  # noqa: S308
        [_shown(report, section, line, language) for line in section.lines],
        is_wide,
        section.kind is Kind.MULTIPLES,
        section.is_empty,
        has_shares and section.kind is not Kind.COUNTS,
        report.wanted.compare is not None and section.kind not in {Kind.WAITS, Kind.MULTIPLES},
    )


def _shown(report: Report, section: Section, line: Line, language: str) -> ShownLine:
    parts, figure = line.parts, _figure_of(section, line)
    is_split = section.by not in {"", "court", "wait", "day", "week", "month"} and not line.step
    return ShownLine(
        name=name_of_line(section, line, report, language),
        part=figure if is_split or section.key in {"funnel", "definitions"} else "",
        number=phrase("hidden", language) if parts is None else count(parts.numerator),
        of="" if parts is None or parts.denominator is None else count(parts.denominator),
        share="" if parts and parts.denominator is None else number_of(line, language),
        interval=interval_phrase(line.interval, language),
        before=_before(section, line),
        verdict=verdict_of(line, language) if line.is_different else "",
        is_revised=line.is_revised,
        key=line.key if is_split else "",
        by=section.by if is_split else "",
    )


def _before(section: Section, line: Line) -> str:
    if line.before is None:
        return ""
    is_part = section.kind is Kind.COUNTS
    return count(line.before.numerator) if is_part else parts_phrase(line.before)


def _figure_of(section: Section, line: Line) -> str:
    """Of which figure the number in this line is."""
    return line.key if section.key in {"funnel", "definitions"} else section.figure.name


Make = Callable[[Report, str], bytes]
FILES: Mapping[str, tuple[Make, str]] = {
    "xlsx": (report_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (report_csv, "text/csv; charset=utf-8"),
}


@behind(Act.SEE_FIGURES)
def figures_file(request: StaffRequest) -> HttpResponse:
    """The file of the question that the address asks; a wrong question comes back as the page that says why."""
    kind = request.GET.get("as", "xlsx")
    if kind not in FILES:
        raise Http404
    form = question_of(request)
    if not form.is_valid():
        return render(request, "console/figures/figures.html", {"desk": "figures", "form": form}, status=422)
    report, (make, media) = report_of(form.wanted(), now()), FILES[kind]
    days = f"{report.wanted.period.first}_{report.wanted.period.last}"
    return attachment(make(report, language()), f"{phrase('title', language())}_{days}.{kind}", media)


@behind(Act.SEE_FIGURES, POST_ONLY)
def figures_seal(request: StaffRequest) -> HttpResponse:
    """Have the answer put under the court's seal; a wrong question comes back as the page that says why."""
    form = question_of(request)
    if not form.is_valid():
        return render(request, "console/figures/figures.html", {"desk": "figures", "form": form}, status=422)
    paper = ask_for_paper(form.wanted(), language(), request.court.id, actor(request), now())
    return redirect("console:figures_paper", paper.id)


@behind(Act.SEE_FIGURES)
def figures_paper(request: StaffRequest, figures_paper_id: UUID) -> HttpResponse:
    """The report under the seal: being made, or there to be taken."""
    paper = lookup_or_404(lambda: paper_of(request.court, figures_paper_id))
    return render(request, "console/figures/paper.html", {"desk": "figures", "paper": paper})


@behind(Act.SEE_FIGURES)
def figures_paper_file(request: StaffRequest, figures_paper_id: UUID) -> HttpResponse:
    paper = lookup_or_404(lambda: paper_of(request.court, figures_paper_id))
    body = file_or_404(lambda: file_of_paper(paper))
    days = "_".join(paper.asked["period"])
    return attachment(body, f"{phrase('title', language())}_{days}.pdf", "application/pdf")
