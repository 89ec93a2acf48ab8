"""Public notices: drafted from their fields, ordered for other boards, and read with the proof that they stand.

A notice takes effect whether anybody saw it or not. To publish one, to take it down and to prove that it stands on a
board is therefore done by somebody who looked at it, in the console.
"""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import Http404, HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.delivery.ladder.public_notice import LONGEST_ELEMENT, OTHER_BOARDS, Board, Element
from songda.core.refusal import WrongField
from songda.records.matter.parties.showing import note_file
from songda.records.overview.notice_papers import file_of_notice
from songda.records.service.orders.queries import service_of
from songda.records.ways.public_notices.actions import (
    LONGEST_WORDS,
    NoticeDraft,
    draft_notice,
    order_board,
    page_of_notice,
    words_of_notice,
)
from songda.records.ways.public_notices.looks import proof_of, run_of
from songda.records.ways.public_notices.models import NoticePosting, PublicNotice
from songda.records.ways.public_notices.queries import newest_notices, notice_of
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import WITHOUT_NUL, In, Out, RowOut, fixed_words
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown

ElementText = Annotated[str, Field(max_length=LONGEST_ELEMENT, pattern=WITHOUT_NUL)]
BoardWord = Annotated[str, fixed_words(OTHER_BOARDS)]
Limit = Annotated[int, Field(ge=1, le=200)]
router = ChangingRouter(tags=["public notices"])
_PDF = file_of("application/pdf")


class PostingOut(Out):
    """The same notice on another board: ordered, and proved by a scan or photograph once it stands there."""

    id: UUID
    board: str
    ordered_at: AwareDatetime
    posted_at: AwareDatetime | None
    step_id: UUID | None
    photo_sha256: str | None

    @classmethod
    def of(cls, row: NoticePosting) -> Self:
        own = {name: getattr(row, name) for name in ("id", "board", "ordered_at", "posted_at", "step_id")}
        return cls(photo_sha256=bytes(row.photo_sha256).hex() if row.photo_sha256 else None, **own)


class GapOut(RowOut):
    """A time in which it did not stand; `outcome` is what the judge said of it: stands, or anew."""

    id: UUID
    kind: str
    since: AwareDatetime
    until: AwareDatetime | None
    outcome: str
    weighed_at: AwareDatetime | None


class NoticeOut(Out):
    """A public notice. `state`: draft, standing, down (for a while), removed (for good), ended.

    `runs_until`: as the law says of the last publication. `page`: where it stands; null until it is published.
    """

    id: UUID
    envelope_id: UUID
    service_ids: list[UUID]
    state: str
    text_sha256: str
    sha256: str | None
    drafted_at: AwareDatetime
    published_at: AwareDatetime | None
    runs_until: AwareDatetime | None
    ended_at: AwareDatetime | None
    deed_id: UUID | None
    page: str | None
    postings: list[PostingOut]
    gaps: list[GapOut]

    @classmethod
    def of(cls, notice: PublicNotice, moment: datetime) -> Self:
        names = ("id", "envelope_id", "drafted_at", "published_at", "ended_at", "deed_id")
        is_published = notice.published_at is not None
        return cls(
            service_ids=sorted(notice.paper_rows.values_list("service_id", flat=True)),
            state=_state(notice),
            text_sha256=bytes(notice.text_sha256).hex(),
            sha256=bytes(notice.sha256).hex() if notice.sha256 else None,
            runs_until=run_of(notice, moment).until if is_published else None,
            page=page_of_notice(notice) if is_published else None,
            postings=[PostingOut.of(row) for row in notice.postings.order_by("ordered_at", "id")],
            gaps=[GapOut.of(row) for row in notice.gaps.order_by("since", "id")],
            **{name: getattr(notice, name) for name in names},
        )


class WholeNoticeOut(NoticeOut):
    """A public notice with its text, which names the recipient."""

    text: str


class NoticesOut(Out):
    """Public notices, the newest first; `next_after` leads to the next page."""

    notices: list[NoticeOut]
    next_after: UUID | None = None


def _state(notice: PublicNotice) -> str:
    if notice.removed_at is not None:
        return "removed"
    if notice.ended_at is not None:
        return "ended"
    if notice.down_since is not None:
        return "down"
    return "draft" if notice.published_at is None else "standing"


class NoticeIn(In):
    """What the notice says of each thing; what the law asks for of these papers must not be missing.

    `service_ids` are the other services of the same envelope that it is given for.
    """

    service_ids: Annotated[list[UUID], Field(max_length=100)] = []
    why: ElementText = ""
    claim: ElementText = ""
    answer: ElementText = ""
    hearing: ElementText = ""
    absence: ElementText = ""
    outcome: ElementText = ""
    appeal: ElementText = ""
    more: ElementText = ""

    def draft(self, service_id: UUID) -> NoticeDraft:
        texts = {each: getattr(self, each.value) for each in Element if getattr(self, each.value)}
        return NoticeDraft(tuple(dict.fromkeys((service_id, *self.service_ids))), texts)


