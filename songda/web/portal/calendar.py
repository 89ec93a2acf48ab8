"""A hearing as a file that phones and mail programs put into their calendar (RFC 5545)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from songda.core.calendar_file import calendar_file, plain
from songda.records.cases.models import Hearing
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.visit import Visit

LENGTH = timedelta(hours=2)  # nobody knows how long a hearing takes; the page says so


@for_recipient(GET_ONLY)
def hearing_file(visit: Visit, hearing_id: UUID) -> HttpResponse:
    """One hearing of this case."""
    hearing = Hearing.objects.filter(case=visit.envelope.case, cancelled_at=None, id=hearing_id).first()
    if hearing is None:
        raise Http404
    answer = HttpResponse(_calendar(visit, hearing), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hearing.ics"'
    return answer


def _calendar(visit: Visit, hearing: Hearing) -> str:
    place = f"{visit.court.name}{' ' if hearing.place else ''}{hearing.place}"
    title = _("Hearing: %(number)s") % {"number": visit.envelope.case.number}
    tomorrow = _("Hearing tomorrow")
    note = _("Bring your identity card and the papers. Questions: %(phone)s") % {"phone": visit.court.phone}
    lines = [
        "BEGIN:VEVENT",
        f"UID:{hearing.id}@{settings.PUBLIC_URL.split('//')[-1].split(':')[0]}",
        f"DTSTAMP:{_utc(hearing.set_at)}",
        f"DTSTART:{_utc(hearing.at)}",
        f"DTEND:{_utc(hearing.at + LENGTH)}",
        f"SUMMARY:{plain(title)}",
        f"LOCATION:{plain(place)}",
        f"DESCRIPTION:{plain(note)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        f"DESCRIPTION:{plain(tomorrow)}",
        "END:VALARM",
        "END:VEVENT",
    ]
    return calendar_file("-//songda//portal//ZH", lines)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
