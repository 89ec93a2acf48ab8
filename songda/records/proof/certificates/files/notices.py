"""The tables of public notices and of malfunctions, each with the things of the log that its rows are compared with."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from songda.core.state.ways import malfunctions, notices
from songda.records.proof.certificates.compared import words
from songda.records.proof.certificates.comparing import ComparedTable
from songda.records.service.malfunctions.actions import reason_of_weighing
from songda.records.service.malfunctions.models import Malfunction, RanMeanwhile
from songda.records.ways.public_notices.actions import reason_of_gap, words_as_ordered, words_of_notice
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice

_SUBJECT = "an id that the events name the row by"
_KEY = "opens the sealed file; what it opens is compared with the hash"
_WORK = "says when the page is looked at again; decides nothing"
NOTICE = ComparedTable(
    PublicNotice,
    notices.PublicNotice,
    lambda state: state.notices.notices,
    {
        "id": _SUBJECT,
        "token": "the address of its page; whatever stands there is compared with the hash of its text",
        "wrapped_key": _KEY,
        "runs_until": "follows from the answers of the law, which are compared",
        "look_due_at": _WORK,
        "watched_until": _WORK,
    },
    {
        "papers": (
            lambda entity: entity.papers,
            lambda row: sorted(each.service.paper.sha256_hex for each in row.paper_rows.all()),
        ),
        "says_sealed": words(lambda row: words_of_notice(row).text, "text", "text_sha256"),
    },
)
POSTING = ComparedTable(
    NoticePosting,
    notices.NoticePosting,
    lambda state: state.notices.postings,
    {"id": _SUBJECT, "photo_key": _KEY, "sheet_key": _KEY},
    {"words_sealed": words(words_as_ordered, "words")},
)
GAP = ComparedTable(
    NoticeGap,
    notices.NoticeGap,
    lambda state: state.notices.gaps,
    {"id": _SUBJECT},
    {"reason_sealed": words(reason_of_gap, "reason", "weighed_at")},
)
REPORT = ComparedTable(
    NoticeReport,
    notices.NoticeReport,
    lambda state: state.notices.reports,
    {"id": _SUBJECT, "wrapped_key": _KEY},
)
MALFUNCTION = ComparedTable(
    Malfunction,
    malfunctions.Malfunction,
    lambda state: state.malfunctions.times,
    {
        "id": _SUBJECT,
        "wrapped_key": _KEY,
        "looked_for_periods_at": "says when periods were looked for; decides nothing",
    },
)
RAN_MEANWHILE = ComparedTable(
    RanMeanwhile,
    malfunctions.RanMeanwhile,
    lambda state: state.malfunctions.ran,
    {
        "id": "the row's number",
        "last_day": "follows from the answer of the law, which is compared",
    },
    {"reason_sealed": words(reason_of_weighing, "reason")},
    key=lambda row: (str(row.malfunction_id), str(row.party_id)),
    may_be_unlogged=lambda row: row.weighed_at is None,
    column_if_unlogged="weighed_at",
)
OF_NOTICES = (NOTICE, POSTING, GAP, REPORT)
ROWS_OF_CASES: Mapping[type[Model], Callable[[Collection[UUID]], QuerySet[Any]]] = {
    PublicNotice: lambda cases: PublicNotice.objects.filter(envelope__case__in=cases).prefetch_related(
        "paper_rows__service__paper"
    ),
    NoticePosting: lambda cases: NoticePosting.objects.filter(notice__envelope__case__in=cases),
    NoticeGap: lambda cases: NoticeGap.objects.filter(notice__envelope__case__in=cases),
    NoticeReport: lambda cases: NoticeReport.objects.filter(envelope__case__in=cases),
}
