"""The report of a year, as a page and as a file that is ready to be published."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.language import COURT_LANGUAGE
from songda.core.outreach.effects import Effect
from songda.core.words import day
from songda.records.court.staff.models import Court
from songda.records.overview.campaign_effects import classes_of, effect_of, figure_of, usual_class
from songda.records.service.outreach.campaigns import YearReport, year_report
from songda.records.service.outreach.models import Campaign
from songda.trust.typesetting import report_pdf
from songda.web.console.outreach.campaigns import YEARS, year_in_address
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.words import language, word
from songda.web.console.templatetags.outreach import points


@behind(Act.RUN_OUTREACH)
def outreach_report(request: StaffRequest) -> HttpResponse:
    """What was done in a year, whom it reached, and how that was counted."""
    year = year_in_address(request)
    report = year_report(request.court, year)
    context = {
        "desk": "outreach",
        "page": "report",
        "year": year,
        "report": report,
        "effects": _effects(report, timezone.localtime(now()).date()),
        "method": _method(),
    }
    return render(request, "console/outreach/report.html", context)


@behind(Act.RUN_OUTREACH)
def outreach_report_file(request: StaffRequest, year: int) -> HttpResponse:
    """The same as PDF/A and PDF/UA, in the language of the page."""
    if year not in YEARS:
        raise Http404
    moment = timezone.localtime(now())
    content = _content(request.court, year_report(request.court, year), moment)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return attachment(report_pdf(content, midnight), f"{content['title']}.pdf", "application/pdf")


def _method() -> list[str]:
    return [
        _(
            "An act is a campaign that began in the year and was not called off; "
            "one that went over the turn of the year counts in the year in which it began."
        ),
        _(
            "People reached are added as each campaign counted them; how is said beside each. "
            "Somebody who came twice counts twice. Campaigns without a count add nothing."
        ),
        _(
            "An effect is the change of the class of people that was reached, twelve weeks before against six weeks "
            "after, less the change of all others of the same kind, with its interval (95 of 100 cases); "
            "a time without campaign must show none. Where classes are too small or went apart before, nothing is told."
        ),
        _(
            "Texts were compared by chance: who got which was decided by a keyed hash. The outcome "
            "(identity shown within 3 days) and the number of people were fixed beforehand; "
            "of comparisons without any difference, at most one in twenty names a winner."
        ),
    ]


def _content(court: Court, report: YearReport, moment: datetime) -> Mapping[str, Any]:
    tongue = language()
    return {
        "language": tongue if tongue == COURT_LANGUAGE else "en",
        "court": court.name_in(tongue),
        "title": _("Report on making law known, %(year)s") % {"year": report.year},
        "day": day(moment.date(), tongue),
        "sums": [
            {"value": str(len(report.campaigns)), "label": _("Campaigns")},
            {"value": str(report.reached), "label": _("People reached")},
            {"value": str(sum(report.copies.values())), "label": _("Copies of material")},
            {"value": str(report.answers), "label": _("Answers published")},
        ],
        "tables": [_acts(report), _supplied(report), _changed(report, moment.date())],
        "method_title": _("How it was counted"),
        "method": _method(),
    }


def _acts(report: YearReport) -> dict[str, Any]:
    return {
        "title": _("Campaigns"),
        "nothing": _("None in this year."),
        "head": [_("When"), _("What"), _("For whom"), _("Where and by whom"), _("People reached")],
        "widths": [20, 28, 15, 24, 20],
        "rows": [_act(campaign) for campaign in report.campaigns],
    }


def _act(campaign: Campaign) -> list[str]:
    when = f"{campaign.starts_on:%Y-%m-%d}"
    if campaign.ends_on != campaign.starts_on:
        when += f" – {campaign.ends_on:%Y-%m-%d}"
    reached = _("not counted") if campaign.reached is None else f"{campaign.reached} · {campaign.counted_how}"
    return [
        when,
        f"{campaign.title} · {word(campaign.aim, 'outreach_aim')}",
        word(campaign.group, "outreach_group"),
        " · ".join(filter(None, (campaign.place, campaign.speaker))),
        reached,
    ]


def _effects(report: YearReport, today: date) -> list[tuple[Campaign, str]]:
    """What can be said of each campaign whose group the figures tell apart, and whose time has come."""
    campaigns_by_figure = {figure_of(one): one for one in report.campaigns}
    classes = {
        name: classes_of(one) for name, one in campaigns_by_figure.items()
    }  # the same for all campaigns of one figure
    found = [(one, effect_of(one, usual_class(one), classes[figure_of(one)], today)) for one in report.campaigns]
    return [(one, _effect_words(effect)) for one, effect in found if effect is not None]


def _effect_words(effect: Effect) -> str:
    answer = word(effect.answer, "outreach_effect")
    if effect.change is None or effect.interval is None:
        return answer
    return f"{answer} {points(effect.change)} · {points(effect.interval.low)} … {points(effect.interval.high)}"


def _changed(report: YearReport, today: date) -> dict[str, Any]:
    return {
        "title": _("Effect, in percentage points"),
        "nothing": _("Nothing can be told yet."),
        "head": [_("What"), _("For whom"), _("Result")],
        "widths": [40, 20, 40],
        "rows": [[one.title, word(one.group, "outreach_group"), effect] for one, effect in _effects(report, today)],
    }


def _supplied(report: YearReport) -> dict[str, Any]:
    return {
        "title": _("Material"),
        "nothing": _("None in this year."),
        "head": [_("Material"), _("Copies")],
        "widths": [70, 30],
        "rows": [[word(kind, "outreach_kind"), str(copies)] for kind, copies in report.copies.items()],
    }
