"""The dates of a recipient as a file for their calendar (RFC 5545): hearings, and last days as whole days."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from songda.core.calendar_file import calendar_file, plain
from songda.records.matter.cases.models import Hearing
from songda.records.service.orders.summoned import HearingChange, Hearings, hearings_with_past
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.dates.ahead import LastDay, dates_ahead
from songda.web.portal.hearings import HearingDate, hearing_dates
from songda.web.portal.paper_state import paper_states
from songda.web.portal.visit import Visit

LENGTH: Final = timedelta(hours=2)  # nobody knows how long a hearing takes; the page says so


@for_recipient(GET_ONLY)
def all_dates_file(visit: Visit) -> HttpResponse:
    """Every hearing to come and every last day in one file; Http404 where there is none."""
    dates = dates_ahead(visit, hearing_dates(visit, visit.services), paper_states(visit.services))
    known = hearings_with_past({visit.envelope.case_id})
    events = [_hearing(visit, date, _changes(date.hearing, known)) for date in dates.hearings]
    events += [_last_day(visit, each) for each in dates.last_days]
    if not events:
        raise Http404
    return _file("dates.ics", [line for event in events for line in event])


@for_recipient(GET_ONLY)
def hearing_file(visit: Visit, hearing_id: UUID) -> HttpResponse:
    """One hearing of this case; of one that was cancelled the file that takes it out again."""
    known = hearings_with_past({visit.envelope.case_id})
    own = known.by_case.get(visit.envelope.case_id, ())
    hearing = next((one for one in own if one.id == hearing_id), None)
    if hearing is None:
        raise Http404
    dates = hearing_dates(visit)
    every = (*dates.to_come, *dates.past, *dates.named.values())
    date = next((date for date in every if date.hearing.id == hearing_id), None)
    if hearing.cancelled_at is not None and date is None:
        raise Http404  # it never stood in a paper of theirs
    return _file("hearing.ics", _hearing(visit, date or HearingDate(hearing), _changes(hearing, known)))


def _file(name: str, lines: Sequence[str]) -> HttpResponse:
    file = calendar_file("-//songda//portal//ZH", lines)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _changes(hearing: Hearing, known: Hearings) -> int:
    """How often it became another: it numbers versions, so that a calendar which has one already takes the newest."""
    return len(known.sittings.get(hearing.id, ())) + (hearing.cancelled_at is not None)


def _hearing(visit: Visit, date: HearingDate, changes: int) -> list[str]:
    hearing = date.hearing
    return [
        "BEGIN:VEVENT",
        f"UID:{hearing.id}@{_host()}",
        f"DTSTAMP:{_utc(max(filter(None, (hearing.set_at, hearing.changed_at, hearing.cancelled_at))))}",
        f"SEQUENCE:{changes}",
        f"STATUS:{'CONFIRMED' if date.is_to_be_held else 'CANCELLED'}",
        f"DTSTART:{_utc(hearing.at)}",
        f"DTEND:{_utc(hearing.at + LENGTH)}",
        f"SUMMARY:{plain(_title(visit, date))}",
        f"LOCATION:{plain(_where(visit, hearing.place))}",
        f"DESCRIPTION:{plain(_note(visit, date))}",
        *(_reminder(_("Hearing tomorrow")) if date.is_to_be_held else ()),
        "END:VEVENT",
    ]


def _last_day(visit: Visit, each: LastDay) -> list[str]:
    """A whole day; the same day again after it was counted anew replaces the old one."""
    words = {"what": each.period.name, "number": visit.envelope.case.number}
    title = _("Last day of “%(what)s”, %(number)s") % words
    where_to = _("Send it to: %(court)s. Questions: %(phone)s")
    note = where_to % {"court": _where(visit, ""), "phone": visit.court.phone}
    return [
        "BEGIN:VEVENT",
        f"UID:{each.paper.service.id}-{each.period.kind}@{_host()}",
        f"DTSTAMP:{_utc(visit.now)}",
        f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{plain(title)}",
        f"LOCATION:{plain(_where(visit, ''))}",
        f"DESCRIPTION:{plain(note)}",
        *_reminder(_("The last day is tomorrow")),
        "END:VEVENT",
    ]


def _where(visit: Visit, room: str) -> str:
    """The court with its street, as far as it named one, and the room."""
    return " ".join(filter(None, (visit.court.name, visit.court.street, room)))


def _host() -> str:
    return settings.PUBLIC_URL.split("//")[-1].split(":")[0]


def _reminder(title: str) -> tuple[str, ...]:
    return ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P1D", f"DESCRIPTION:{plain(title)}", "END:VALARM")


def _title(visit: Visit, date: HearingDate) -> str:
    """A date that is not the one on their summons says so where a phone shows one line alone."""
    number = {"number": visit.envelope.case.number}
    match date.became:
        case HearingChange.MOVED:
            return _("Hearing, moved: %(number)s") % number
        case HearingChange.CANCELLED:
            return _("Hearing, cancelled: %(number)s") % number
        case HearingChange.OTHER_ROOM:
            return _("Hearing, other room: %(number)s") % number
        case _:
            return _("Hearing: %(number)s") % number


def _note(visit: Visit, date: HearingDate) -> str:
    if not date.is_to_be_held:
        return _("This hearing was cancelled; you need not come. Questions: %(phone)s") % {"phone": visit.court.phone}
    note = _("Bring your identity card and the papers. Questions: %(phone)s") % {"phone": visit.court.phone}
    if date.old is None:
        return note
    at, place = date.old.named_at.astimezone(visit.zone), date.old.named_place
    named = {"paper": date.paper, "at": f"{at:%Y-%m-%d %H:%M}", "place": place}
    what_it_names = _("The earlier paper (%(paper)s) names another time or room: %(at)s, %(place)s.") % named
    return f"{what_it_names} {note}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
