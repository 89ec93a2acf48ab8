"""Papers of a public notice that the court seals: asked for by what happens here, sealed and kept by the worker.

The web has no seal. It publishes, orders a board, asks for a report; the worker seals what waits within a second, from
the words whose hash the log bears, and puts on record which file bears the seal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from songda.clock import new_id
from songda.core.access import Act
from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.public_notice import text_hash
from songda.core.evidence.canonical import Json
from songda.core.state.fold import STEPS
from songda.core.state.ways.notices import Notices
from songda.records.court.staff.office import ENGINE, check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.incidents.stuck import may_be_tried
from songda.records.ground.queue import CHUNK, ask
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.actions import REPORTS, SHEETS, SHELF, notice_event, words_of_notice
from songda.records.ways.public_notices.models import NoticePosting, NoticeReport, PublicNotice

JOB, QUEUE = "papers.seal", "certificates"
M = TypeVar("M", PublicNotice, NoticePosting, NoticeReport)
_PREMISES = sorted(name for name in STEPS if name.startswith("notice."))


@dataclass(frozen=True)
class SealedFile:
    """A file under the court's seal, and the fingerprint of that seal."""

    body: bytes
    sha256: bytes
    seal: str


@transaction.atomic
def ask_for_report(envelope: Envelope, by: str, now: datetime) -> NoticeReport:
    """A report of every way that was tried is to be made for the file."""
    check_office(by, Act.PLACE_ORDER, envelope.case.court_id)
    report = NoticeReport.objects.create(id=new_id(), envelope=envelope, asked_at=now, asked_by=by)
    data: dict[str, Json] = {"report": str(report.id)}
    record([NewEvent("notice.report_asked", f"envelope:{envelope.id}", envelope.case_id, now, by, data)], now)
    ask(JOB, queue=QUEUE)
    return report


def notices_to_seal(now: datetime) -> Sequence[PublicNotice]:
    """Published, and not under the seal yet."""
    waiting = PublicNotice.objects.filter(sha256=None).exclude(published_at=None).exclude(says_sealed=b"")
    return list(_first(waiting.select_related("envelope__case__court", "envelope__party"), "published_at", now))


def sheets_to_seal(now: datetime) -> Sequence[NoticePosting]:
    """What goes to another board of a notice that is published."""
    waiting = NoticePosting.objects.filter(sheet_sha256=None).exclude(notice__published_at=None)
    waiting = waiting.exclude(notice__says_sealed=b"")
    return list(_first(waiting.select_related("notice__envelope__case__court", "notice__envelope__party"), "id", now))


def reports_to_make(now: datetime) -> Sequence[NoticeReport]:
    """Asked for, and not made yet."""
    waiting = NoticeReport.objects.filter(sha256=None, wrapped_key=None)
    return list(_first(waiting.select_related("envelope__case__court", "envelope__party"), "asked_at", now))


def _first(rows: QuerySet[M], order: str, now: datetime) -> QuerySet[M]:
    return rows.filter(may_be_tried(Work.SEAL_PAPER, now)).order_by(order)[:CHUNK]


def require_told_notice(notice: PublicNotice) -> None:
    """Raise `UntoldError` unless the log tells of the notice as its row does, and its words are those of the log."""
    state = _told(notice.envelope_id)
    require_told(notice, state.notices.get(str(notice.id)), "papers")
    if text_hash(words_of_notice(notice).text) != bytes(notice.text_sha256):
        raise UntoldError(notice, ["says_sealed"])


def require_told_posting(posting: NoticePosting) -> None:
    """The same for another board, and for the notice that is to stand there."""
    require_told_notice(posting.notice)
    require_told(posting, _told(posting.notice.envelope_id).postings.get(str(posting.id)))


def require_told_report(report: NoticeReport) -> None:
    """The same for a report that was asked for."""
    require_told(report, _told(report.envelope_id).reports.get(str(report.id)))


def _told(envelope_id: UUID) -> Notices:
    return told_of([f"envelope:{envelope_id}"], _PREMISES).notices


@transaction.atomic
def keep_notice(notice: PublicNotice, file: SealedFile, now: datetime) -> None:
    """The published notice under the seal; the first that was made stays."""
    locked = PublicNotice.objects.select_for_update().get(id=notice.id)
    if locked.sha256 is not None or not locked.says_sealed:
        return
    locked.wrapped_key, locked.sha256 = vault.store_file(SHELF, locked.id, file.body), file.sha256
    locked.save(update_fields=["wrapped_key", "sha256"])
    text = bytes(notice.text_sha256).hex()
    record([notice_event("notice.sealed", notice, ENGINE, now, {**_sealed(file), "text_sha256": text})], now)


@transaction.atomic
def keep_sheet(posting: NoticePosting, file: SealedFile, now: datetime) -> None:
    """The sheet for another board, or the order to print; the first that was made stays."""
    locked = NoticePosting.objects.select_for_update(of=("self",)).select_related("notice").get(id=posting.id)
    if locked.sheet_sha256 is not None or not locked.notice.says_sealed:
        return
    locked.sheet_key, locked.sheet_sha256 = vault.store_file(SHEETS, locked.id, file.body), file.sha256
    locked.save(update_fields=["sheet_key", "sheet_sha256"])
    data = {**_sealed(file), "posting": str(posting.id)}
    record([notice_event("notice.sheet_sealed", posting.notice, ENGINE, now, data)], now)


@transaction.atomic
def keep_report(report: NoticeReport, file: SealedFile, tries: list[str], now: datetime) -> None:
    """The report of every way that was tried, with the names of the tries that it tells of."""
    locked = NoticeReport.objects.select_for_update().get(id=report.id)
    if locked.sha256 is not None or locked.wrapped_key is not None:
        return
    locked.wrapped_key = vault.store_file(REPORTS, locked.id, file.body)
    locked.sha256, locked.made_at = file.sha256, now
    locked.save(update_fields=["wrapped_key", "sha256", "made_at"])
    named: list[Json] = list(tries)
    data = {**_sealed(file), "report": str(report.id), "tries": named}
    case_id = report.envelope.case_id
    record([NewEvent("notice.reported", f"envelope:{report.envelope_id}", case_id, now, ENGINE, data)], now)


def _sealed(file: SealedFile) -> dict[str, Json]:
    return {"sha256": file.sha256.hex(), "seal": file.seal}