@router.get("/public-notices", response=NoticesOut, summary="List the public notices")
def listed(
    request: ApiRequest, case_id: UUID | None = None, after: UUID | None = None, limit: Limit = 50
) -> NoticesOut:
    """The court's, drafts too; without their texts, so that nobody is named."""
    found = newest_notices(court_of(request), case_id, after)[: limit + 1]
    page = [NoticeOut.of(notice, now()) for notice in list(found)]
    return NoticesOut(notices=page[:limit], next_after=page[limit - 1].id if len(page) > limit else None)


@router.creates("/services/{uuid:service_id}/public-notices", WholeNoticeOut, "Draft a public notice")
def draft(request: ApiRequest, service_id: UUID, body: NoticeIn) -> HttpResponse:
    """Writes its text; a draft of before is written anew. It is published by somebody of the court who looked at it."""
    service = service_of(court_of(request), service_id)

    def act() -> WholeNoticeOut:
        made = draft_notice(service.envelope, body.draft(service.id), actor_of(request), now())
        return _with_related(request, made.id)

    return create_once(request, body, act)


@router.get("/public-notices/{uuid:notice_id}", response=WholeNoticeOut, summary="Read a public notice")
def read(request: ApiRequest, notice_id: UUID) -> WholeNoticeOut:
    """With its text, its boards, and the times in which it did not stand."""
    note_party_shown(request, notice_of(court_of(request), notice_id).envelope.party)
    return _with_related(request, notice_id)


def _with_related(request: ApiRequest, notice_id: UUID) -> WholeNoticeOut:
    notice = notice_of(court_of(request), notice_id)
    return WholeNoticeOut(**NoticeOut.of(notice, now()).model_dump(), text=words_of_notice(notice).text)


@router.get("/public-notices/{uuid:notice_id}/pdf", summary="Fetch a published notice", openapi_extra=_PDF)
def file(request: ApiRequest, notice_id: UUID) -> HttpResponse:
    """The notice under the court's seal, as it stands on its page; none before it is published."""
    notice = notice_of(court_of(request), notice_id)
    try:
        body = file_of_notice(notice)
    except LookupError:
        raise Http404 from None
    note_file(notice.envelope.case, "notice", notice.id, actor_of(request), now())
    return as_file(HttpResponse(body, content_type="application/pdf"), f"notice-{notice_id}.pdf")


class LookOut(Out):
    """One look at the page: from where (inside, outside), by whom, and what was seen."""

    at: AwareDatetime
    source: str
    looker: str
    seen: str


class UnseenOut(Out):
    """A stretch in which it was not seen standing; `is_known`: somebody looked, and it was not there."""

    since: AwareDatetime
    until: AwareDatetime | None
    is_known: bool


class StandingOut(Out):
    """What the looks prove: how many saw it from inside and from outside, when first and last, and when nobody did.

    `looks`: the newest first, two hundred at most.
    """

    first: AwareDatetime | None
    last: AwareDatetime | None
    inside: int
    outside: int
    unseen: list[UnseenOut]
    looks: list[LookOut]


@router.get(
    "/public-notices/{uuid:notice_id}/looks", response=StandingOut, summary="Read what proves that a notice stood"
)
def looks(request: ApiRequest, notice_id: UUID) -> StandingOut:
    """Of a published notice up to now, or to its end."""
    notice, moment = notice_of(court_of(request), notice_id), now()
    if notice.published_at is None:
        raise Http404
    until = min(each for each in (run_of(notice, moment).until, notice.removed_at, moment) if each is not None)
    proof = proof_of(notice, until)
    rows = notice.looks.order_by("-at", "looker")[:200]
    return StandingOut(
        first=proof.first,
        last=proof.last,
        inside=proof.inside,
        outside=proof.outside,
        unseen=[UnseenOut(since=one.since, until=one.until, is_known=one.is_known) for one in proof.unseen],
        looks=[LookOut(at=row.at, source=row.source, looker=row.looker, seen=row.seen) for row in rows],
    )


class BoardIn(In):
    """On which board it is to stand as well; `words`: medium, or place."""

    board: BoardWord
    words: Annotated[str, Field(max_length=LONGEST_WORDS, pattern=WITHOUT_NUL)] = ""


@router.creates("/public-notices/{uuid:notice_id}/boards", PostingOut, "Order another board for a notice")
def board(request: ApiRequest, notice_id: UUID, body: BoardIn) -> HttpResponse:
    """What proves that it stands there is handed in by whoever posted it."""
    notice = notice_of(court_of(request), notice_id)
    if body.board not in OTHER_BOARDS:
        raise WrongField("board", "notice.board")

    def act() -> PostingOut:
        return PostingOut.of(order_board(notice, Board(body.board), body.words, actor_of(request), now()))

    return create_once(request, body, act)
