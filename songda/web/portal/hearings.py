"""The hearings as a recipient is told of them, beside what their summons names; and as a file (RFC 5545)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from songda.core.calendar_file import calendar_file, plain
from songda.records.delivery.findings.queries import ServiceView
from songda.records.delivery.orders.models import Service
from songda.records.delivery.orders.summoned import HearingChange, Summoned, hearings_with_past, summoned_by
from songda.records.matter.cases.models import Hearing
from songda.web.portal.access import GET_ONLY, for_recipient
from songda.web.portal.visit import Visit

LENGTH = timedelta(hours=2)  # nobody knows how long a hearing takes; the page says so


@dataclass(frozen=True)
class HearingDate:
    """A hearing; `old` where their summons names another time or room, `new_summons` once a later one was sent."""

    hearing: Hearing
    old: Summoned | None = None
    new_summons: Service | None = None

    @property
    def became(self) -> str:
        """moved, cancelled, other_room; empty where it is as it was said."""
        return self.old.change.value if self.old else ""

    @property
    def is_to_be_held(self) -> bool:
        """Whether it takes place at all."""
        return self.hearing.cancelled_at is None


@dataclass(frozen=True)
class HearingDates:
    """Those that are to come or that somebody would come to in vain, those that are over, and what each paper names."""

    to_come: Sequence[HearingDate]
    past: Sequence[HearingDate]
    called: Mapping[UUID, Summoned]  # by service, of every summons of theirs

    def of_paper(self, service: Service) -> Sequence[HearingDate]:
        """Of a summons the hearing that it names; of another paper that calls to a hearing all that are to come."""
        own = self.called.get(service.id)
        if own is None:
            return [date for date in self.to_come if date.is_to_be_held]
        return [date for date in self.to_come if date.hearing.id == own.hearing.id]


def hearing_dates(visit: Visit, views: Sequence[ServiceView] = ()) -> HearingDates:
    """Of the case, as the papers behind this link name them."""
    every, known = _summonses(visit), hearings_with_past({visit.envelope.case_id})
    called = summoned_by(every, known)
    to_be_heard = [one for one in known.by_case.get(visit.envelope.case_id, ()) if one.cancelled_at is None]
    here = {view.service.id for view in views} or {s.id for s in every if s.envelope_id == visit.envelope.id}
    in_order = sorted((s for s in every if s.id in called), key=lambda s: s.id in here)  # those of this link last
    old = {called[s.id].hearing.id: called[s.id] for s in in_order}
    dates = [_date(hearing, old.get(hearing.id), every, called) for hearing in to_be_heard]
    dates += [HearingDate(one.hearing, one) for one in old.values() if one.change is HearingChange.CANCELLED]
    to_come = [date for date in dates if _matters_at(date) >= visit.now]
    return HearingDates(to_come, [date for date in dates if date not in to_come and date.is_to_be_held], called)


def _summonses(visit: Visit) -> list[Service]:
    rows = Service.objects.filter(envelope__party=visit.envelope.party_id, paper__kind="summons", recalled_at=None)
    return list(rows.select_related("paper", "envelope").order_by("envelope__placed_at", "id"))


def _date(
    hearing: Hearing, old: Summoned | None, every: Sequence[Service], called: Mapping[UUID, Summoned]
) -> HearingDate:
    if old is None or old.change is HearingChange.AS_NAMED:
        return HearingDate(hearing)
    fresh = [s for s in every if s.id in called and called[s.id].hearing == hearing and not called[s.id].changed_at]
    return HearingDate(hearing, old, fresh[-1] if fresh else None)


def _matters_at(date: HearingDate) -> datetime:
    """Until when somebody may come, rightly or in vain."""
    return date.hearing.at if date.old is None else max(date.hearing.at, date.old.named_at)


@for_recipient(GET_ONLY)
def hearing_file(visit: Visit, hearing_id: UUID) -> HttpResponse:
    """One hearing of this case; of one that was cancelled the file that takes it out again."""
    known = hearings_with_past({visit.envelope.case_id})
    own = known.by_case.get(visit.envelope.case_id, ())
    hearing = next((one for one in own if one.id == hearing_id), None)
    if hearing is None:
        raise Http404
    called = hearing_dates(visit).called.values()
    old = next((one for one in called if one.hearing.id == hearing_id and one.changed_at is not None), None)
    if hearing.cancelled_at is not None and old is None:
        raise Http404  # it never stood in a paper of theirs
    changes = len(known.sittings.get(hearing.id, ())) + (hearing.cancelled_at is not None)
    answer = HttpResponse(_calendar(visit, hearing, old, changes), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hearing.ics"'
    return answer


def _calendar(visit: Visit, hearing: Hearing, old: Summoned | None, changes: int) -> str:
    """`changes` numbers its versions, so that a calendar which has it already takes the newest."""
    place = f"{visit.court.name}{' ' if hearing.place else ''}{hearing.place}"
    tomorrow = _("Hearing tomorrow")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{hearing.id}@{settings.PUBLIC_URL.split('//')[-1].split(':')[0]}",
        f"DTSTAMP:{_utc(max(filter(None, (hearing.set_at, hearing.changed_at, hearing.cancelled_at))))}",
        f"SEQUENCE:{changes}",
        f"STATUS:{'CANCELLED' if hearing.cancelled_at else 'CONFIRMED'}",
        f"DTSTART:{_utc(hearing.at)}",
        f"DTEND:{_utc(hearing.at + LENGTH)}",
        f"SUMMARY:{plain(_title(visit, old))}",
        f"LOCATION:{plain(place)}",
        f"DESCRIPTION:{plain(_note(visit, old))}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        f"DESCRIPTION:{plain(tomorrow)}",
        "END:VALARM",
        "END:VEVENT",
    ]
    return calendar_file("-//songda//portal//ZH", lines)


def _title(visit: Visit, old: Summoned | None) -> str:
    """A date that is not the one on their summons says so where a phone shows one line alone."""
    number = {"number": visit.envelope.case.number}
    match old.change if old else None:
        case HearingChange.MOVED:
            return _("Hearing, moved: %(number)s") % number
        case HearingChange.CANCELLED:
            return _("Hearing, cancelled: %(number)s") % number
        case HearingChange.OTHER_ROOM:
            return _("Hearing, other room: %(number)s") % number
        case _:
            return _("Hearing: %(number)s") % number


def _note(visit: Visit, old: Summoned | None) -> str:
    note = _("Bring your identity card and the papers. Questions: %(phone)s") % {"phone": visit.court.phone}
    if old is None:
        return note
    named = {"at": f"{old.named_at.astimezone(visit.zone):%Y-%m-%d %H:%M}", "place": old.named_place}
    what_it_names = _("The summons that you have names another time or room: %(at)s, %(place)s.") % named
    return f"{what_it_names} {note}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
