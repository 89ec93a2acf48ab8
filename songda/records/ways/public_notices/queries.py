"""Reads public notices: of a court, of an envelope, by the address of their page; changes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice

OPEN_TO_ALL = timedelta(days=90)  # after it has run; then its page opens only by the code of the paper
_WITH_ALL = ("envelope__case__court", "envelope__case__judge", "envelope__party", "envelope__order", "deed")


def notices_of_court(court: Court) -> Sequence[PublicNotice]:
    """The court's notices: those that run first, by when they have run; at most a thousand."""
    rows = PublicNotice.objects.filter(envelope__case__court=court).select_related(*_WITH_ALL)
    order = (
        F("ended_at").desc(nulls_first=True),
        F("removed_at").desc(nulls_first=True),
        F("runs_until").asc(nulls_last=True),
    )
    return list(rows.order_by(*order, "-drafted_at")[:1000])


def newest_notices(court: Court, case_id: UUID | None = None, after: UUID | None = None) -> QuerySet[PublicNotice]:
    """The court's notices, or those of one of its cases, the newest first; `after`: where the page before ended."""
    rows = PublicNotice.objects.filter(envelope__case__court=court).select_related(*_WITH_ALL).order_by("-id")
    rows = rows if case_id is None else rows.filter(envelope__case=case_id)
    return rows if after is None else rows.filter(id__lt=after)


def notice_of_envelope(envelope: Envelope) -> PublicNotice | None:
    """The notice that runs or is a draft, else the newest one."""
    rows = PublicNotice.objects.filter(envelope=envelope).select_related(*_WITH_ALL)
    order = (F("removed_at").desc(nulls_first=True), F("ended_at").desc(nulls_first=True), "-drafted_at")
    return rows.order_by(*order).first()


def notice_of(court: Court, notice_id: UUID) -> PublicNotice:
    """One notice of this court; PublicNotice.DoesNotExist for any other."""
    return PublicNotice.objects.select_related(*_WITH_ALL).get(id=notice_id, envelope__case__court=court)


def posting_of(court: Court, posting_id: UUID) -> NoticePosting:
    """One posting of a notice of this court."""
    rows = NoticePosting.objects.select_related(*(f"notice__{each}" for each in _WITH_ALL))
    return rows.get(id=posting_id, notice__envelope__case__court=court)


def gap_of(court: Court, gap_id: UUID) -> NoticeGap:
    """One time without a notice of this court."""
    rows = NoticeGap.objects.select_related(*(f"notice__{each}" for each in _WITH_ALL))
    return rows.get(id=gap_id, notice__envelope__case__court=court)


def report_of(court: Court, report_id: UUID) -> NoticeReport:
    """One report for the file of this court."""
    kept = NoticeReport.objects.select_related("envelope__case").exclude(wrapped_key=b"")  # not erased with its case
    return kept.get(id=report_id, envelope__case__court=court)


def reports_of(envelope: Envelope) -> Sequence[NoticeReport]:
    """The reports made for this envelope, the newest first."""
    return list(NoticeReport.objects.filter(envelope=envelope).exclude(wrapped_key=b"").order_by("-asked_at"))


def page_by_token(token: str) -> PublicNotice | None:
    """The published notice at this address, whether or not it stands just now; none once its words were erased."""
    rows = PublicNotice.objects.select_related(*_WITH_ALL).exclude(published_at=None).exclude(says_sealed=b"")
    return rows.filter(token=token).first()


def code_of_notice(notice: PublicNotice) -> str:
    """The code on its paper."""
    return vault.notice_code(notice.id)


def is_closed(notice: PublicNotice, now: datetime) -> bool:
    """Whether its page no longer opens to everybody, but only by its code: it has run, and months have passed."""
    return notice.ended_at is not None and now >= notice.ended_at + OPEN_TO_ALL


def notices_to(case_number: str, name: str, now: datetime) -> Sequence[PublicNotice]:
    """The notices that stand for whoever has exactly this name in the case with exactly this number, the newest first.

    Whoever knows both knows whom the case is about; a piece of either finds nothing.
    """
    case = Q(envelope__case__number=case_number, envelope__party__name_index=vault.name_index(name))
    return _open_to_all(PublicNotice.objects.filter(case), now)


def notices_about(party: Party, now: datetime) -> Sequence[PublicNotice]:
    """Those that stand for this very person in any case of the installation, by their identity number, newest first.

    Of somebody without a number on record those of this case alone: a name is shared.
    """
    same = Q(envelope__party=party)
    if party.number_index is not None:
        same |= Q(envelope__party__number_index=party.number_index)
    return _open_to_all(PublicNotice.objects.filter(same), now)


def _open_to_all(rows: QuerySet[PublicNotice], now: datetime) -> Sequence[PublicNotice]:
    posted = rows.exclude(published_at=None).filter(down_since=None, removed_at=None)
    return list(posted.exclude(ended_at__lte=now - OPEN_TO_ALL).select_related(*_WITH_ALL).order_by("-published_at"))


def running_of(court: Court | None = None) -> Sequence[PublicNotice]:
    """Those whose page stands and whose days run, the newest first; of one court, or of all."""
    rows = PublicNotice.objects.exclude(published_at=None).filter(down_since=None, removed_at=None, ended_at=None)
    own = rows if court is None else rows.filter(envelope__case__court=court)
    return list(own.select_related("envelope__case__court").order_by("-published_at")[:500])
